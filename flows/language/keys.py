"""Every key that a survey file knows, whichever kind of question it stands in.

The checker, the JSON Schema and the editor's help are made from these lists and from `kinds`, so
that they cannot drift apart. It only lists: it reads no file and checks nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it takes (a name of `schema.TAKES`), what it is for, where it may stand."""

    name: str
    takes: str
    vi: str
    en: str
    required: bool = False
    each: bool = False  # may also stand on a section's line, for each of its questions


TOP = (
    Key("title", "words", "Tên phiếu, đặt đầu trang.", "The survey's title, on the page.", True),
    Key("minutes", "minutes", "Số phút để trả lời.", "How many minutes it takes.", True),
    Key("notice", "words", "Lời thông báo, tối đa 60 chữ; nói cách dừng và đường dây nóng.",
        "The notice, at most 60 words; it says how to stop and the hotline.", True),
    Key("thanks", "thanks", "Lời cảm ơn cho mỗi cách kết thúc.", "The thanks of each ending.",
        True),
    Key("uses", "names", "Các tệp dùng chung trong common/.", "Shared files of common/."),
    Key("scales", "scales", "Các thang đo, khai một lần.", "The scales, defined once."),
    Key("choices", "choice_lists", "Các danh sách lựa chọn, khai một lần.",
        "The lists of choices, defined once."),
    Key("index", "index", "Tên các nội dung và yếu tố của chỉ số.",
        "The names of the index's contents and factors."),
    Key("valid_when", "valid_when", "Khi nào phiếu hợp lệ.", "When an opinion counts as valid."),
    Key("review", "flag", "Cho người dân xem lại mọi câu trả lời rồi mới gửi.",
        "Shows all answers once more before they are sent."),
    Key("screen", "screen", "Trang hiện mỗi lần một mục (section) hay một câu (question).",
        "Whether the page shows a section or a question a screen."),
    Key("questions", "questions", "Các mục và câu hỏi, theo thứ tự hỏi.",
        "Sections and questions, in the order of asking.", True),
)  # fmt: skip

COMMON_FILE = (
    Key("common", "name", "Tên tệp dùng chung, như tên tệp.", "Its name, as the file's.", True),
    *(key for key in TOP if key.name in ("scales", "choices", "index")),
)

COMMON = (
    Key("text", "words", "Câu hỏi, gọi người dân là “Ông/Bà”.", "The question's words.", True),
    Key("chat", "words", "Lời riêng khi hỏi trong Zalo.", "Other words for the chat."),
    Key("page", "words", "Lời riêng khi hỏi trên trang.", "Other words for the page."),
    Key("audio", "audio", "Tệp ghi âm câu hỏi trong thư mục audio/, hoặc mỗi ngôn ngữ một tệp.",
        "A recording of the question in audio/, or one for each language."),
    Key("hint", "words", "Lời giải thích dưới câu hỏi.", "An explanation under the question."),
    Key("error", "words", "Lời nói khi câu trả lời không hợp.", "Said where a reply does not fit."),
    Key("kind", "kind", "Loại câu hỏi; có “scale”, “choices” hay “statements” thì không cần.",
        "The kind of question; not needed beside “scale”, “choices” or “statements”.", each=True),
    Key("when", "condition", "Chỉ hỏi khi điều kiện đúng, ví dụ: tong_the <= 2",
        "Asked only when this holds, such as: tong_the <= 2", each=True),
    Key("required", "flag", "Không được bỏ qua câu này.", "It cannot be passed over.", each=True),
    Key("dont_know", "flag_or_words",
        "Có mục “Không biết / không áp dụng” hay không, hoặc lời riêng của mục đó.",
        "Whether “don't know / not applicable” is offered, or its own words.", each=True),
    Key("sensitive", "flag", "Dữ liệu nhạy cảm: giữ riêng, không xuất ra nếu không yêu cầu.",
        "Sensitive: kept apart, and not exported unless asked for.", each=True),
    Key("about", "about", "Hỏi về hồ sơ, cơ quan hay công chức giải quyết.",
        "Whether it is about the case, the agency or the official.", each=True),
)  # fmt: skip
"""What a question of any kind may say."""

SHOWN = ("text", "chat", "page", "hint", "when")
"""Of those, what still means something where nobody answers."""

# -- keys of some kinds -----------------------------------------------------------------------
CRITERION = Key("criterion", "word", "Nội dung và yếu tố của chỉ số mà câu này tính vào: II.B",
    "The content and factor of the index that it counts in, such as II.B", each=True)  # fmt: skip
ALERT = Key("alert", "alert",
    "Câu trả lời nào báo cho cơ quan: [1, 2], hoặc {values:, when:, level:}.",
    "Which answers warn the agency: [1, 2], or {values:, when:, level:}.", each=True)  # fmt: skip
ENDS = Key("ends", "ends", "Câu trả lời nào kết thúc phiếu: giá trị: cách kết thúc.",
    "Which answer ends the talk: value: ending.")  # fmt: skip
GOES_TO = Key("goes_to", "goes_to", "Trả lời thế nào thì chuyển tới câu hay mục nào ở sau.",
    "Which answer goes on to which later question or section.")  # fmt: skip
DEFAULT = Key("default", "word", "Câu trả lời điền sẵn trên trang.",
    "The answer that the page has chosen beforehand.")  # fmt: skip
