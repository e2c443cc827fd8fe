"""What can be wrong with a translator's file, in one table; docs/flow-translations.md lists it.

Each is told at its line (of a sheet: its row), with what becomes of the words concerned.
"""

from ground.faults import Fault

# code: (what, remedy) in Vietnamese, (what, remedy) in English
CODES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "W001": (
        ("Không rõ định dạng của tệp.", "Dùng tệp .po hoặc .xlsx."),
        ("The file's format is not known.", "Use a .po or .xlsx file."),
    ),
    "W002": (
        ("Tệp PO viết sai: {why}.", "Sửa dòng này, hoặc mở và lưu lại bằng Poedit."),
        ("The PO file is broken: {why_en}.", "Mend this line, or open and save it with Poedit."),
    ),
    "W003": (
        ("Tệp không mở được như tệp Excel.", "Mở và lưu lại dạng .xlsx."),
        ("The file does not open as Excel.", "Open it and save it again as .xlsx."),
    ),
    "W004": (
        ("Không thấy dòng tiêu đề có cột “{column}”.", "Xuất lại tệp và giữ nguyên dòng đầu."),
        ("There is no header with the column “{column}”.", "Export anew and keep the first row."),
    ),
    "W005": (
        ("Tệp là của ngôn ngữ “{found}”, không phải “{wanted}”.", "Xem lại tên lệnh hoặc tệp."),
        ("The file is of the language “{found}”, not “{wanted}”.", "Look at command and file."),
    ),
    "W006": (
        ("Tệp quá lớn.", "Đây không phải tệp đã xuất ra từ một phiếu."),
        ("The file is too large.", "It is none that was exported from a survey."),
    ),
    "W007": (
        ("Tệp không phải UTF-8.", "Lưu lại với bảng mã UTF-8."),
        ("The file is not UTF-8.", "Save it again as UTF-8."),
    ),
    "W011": (
        ("Phiếu không còn chỗ “{key}”.", "Chưa dùng; lời được giữ trong {kept}."),
        ("The survey has no place “{key}” now.", "Not used; the words are kept in {kept}."),
    ),
    "W012": (
        ("Lời tiếng Việt của “{key}” đã đổi.",
         "Chưa dùng; lời được giữ trong {kept}. Nay là: {vi}"),
        ("The Vietnamese of “{key}” has changed.",
         "Not used; the words are kept in {kept}. Now it is: {vi}"),
    ),
    "W013": (
        ("“{key}” còn đánh dấu chưa chắc (fuzzy).", "Chưa dùng; dịch chắc thì bỏ dấu."),
        ("“{key}” is marked fuzzy.", "Not used; take the mark off when it is right."),
    ),
    "W014": (
        ("“{key}” thiếu chỗ điền {places}.", "Không nhận; chép chỗ điền vào, đúng từng chữ."),
        ("“{key}” lacks the placeholder {places}.", "Refused; copy it in, letter by letter."),
    ),
    "W015": (
        ("“{key}” có chỗ điền không đúng: {places}.", "Không nhận; chép từ tiếng Việt sang."),
        ("“{key}” has a wrong placeholder: {places}.", "Refused; copy it from the Vietnamese."),
    ),
    "W016": (
        ("“{key}” có hai lời khác nhau trong tệp.", "Không nhận lời ở đây; giữ lại một dòng."),
        ("“{key}” has two wordings in the file.", "This one is refused; keep one."),
    ),
    "W017": (
        ("Ô của “{key}” là công thức hoặc ngày giờ, không phải chữ.",
         "Không nhận; định dạng ô là Văn bản (Text) rồi gõ lại."),
        ("The cell of “{key}” is a formula or a date, no words.",
         "Refused; format the cell as Text and type it again."),
    ),
    "W018": (
        ("Lời của “{key}” không hợp: {why}", "Không nhận; sửa rồi đưa vào lại."),
        ("The words of “{key}” do not fit: {why_en}", "Refused; mend them and bring them again."),
    ),
}  # fmt: skip

REFUSED = frozenset({"W014", "W015", "W016", "W017", "W018"})
"""The translator is to mend these; what is merely set aside is none of them."""
ASIDE = frozenset({"W011", "W012"})
"""Words that are kept apart, so that nothing is lost."""


def word_fault(file: str, line: int, code: str, **fields: object) -> Fault:
    """The fault `code` at a line of a translator's file; 0 = the whole file."""
    (what, remedy), (what_en, remedy_en) = CODES[code]
    vi, remedy_vi = what.format(**fields), remedy.format(**fields)
    return Fault(file, line, 0, code, vi, remedy_vi, what_en.format(**fields),
                 remedy_en.format(**fields))  # fmt: skip
