"""Every fault that a survey file can have: its code, what is wrong, and what to do.

One table (with `advice`), so that the checker, its tests and docs/flow-errors.md cannot drift.
It collects; it never decides whether something is a fault.
"""

from collections.abc import Iterable
from dataclasses import replace

from rapidfuzz import fuzz, process

from flows.language.advice import ADVICE
from ground.faults import Fault, Faulty
from ground.yamlfile import Document, Path_

# code: (what, remedy) in Vietnamese, (what, remedy) in English
CODES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "F001": (
        ("Không đọc được tệp: {why}.", "Hãy kiểm tra đường dẫn, quyền đọc và bảng mã UTF-8."),
        ("The file cannot be read: {why}.", "Check its path, its rights and that it is UTF-8."),
    ),
    "F002": (
        ("Tên tệp “{name}” không dùng được.", "Chỉ dùng a-z, 0-9, dấu - và _, tối đa 80 chữ."),
        ("The file name “{name}” cannot be used.", "Use a-z, 0-9, - and _, at most 80 signs."),
    ),
    "F003": (
        ("Không có khóa “{key}” ở đây.{near}", "Ở đây chỉ viết được: {known}."),
        ("The key “{key}” is not known here.{near}", "Known here: {known}."),
    ),
    "F004": (
        ("Thiếu “{key}”.", "Hãy viết thêm “{key}:” và nội dung."),
        ("“{key}” is missing.", "Add “{key}:” and its content."),
    ),
    "F005": (
        ("Chỗ này cần {wanted}, không phải {found}.", "Hãy viết lại; chữ thì đặt trong dấu nháy."),
        ("This must be {wanted_en}, not {found_en}.", "Write it again; put words in quotes."),
    ),
    "F006": (
        ("Chỗ này bị bỏ trống.", "Hãy viết nội dung, hoặc bỏ cả dòng."),
        ("This is empty.", "Write its content, or drop the line."),
    ),
    "F007": (
        ("Số {value} nằm ngoài khoảng {low}–{high}.", "Hãy viết một số trong khoảng đó."),
        ("The number {value} is outside {low}–{high}.", "Write a number in that range."),
    ),
    "F008": (
        ("Mã “{id}” không dùng được.", "Mã bắt đầu bằng a-z, rồi a-z, 0-9, _; tối đa 60 chữ."),
        ("The id “{id}” cannot be used.", "Start with a-z, then a-z, 0-9, _; at most 60 signs."),
    ),
    "F009": (
        ("Câu “{id}” không đứng sau mục nào.", "Hãy mở mục trước: tên_mục: {{section: Tên mục}}."),
        ("“{id}” stands in no section.", "Open one before it: some_id: {{section: Its title}}."),
    ),
    "F010": (
        ("Mã “{id}” đã có nghĩa riêng trong điều kiện.", "Hãy đặt cho câu này một mã khác."),
        ("The id “{id}” has a meaning of its own in conditions.", "Give it another id."),
    ),
    "F011": (
        ("Phiếu chưa có câu hỏi nào.", "Hãy viết ít nhất một câu dưới “questions:”."),
        ("There is no question.", "Write at least one under “questions:”."),
    ),
    "F012": (
        ("Không có loại câu hỏi “{kind}”.{near}", "Các loại: {known}."),
        ("There is no kind “{kind}”.{near}", "The kinds: {known}."),
    ),
    "F013": (
        (
            "Khóa “{key}” không hợp với câu hỏi loại {kind}.",
            "Hãy bỏ khóa này hoặc đổi loại câu hỏi.",
        ),
        (
            "The key “{key}” does not fit a question of kind {kind}.",
            "Drop it, or change the kind.",
        ),
    ),
    "F014": (
        ("Không có thang đo “{scale}”.{near}", "Hãy khai thang đo dưới “scales:”."),
        ("There is no scale “{scale}”.{near}", "Define it under “scales:”."),
    ),
    "F015": (
        ("Thang đo có {count} mức; cần từ 2 đến 11.", "Hãy thêm hoặc bớt mức."),
        ("The scale has {count} points; it needs 2 to 11.", "Add or remove points."),
    ),
    "F016": (
        ("Câu hỏi có {count} lựa chọn; cần từ 2 đến 30.", "Hãy thêm hoặc bớt lựa chọn."),
        ("The question has {count} choices; it needs 2 to 30.", "Add or remove choices."),
    ),
    "F017": (
        ("Nhãn “{label}” viết hai lần.", "Mỗi lựa chọn cần một nhãn riêng."),
        ("The label “{label}” stands twice.", "Each choice needs a label of its own."),
    ),
    "F018": (
        ("“{value}” không phải là giá trị của câu này.{near}", "Các giá trị: {known}."),
        ("“{value}” is no value of this question.{near}", "Its values: {known}."),
    ),
    "F019": (
        ("Không có cách kết thúc “{ending}”.{near}", "Các cách: {known}."),
        ("There is no ending “{ending}”.{near}", "The endings: {known}."),
    ),
    "F020": (
        ("Không có sự đồng ý nào tên “{consent}”.{near}", "Hiện có: {known}."),
        ("There is no consent named “{consent}”.{near}", "There is: {known}."),
    ),
    "F021": (
        ("Không có câu hỏi “{id}”.{near}", "Hãy viết mã của một câu trong phiếu."),
        ("There is no question “{id}”.{near}", "Write the id of a question of this survey."),
    ),
    "F022": (
        ("Không có chỗ điền “{name}”.{near}", "Các chỗ điền: {known}."),
        ("There is no placeholder “{name}”.{near}", "The placeholders: {known}."),
    ),
    "F023": (
        (
            "Chỗ điền viết sai ở “{found}”.",
            "Viết {{tên}} hoặc {{tên|chữ thay thế}}; dấu {{ thường thì viết {{{{.",
        ),
        (
            "A placeholder is written wrong at “{found}”.",
            "Write {{name}} or {{name|other words}}; for a plain {{ write {{{{.",
        ),
    ),
    "F024": (
        (
            "Lời thông báo dài {count} chữ sau khi điền tên dài nhất ({language}).",
            "Hãy rút còn tối đa {most} chữ.",
        ),
        (
            "The notice has {count} words once the longest names are in ({language}).",
            "Shorten it to at most {most}.",
        ),
    ),
    "F030": (
        ("Điều kiện viết sai ở “{found}”.", "Ví dụ đúng: tong_the <= 2 and not case.filed_online"),
        ("The condition is written wrong at “{found}”.", "A right one: tong_the <= 2 and gop_y"),
    ),
    "F031": (
        ("Điều kiện dùng “{name}”, không có tên đó.{near}", "Các tên dùng được: {known}."),
        ("The condition uses “{name}”, which is not there.{near}", "Known names: {known}."),
    ),
    "F032": (
        ("Điều kiện dùng câu “{name}”, hỏi sau câu này.", "Hãy chuyển câu đó lên trước."),
        ("The condition uses “{name}”, which is asked later.", "Move that question up."),
    ),
    "F033": (
        ("Không có hàm “{name}”.{near}", "Các hàm: {known}."),
        ("There is no function “{name}”.{near}", "The functions: {known}."),
    ),
    "F034": (
        ("“{found}” không dùng được trong điều kiện.", "Chỉ dùng: {known}."),
        ("“{found}” cannot be used in a condition.", "Use only: {known}."),
    ),
    "F035": (
        ("“{found}” là {type}, ở đây cần {wanted}.", "Hãy so sánh hai thứ cùng loại."),
        ("“{found}” is {type_en}; {wanted_en} is needed here.", "Compare things of one type."),
    ),
    "F036": (
        ("“{name}” không bao giờ có giá trị {value}.{near}", "Các giá trị: {known}."),
        ("“{name}” is never {value}.{near}", "Its values: {known}."),
    ),
    "F037": (
        ("Điều kiện dài quá {signs} chữ hoặc lồng quá {depth} cấp.", "Hãy viết ngắn lại."),
        ("The condition is over {signs} signs or {depth} levels.", "Make it shorter."),
    ),
    "F040": (
        (
            "Phần dịch cần “language:” với mã ngôn ngữ như en, km; không phải “{language}”.",
            "Mỗi ngôn ngữ một tệp; tiếng Việt nằm trong tệp chính.",
        ),
        (
            "A translation needs “language:” with a code such as en, km; not “{language}”.",
            "One file a language; Vietnamese stands in the main file.",
        ),
    ),
    "F041": (
        ("Bản dịch có “{key}”, tệp chính không có.{near}", "Hãy sửa mã hoặc bỏ dòng này."),
        ("The translation has “{key}”; the main file does not.{near}", "Mend it or drop it."),
    ),
    "F042": (
        ("Bản dịch có {count} mức, thang đo có {wanted}.", "Hãy dịch đủ từng mức, đúng thứ tự."),
        ("The translation has {count} points, the scale {wanted}.", "Translate each, in order."),
    ),
}  # fmt: skip

