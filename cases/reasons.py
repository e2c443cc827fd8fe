"""Why a row goes to quarantine. A reason names the field and never the value."""

from dataclasses import dataclass

REASONS = {
    "R01": ("Thiếu mã hồ sơ.", "The case code is missing."),
    "R02": ("Mã hồ sơ dài quá 60 ký tự.", "The case code is over 60 signs long."),
    "R03": ("Thiếu tên hoặc mã đơn vị.", "The agency's name or code is missing."),
    "R04": ("Đơn vị không có trong danh mục.", "The agency is not in the list of agencies."),
    "R05": (
        "Tên đơn vị chỉ nhiều đơn vị; hãy ghi mã đơn vị.",
        "The agency's name fits several agencies; give its code.",
    ),
    "R06": ("Thiếu trạng thái hồ sơ.", "The case's status is missing."),
    "R07": ("Không hiểu trạng thái hồ sơ.", "The case's status is not understood."),
    "R08": ("Không đọc được ngày tiếp nhận.", "The day of receipt cannot be read."),
    "R09": ("Không đọc được ngày trả kết quả.", "The day of return cannot be read."),
    "R10": ("Ngày trả kết quả ở tương lai.", "The day of return lies in the future."),
    "R11": (
        "Ngày trả kết quả trước ngày tiếp nhận.",
        "The day of return lies before the day of receipt.",
    ),
    "R12": (
        "Dòng có nhiều ô hơn số cột; có thể sai dấu phân cách hoặc dấu nháy.",
        "The row has more cells than columns; a separator or a quote may be wrong.",
    ),
    "R13": ("Mục này không phải là một hồ sơ.", "This entry is not a case."),
}


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why one row cannot be used; `hint` is a name from our own list of agencies, or None."""

    code: str  # a key of REASONS
    hint: str | None = None

    def told(self, lang: str = "vi") -> str:
        """ "R04: Đơn vị không có trong danh mục." in `lang` ("vi" or "en")."""
        vi, en = REASONS[self.code]
        return f"{self.code}: {en if lang == 'en' else vi}"