SHUFFLED = Key("shuffled", "flag", "Xếp ngẫu nhiên.", "In an order of chance.", each=True)
SCALE = Key("scale", "id", "Tên một thang đo dưới “scales:”.",
    "The name of a scale under “scales:”.", each=True)  # fmt: skip
DESCENDING = Key("descending", "flag", "Hiện mức cao nhất trước.", "The highest point first.",
    each=True)  # fmt: skip
CHOICES = Key("choices", "choices", "Các lựa chọn: mã: nhãn; hoặc tên một danh sách.",
    "The choices: value: label; or the name of a list.", each=True)  # fmt: skip
OTHER = Key("other", "flag_or_words", "Thêm lựa chọn “Khác” và hỏi rõ.",
    "Adds “other” and asks for it in words.", each=True)  # fmt: skip
NONE_OF_THESE = Key("none_of_these", "flag_or_words", "Thêm lựa chọn “Không có mục nào ở trên”.",
    "Adds “none of these”, which goes with no other.", each=True)  # fmt: skip
MOST = Key("most", "count", "Chọn tối đa bao nhiêu mục.", "How many may be chosen.")
LABELS = Key("labels", "labels", "Nhãn riêng cho Có và Không.", "Own labels for yes and no.",
    each=True)  # fmt: skip
CONSENTS_TO = Key("consents_to", "consent", "“Có” cho phép điều gì.", "What a yes allows.")
MAX_LENGTH_KEY = Key("max_length", "length", "Số chữ cái tối đa được viết.",
    "The most signs that are taken.", each=True)  # fmt: skip
SHORT = Key("short", "flag", "Viết trên một dòng.", "Written on one line.", each=True)
POINTS = Key("points", "points", "Số sao (5).", "How many stars (5).", each=True)
POLES = Key("poles", "poles", "Nghĩa của mức thấp nhất và cao nhất.",
    "What the lowest and the highest point mean.", each=True)  # fmt: skip
LOW = Key("low", "bound", "Thấp nhất.", "The least.")
HIGH = Key("high", "bound", "Cao nhất.", "The greatest.")
DECIMALS = Key("decimals", "decimals", "Số chữ số sau dấu phẩy (0).",
    "How many decimals (0).")  # fmt: skip
UNIT = Key("unit", "words", "Đơn vị, ví dụ: ngày.", "The unit, such as: days.")
STATEMENTS = Key("statements", "choices", "Các nhận định: mã: lời; mỗi dòng là một câu hỏi.",
    "The statements: id: words; each is a question.")  # fmt: skip
VALUE = Key("value", "condition", "Công thức cho giá trị, ví dụ: mean(criteria)",
    "The formula of its value, such as: mean(criteria)", True)  # fmt: skip

SECTION = (
    Key("section", "words", "Tên mục; các khóa khác trên dòng này áp dụng cho cả mục.",
        "The section's title; other keys of its line hold for each question.", True),
    Key("ask", "count", "Chỉ hỏi ngẫu nhiên bấy nhiêu câu của mục.",
        "Asks only so many of its questions, chosen by chance."),
    Key("shuffle_questions", "flag", "Hỏi các câu của mục theo thứ tự ngẫu nhiên.",
        "Asks its questions in an order of chance."),
)  # fmt: skip

CHOICE = (
    Key("label", "words", "Nhãn của lựa chọn.", "The choice's label.", True),
    Key("icon", "word", "Một biểu tượng trước nhãn.", "An icon before the label."),
    Key("words", "word_list", "Những chữ khác cũng có nghĩa này.", "Other words that mean it."),
    Key("when", "condition", "Chỉ đưa ra khi điều kiện đúng.", "Offered only when this holds."),
)

ALERT_RULE = (
    Key("values", "values", "Các câu trả lời báo động.", "Answers that warn."),
    Key("when", "condition", "Báo khi điều kiện đúng.", "Warns when this holds."),
    Key("level", "level", "Mức: notice (thường) hoặc urgent (gấp).", "notice or urgent."),
)

THANKS = (
    Key("of", "ending", "Cách kết thúc.", "The ending.", True),
    Key("when", "condition", "Nói lời này khi điều kiện đúng.", "Said when this holds.", True),
    Key("text", "words", "Lời cảm ơn.", "The words.", True),
)

VALID_WHEN = (
    Key("answered", "id_list", "Các câu phải có trả lời thật.", "Questions that need an answer."),
    Key("criteria_percent", "percent", "Tỷ lệ tiêu chí phải trả lời (%).",
        "The share of the criteria to answer (%)."),
)  # fmt: skip

CONSENTS = ("share_case",)
SCREENS = ("section", "question")
RECORDING = r"[a-z0-9][a-z0-9._-]{0,79}[.](mp3|m4a|ogg)"
"""The name of a file of audio/."""
ABOUT = ("case", "agency", "official")
MAX_MINUTES = 60
MAX_LENGTH = 4000
"""Signs of a free text."""


def names(keys: Iterable[Key]) -> tuple[str, ...]:
    """The keys' names, in order."""
    return tuple(key.name for key in keys)


def required(keys: Iterable[Key]) -> tuple[str, ...]:
    """The names of those that cannot be left out."""
    return tuple(key.name for key in keys if key.required)
