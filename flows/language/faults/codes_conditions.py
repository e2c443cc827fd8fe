"""Faults of conditions and formulas. Only texts."""

# code: (what, remedy) in Vietnamese, (what, remedy) in English
CONDITIONS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "F030": (
        ("Điều kiện viết sai ở “{found}”.", "Ví dụ đúng: {sample}"),
        ("The condition is written wrong at “{found}”.", "A right one: {sample}"),
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
        ("“{found}” là {type}, ở đây cần {wanted}.", "{mend}"),
        ("“{found}” is {type_en}; {wanted_en} is needed here.", "{mend_en}"),
    ),
    "F036": (
        ("“{name}” không bao giờ có giá trị {value}.{near}", "Các giá trị: {known}."),
        ("“{name}” is never {value}.{near}", "Its values: {known}."),
    ),
    "F037": (
        ("Điều kiện dài quá {signs} chữ hoặc lồng quá {depth} cấp.", "Hãy viết ngắn lại."),
        ("The condition is over {signs} signs or {depth} levels.", "Make it shorter."),
    ),
    "F038": (
        ("“{found}” cho mỗi câu một kết quả đúng/sai.", "Hãy gộp lại: any({found}) là có ít nhất "
         "một câu đúng, all({found}) là mọi câu, count({found}) là bao nhiêu câu."),
        ("“{found}” is true or false for each question.", "Sum it up: any({found}) is at least "
         "one, all({found}) is every one, count({found}) is how many."),
    ),
    "F039": (
        ("“{value}” không phải là {wanted} có thật.", "Viết ngày như '2026-07-01', giờ như "
         "'08:30', trong dấu nháy."),
        ("“{value}” is not {wanted_en} that exists.", "Write a date like '2026-07-01' and a time "
         "like '08:30', in quotes."),
    ),
    "F045": (
        (
            "Điều kiện dùng câu “{name}” của cùng một mục xếp ngẫu nhiên.",
            "Chỉ dùng câu của các mục trước.",
        ),
        (
            "The condition uses “{name}” of the same section, asked in an order of chance.",
            "Use questions of earlier sections.",
        ),
    ),
}  # fmt: skip
