"""Faults of questions of some kind, of chance, jumps and shared parts. Only texts."""

# code: (what, remedy) in Vietnamese, (what, remedy) in English
KINDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "F044": (
        ("Mã “{id}” đã dùng cho một câu khác.", "Mỗi câu, mỗi nhận định cần một mã riêng."),
        ("The id “{id}” is another question's.", "Each question and statement needs its own."),
    ),
    "F046": (
        ("Không có câu hay mục “{id}” nào ở sau để chuyển tới.{near}", "Ở sau có: {known}."),
        ("There is no later question or section “{id}” to go to.{near}", "Later ones: {known}."),
    ),
    "F047": (
        ("“{id}” đứng trước câu này; chỉ chuyển được tới phía sau.", "Hãy đổi nơi chuyển tới."),
        ("“{id}” stands before this question; one goes forwards only.", "Go elsewhere."),
    ),
    "F048": (
        ("“poles:” cần đúng hai lời, ở đây có {count}.", "Viết: [mức thấp nhất, mức cao nhất]."),
        ("“poles:” takes two, here are {count}.", "Write: [lowest, highest]."),
    ),
    "F049": (
        ("“{value}” không phải là giá trị của câu loại {kind}.",
         "Số viết 3 hoặc 3.5, ngày viết 2026-12-31, giờ viết 08:30 (trong dấu nháy)."),
        ("“{value}” is no value of a question of kind {kind}.",
         "Numbers as 3 or 3.5, days as 2026-12-31, times as 08:30 (in quotes)."),
    ),
    "F071": (
        ("Không có danh sách “{list}”.{near}", "Hãy khai danh sách dưới “choices:” đầu tệp."),
        ("There is no list “{list}”.{near}", "Define it under “choices:” at the top."),
    ),
    "F072": (
        ("Câu “{id}” đã có lựa chọn mã “other” hoặc “none”.", "Hãy đổi mã, hoặc bỏ khóa thêm."),
        ("“{id}” has a choice “other” or “none” already.", "Rename it, or drop the added one."),
    ),
    "F073": (
        ("“{about}” không phải là điều hỏi về.{near}", "Chọn: {known}."),
        ("“{about}” is nothing that a question is about.{near}", "One of: {known}."),
    ),
    "F074": (
        ("Không có mức báo “{level}”.{near}", "Các mức: {known}."),
        ("There is no level “{level}”.{near}", "The levels: {known}."),
    ),
    "F075": (
        ("“{value}” không phải là một tiêu chí của chỉ số.", "Viết nội dung và yếu tố: II.B"),
        ("“{value}” is no criterion of the index.", "Write content and factor: II.B"),
    ),
    "F076": (
        ("Không chuyển được từ hay tới giữa mục xếp ngẫu nhiên (“{id}”).",
         "Hãy chuyển tới cả mục, hoặc bỏ phần ngẫu nhiên."),
        ("One cannot jump from or into a section of chance (“{id}”).",
         "Go to the section itself, or drop the chance."),
    ),
    "F077": (
        ("Không có tệp dùng chung common/{name}.yaml.{near}", "Hiện có: {known}."),
        ("There is no shared file common/{name}.yaml.{near}", "There is: {known}."),
    ),
    "F078": (
        ("Mục có {count} câu, không thể chọn ra {ask}.", "Viết “ask:” nhỏ hơn số câu."),
        ("The section has {count} questions; {ask} cannot be drawn from it.", "Ask fewer."),
    ),
    "F079": (
        ("Giá trị tính “{id}” không đứng được trong mục xếp ngẫu nhiên.",
         "Hãy chuyển ra mục khác."),
        ("“{id}” is computed and cannot stand in a section of chance.", "Move it elsewhere."),
    ),
    "F081": (
        ("Câu giữ riêng không báo được cho cơ quan: báo là lộ câu trả lời.",
         "Hãy bỏ “alert:” hoặc “sensitive:”."),
        ("An answer that is kept apart cannot warn the agency: that would tell it.",
         "Drop “alert:” or “sensitive:”."),
    ),
    "F082": (
        ("Câu xin sự đồng ý không có mục “không biết”: im lặng không phải là đồng ý.",
         "Hãy bỏ “dont_know:”."),
        ("A consent has no “don't know”: silence is none.", "Drop “dont_know:”."),
    ),
    "F083": (
        ("“{key}: {value}” vượt quá {limit}.", "Hãy sửa cho khớp."),
        ("“{key}: {value}” is beyond {limit}.", "Make them fit."),
    ),
    "F084": (
        ("Câu trả lời “{value}” vừa kết thúc phiếu vừa chuyển đi nơi khác.",
         "Hãy giữ “ends:” hoặc “goes_to:”."),
        ("The answer “{value}” both ends the talk and goes elsewhere.", "Keep one of the two."),
    ),
    "F080": (
        ("Chỉ số không có yếu tố “{value}”.{near}", "Các yếu tố: {known}."),
        ("The index has no factor “{value}”.{near}", "The factors: {known}."),
    ),
}  # fmt: skip