_NEAR_ENOUGH = 65  # of 100; "tong_te" is 93 near "tong_the", "xyz" is near nothing


class Report:
    """The faults found so far; each place and fault once."""

    def __init__(self) -> None:
        self._faults: dict[Fault, None] = {}

    def add(self, fault: Fault) -> None:
        """Keep a fault."""
        self._faults.setdefault(fault)

    def refuse(self) -> None:
        """Raise Faulty, in the order of the lines, if there is any fault."""
        if self._faults:
            raise Faulty(sorted(self._faults, key=lambda f: (f.file, f.line, f.column, f.code)))


def fault_at(
    document: Document, path: Path_, code: str, at_key: bool = False, **fields: object
) -> Fault:
    """The fault `code` at `path` (at its key with `at_key`), its texts filled from `fields`.

    `word` and `among` together give a "did you mean"; `among` also fills "{known}".
    """
    return document.fault(path, code, *_texts(code, fields), key=at_key)


def fault_of_file(file: str, code: str, **fields: object) -> Fault:
    """The fault `code` of a whole file."""
    (what, remedy), (what_en, remedy_en) = _texts(code, fields)
    return Fault(file, 0, 0, code, what, remedy, what_en, remedy_en)


def moved(fault: Fault, signs: int) -> Fault:
    """The same fault, `signs` further on in its line."""
    return replace(fault, column=fault.column + signs)


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None."""
    found = process.extractOne(
        word.lower(), list(among), scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH
    )
    return found[0] if found else None


def _texts(code: str, fields: dict[str, object]) -> tuple[tuple[str, str], tuple[str, str]]:
    among = [str(name) for name in _listed(fields.pop("among", ()))]
    near = nearest(str(fields.pop("word", "")), among)
    known = ", ".join(among)
    vi, en = CODES.get(code) or ADVICE[code]
    vi_near, en_near = (f" Có phải “{near}”?", f" Did you mean “{near}”?") if near else ("", "")
    return (
        (vi[0].format(**fields, near=vi_near), vi[1].format(**fields, known=known)),
        (en[0].format(**fields, near=en_near), en[1].format(**fields, known=known)),
    )


def _listed(names: object) -> Iterable[object]:
    return names if isinstance(names, Iterable) else ()
