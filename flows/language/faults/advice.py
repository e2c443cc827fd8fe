"""The faults of a survey that would run, but not serve its author: codes and what to do.

Found by `sound`, before a survey is published. Only texts; it decides nothing.
"""

# code: (what, remedy) in Vietnamese, (what, remedy) in English
ADVICE: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "F050": (
        ("Điều kiện này không bao giờ đúng: sẽ không ai được hỏi.",
         "Hãy xem lại các giá trị và chữ “and”, “or”."),
        ("This condition can never hold: nobody will be asked.",
         "Look at its values, and at “and” and “or”."),
    ),
    "F051": (
        ("Câu “{id}” không bao giờ được hỏi: mọi câu trả lời của “{gate}” đều kết thúc phiếu.",
         "Hãy để ít nhất một câu trả lời đi tiếp."),
        ("“{id}” is never asked: every answer to “{gate}” ends the talk.",
         "Let at least one answer go on."),
    ),
    "F052": (
        ("“{label}” và “{other}” viết không dấu thì như nhau ({language}).",
         "Hãy đổi một nhãn: nhiều người nhắn tin không bỏ dấu."),
        ("“{label}” and “{other}” are the same without their marks ({language}).",
         "Change one: many people type without them."),
    ),
    "F053": (
        ("Mục “{id}” không có câu hỏi nào.", "Hãy thêm câu hỏi hoặc bỏ mục."),
        ("The section “{id}” has no question.", "Add one, or drop the section."),
    ),
    "F054": (
        ("Nhãn dài {count} chữ cái; nút của {channel} hiện tối đa {most} ({language}).",
         "Hãy rút ngắn nhãn."),
        ("The label has {count} signs; a button of {channel} shows {most} ({language}).",
         "Shorten it."),
    ),
    "F055": (
        ("Tin nhắn dài tới {count} chữ cái khi điền tên dài nhất; {channel} nhận {most} "
         "({language}).", "Hãy rút ngắn câu hỏi, nhãn hoặc lời thông báo."),
        ("The message has up to {count} signs with the longest names in; {channel} takes {most} "
         "({language}).", "Shorten the question, its labels or the notice."),
    ),
    "F056": (
        ("Câu trả lời nào cũng báo cho cơ quan.", "Chỉ liệt kê các câu trả lời không tốt."),
        ("Every answer warns the agency.", "List only the bad ones."),
    ),
    "F057": (
        ("Lời thông báo không nói cách dừng ({language}).", "Hãy thêm: thôi: nhắn {stop}."),
        ("The notice does not say how to stop ({language}).", "Add: reply {stop} to end."),
    ),
    "F058": (
        ("Lời thông báo không có số để gọi ({language}).", "Hãy thêm {{plan.hotline}}."),
        ("The notice has no number to call ({language}).", "Add {{plan.hotline}}."),
    ),
    "F059": (
        ("Có dấu ẩn {sign} trong lời này ({language}).", "Hãy gõ lại lời này, đừng dán."),
        ("There is a hidden sign {sign} in these words ({language}).", "Type them again."),
    ),
    "F060": (
        ("Câu trả lời không thể kết thúc phiếu bằng “{ending}”: đợt khảo sát mới quyết định.",
         "Hãy dùng complete hoặc refused."),
        ("An answer cannot end the talk as “{ending}”: only the plan decides that.",
         "Use complete or refused."),
    ),
    "F061": (
        ("Thang đo “{id}” không câu nào dùng.", "Hãy bỏ đi, hoặc dùng bằng “scale: {id}”."),
        ("No question uses the scale “{id}”.", "Drop it, or use it with “scale: {id}”."),
    ),
    "F062": (
        ("Nhãn “{label}” đứng thứ {place}: gõ “{label}” sẽ hiểu ra hai nghĩa.",
         "Hãy thêm chữ vào nhãn, ví dụ “{label} lần”, hoặc xếp đúng thứ tự."),
        ("The label “{label}” stands in place {place}: typing “{label}” would mean two things.",
         "Add a word to it, such as “{label} times”, or put it in order."),
    ),
    "F063": (
        ("Nhãn “{label}” trùng với lệnh dừng khi nhắn tin ({language}).",
         "Hãy viết rõ hơn, ví dụ “Tôi muốn dừng lại”."),
        ("The label “{label}” is the chat's word for stopping ({language}).", "Say it otherwise."),
    ),
    "F064": (
        ("Câu “{first}” đã hỏi sự đồng ý này rồi.", "Hãy giữ một câu."),
        ("“{first}” asks for this consent already.", "Keep one."),
    ),
    "F065": (
        ("Không phải ai cũng được hỏi “{id}”; ai không được hỏi thì phiếu không hợp lệ.",
         "Hãy chọn một câu ai cũng được hỏi."),
        ("Not all are asked “{id}”; without it an opinion is never valid.",
         "Name a question that all are asked."),
    ),
    "F066": (
        ("{count} câu hỏi không thể trả lời xong trong {value} phút.",
         "Hãy ghi đúng số phút, hoặc bớt câu hỏi."),
        ("{count} questions cannot be answered in {value} minutes.",
         "State the true minutes, or ask less."),
    ),
    "F067": (
        ("Câu này hỏi “{found}”; lời hứa với người dân là không bao giờ hỏi.",
         "Hãy bỏ câu này."),
        ("This asks for “{found}”; citizens are promised that we never do.", "Drop it."),
    ),
    "F068": (
        ("Câu này viết giống hệt câu “{first}”.", "Hãy bỏ một câu hoặc hỏi điều khác."),
        ("These are the very words of “{first}”.", "Drop one, or ask something else."),
    ),
    "F069": (
        ("Bản dịch thiếu chỗ điền {{{name}}} của bản tiếng Việt ({language}).",
         "Hãy đưa chỗ điền vào bản dịch."),
        ("The translation lacks {{{name}}} of the Vietnamese words ({language}).", "Put it in."),
    ),
    "F070": (
        ("Biểu tượng “{icon}” có chữ hoặc số.", "Hãy dùng một hình như 🙂; chữ viết vào nhãn."),
        ("The icon “{icon}” has letters or digits.", "Use a sign such as 🙂; words go in labels."),
    ),
    "F085": (
        ("Câu nào cũng có điều kiện: có người không được hỏi câu nào.",
         "Hãy để ít nhất một câu ai cũng được hỏi."),
        ("Every question has a condition: some people would be asked nothing.",
         "Leave at least one question that all are asked."),
    ),
}  # fmt: skip
