"""What the tester tells an author: T0xx a test file is wrong, T1xx a case came out otherwise,
T2xx a survey cannot be walked. One table; it never decides whether something is a fault.
"""

from collections.abc import Iterable

from flows.language.faults.report import nearest
from ground.faults import Fault
from ground.yamlfile import Document, Path_

# code: (what, remedy) in Vietnamese, (what, remedy) in English
CODES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "T001": (
        ("Tệp kiểm thử phải là một danh sách trường hợp.", "Mỗi trường hợp mở bằng “- name:”."),
        ("A test file must be a list of cases.", "Begin each case with “- name:”."),
    ),
    "T002": (
        ("Không có khóa “{word}” ở đây.{near}", "Ở đây chỉ viết được: {known}."),
        ("The key “{word}” is not known here.{near}", "Known here: {known}."),
    ),
    "T003": (
        ("Thiếu “{missing}”.", "Hãy viết thêm “{missing}:” và nội dung."),
        ("“{missing}” is missing.", "Add “{missing}:” and its content."),
    ),
    "T004": (
        ("Chỗ này cần {wanted}.", "Hãy viết lại; chữ thì đặt trong dấu nháy."),
        ("This must be {wanted_en}.", "Write it again; put words in quotes."),
    ),
    "T005": (
        ("Phiếu không có câu hỏi “{word}”.{near}", "Hãy viết mã của một câu trong phiếu."),
        ("The survey has no question “{word}”.{near}", "Write the id of one of its questions."),
    ),
    "T006": (
        ("“{word}” không phải là giá trị của câu “{question}”.{near}", "Các giá trị: {known}."),
        ("“{word}” is no value of “{question}”.{near}", "Its values: {known}."),
    ),
    "T007": (
        ("Phiếu không có ngôn ngữ “{word}”.{near}", "Các ngôn ngữ: {known}."),
        ("The survey does not speak “{word}”.{near}", "It speaks: {known}."),
    ),
    "T008": (
        ("Không có kênh “{word}”.{near}", "Các kênh: {known}."),
        ("There is no channel “{word}”.{near}", "The channels: {known}."),
    ),
    "T009": (
        ("Không có dữ kiện “{word}”.{near}", "Viết được: {known}."),
        ("There is no fact “{word}”.{near}", "Known: {known}."),
    ),
    "T010": (
        ("“{word}” không phải là một việc người dân làm.{near}", "Các việc: {known}."),
        ("“{word}” is nothing that a citizen does.{near}", "Acts: {known}."),
    ),
    "T011": (
        ("Mỗi bước chỉ một việc, ở đây có {count}.", "Hãy tách ra, mỗi việc một dấu “-”."),
        ("A step is one act; here are {count}.", "Part them, a “-” each."),
    ),
    "T012": (
        ("“{word}” không phải là một khoảng thời gian.", "Ví dụ đúng: 3 hours, 2 days."),
        ("“{word}” is no span of time.", "Right ones: 3 hours, 2 days."),
    ),
    "T013": (
        ("Không có cách kết thúc “{word}”.{near}", "Các cách: {known}."),
        ("There is no ending “{word}”.{near}", "The endings: {known}."),
    ),
    "T014": (
        ("Trường hợp này không mong đợi gì nên không thể sai.", "Hãy viết “expect:” hoặc “then:”."),
        ("This case expects nothing, so it cannot fail.", "Add “expect:” or “then:”."),
    ),
    "T015": (
        ("Đã có trường hợp tên “{word}”.", "Hãy đặt tên khác."),
        ("There is a case named “{word}” already.", "Give it another name."),
    ),
    "T016": (
        ("Câu “{question}” không có nút cho giá trị này.", "Hãy viết “- say:” và lời gõ vào."),
        ("“{question}” has no button for this value.", "Write “- say:” and what is typed."),
    ),
    "T017": (
        ("Câu “{word}” không có mục báo động nên không bao giờ báo.{near}", "Các câu có: {known}."),
        ("“{word}” has no alert, so it never warns.{near}", "Those that have: {known}."),
    ),
    "T018": (
        ("Chỗ này bị bỏ trống.", "Hãy viết nội dung, hoặc bỏ cả dòng."),
        ("This is empty.", "Write its content, or drop the line."),
    ),
    "T101": (
        ("Câu “{question}”: mong đợi “{wanted}”, nhận được {came}.", ""),
        ("“{question}”: expected “{wanted}”, came {came_en}.", ""),
    ),
    "T102": (
        ("Mong đợi báo động {wanted}, nhận được {came}.", ""),
        ("Expected alerts {wanted}, came {came}.", ""),
    ),
    "T103": (
        ("Mong đợi kết thúc “{wanted}”, nhận được “{came}”.", ""),
        ("Expected the ending “{wanted}”, came “{came}”.", ""),
    ),
    "T104": (
        ("Mong đợi ý kiến {wanted}, nhưng {came}.", ""),
        ("Expected the opinion to be {wanted_en}; it is {came_en}.", ""),
    ),
    "T105": (
        ("Mong đợi hỏi “{question}” ở chỗ này; đã hỏi: {came}.", ""),
        ("Expected “{question}” to be asked here; asked: {came}.", ""),
    ),
    "T106": (
        ("Câu “{question}” không được hỏi, nhưng đã hỏi; đã hỏi: {came}.", ""),
        ("“{question}” was not to be asked, but was; asked: {came}.", ""),
    ),
    "T107": (
        ("Mong đợi có lời “{wanted}”, nhận được: {came}", ""),
        ("Expected the words “{wanted}”, came: {came}", ""),
    ),
    "T108": (
        ("Mong đợi hồ sơ {wanted}, nhưng {came}.", ""),
        ("Expected the case to be {wanted_en}; it is {came_en}.", ""),
    ),
    "T109": (
        ("Chưa có nút {wanted} để bấm; câu đang mở: {came}.", "Hãy trả lời các câu trước đó."),
        ("There is no button {wanted} to press yet; open: {came}.", "Answer what comes before."),
    ),
    "T110": (
        ("Trang đang mở không có câu {wanted}; đang có: {came}.", "Hãy điền các câu trước đó."),
        ("The open page has no {wanted}; it has: {came}.", "Fill in what comes before."),
    ),
    "T111": (
        ("Không có gì đang chờ xác nhận; câu đang mở: {came}.", ""),
        ("Nothing waits to be confirmed; open: {came}.", ""),
    ),
    "T112": (
        ("Chưa đến lúc xem lại và gửi; câu đang mở: {came}.",
         "Hãy trả lời hết; phiếu phải có “review: true”."),
        ("There is no review to send yet; open: {came}.",
         "Answer everything; the survey needs “review: true”."),
    ),
    "T201": (
        ("Câu “{question}” không bao giờ được hỏi.",
         "Hãy xem lại “when:” của câu này, và “goes_to:”, “ends:” của các câu trước."),
        ("“{question}” can never be asked.",
         "Look at its “when:”, and at “goes_to:” and “ends:” before it."),
    ),
    "T202": (
        ("Câu “{question}”: trả lời “{value}” mà không đi tiếp được.", "Hãy xem lại câu này."),
        ("“{question}”: the answer “{value}” leads nowhere.", "Look at this question."),
    ),
    "T203": (
        ("Câu “{question}” được hỏi lại sau khi đã trả lời.", "Hãy xem lại thứ tự các câu."),
        ("“{question}” is asked again after its answer.", "Look at the order of questions."),
    ),
    "T204": (
        ("Câu “{question}” có hai lựa chọn đọc như nhau ({language}): “{label}”.",
         "Hãy dịch mỗi lựa chọn một khác."),
        ("“{question}” has two choices that read alike ({language}): “{label}”.",
         "Word each differently."),
    ),
    "T205": (
        ("Không có cách trả lời nào đi đến kết thúc “complete”.", "Hãy xem lại “ends:”."),
        ("No answers lead to the ending “complete”.", "Look at “ends:”."),
    ),
    "T206": (
        ("Trả lời như nhau mà trang ({language}) khác khung chat ở câu “{question}”.",
         "Hãy báo cho người phụ trách hệ thống."),
        ("The same answers go another way on the page ({language}) than in chat, at “{question}”.",
         "Tell those who keep the system."),
    ),
}  # fmt: skip


def fault(document: Document, path: Path_, code: str, key: bool = False, **fields: object) -> Fault:
    """The fault `code` at `path` (at its key with `key`), its texts filled from `fields`.

    `word` and `among` together give a "did you mean"; `among` also fills "{known}".
    """
    given = fields.pop("among", ())
    among = [str(name) for name in given] if isinstance(given, Iterable) else []
    near = nearest(str(fields.get("word", "")), among)
    vi, en = (f" Có phải “{near}”?", f" Did you mean “{near}”?") if near else ("", "")
    told = [
        (what.format(**fields, near=hint), remedy.format(**fields, known=", ".join(among)))
        for (what, remedy), hint in zip(CODES[code], (vi, en), strict=True)
    ]
    return document.fault(path, code, told[0], told[1], key=key)
