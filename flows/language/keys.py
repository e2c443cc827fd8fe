"""Every key and every kind of question that a survey file knows, in one list.

The checker, the JSON Schema and the editor's help are made from it, so that they cannot drift
apart. A new kind is one entry of `KINDS`, and a key of its own one line of `QUESTION`. It only
lists: it reads no file and checks nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flows.model import Kind


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it takes (a name of `schema.TAKES`), what it is for, where it may stand."""

    name: str
    takes: str
    vi: str
    en: str
    required: bool = False
    kinds: tuple[Kind, ...] = ()  # the kinds that it fits; () = every kind
    each: bool = False  # may also stand on a section's line, for each of its questions


@dataclass(frozen=True, slots=True)
class KindEntry:
    """One kind of question: what it is, the key that implies it, and an example to begin from."""

    vi: str
    en: str
    example: Mapping[str, object]
    implied_by: str | None = None  # this key alone says the kind, and the kind cannot do without


CHOOSE = (Kind.SCALE, Kind.CHOICE, Kind.YES_NO)
"""The kinds that are answered by choosing."""

KINDS: Mapping[Kind, KindEntry] = {
    Kind.SCALE: KindEntry(
        "Chọn một mức của thang đo, mức thấp nhất trước.",
        "One point of a scale, lowest first.",
        {"text": "Ông/Bà hài lòng thế nào về …?", "scale": "hai_long", "alert": [1, 2]},
        implied_by="scale",
    ),
    Kind.CHOICE: KindEntry(
        "Chọn một trong các lựa chọn.",
        "One of several choices.",
        {"text": "Ông/Bà chọn …?", "choices": {"mot": "Điều thứ nhất", "hai": "Điều thứ hai"}},
        implied_by="choices",
    ),
    Kind.YES_NO: KindEntry(
        "Có hoặc Không.",
        "Yes or no.",
        {"text": "Ông/Bà có … không?", "kind": "yes_no"},
    ),
    Kind.TEXT: KindEntry(
        "Lời viết tự do; được niêm phong riêng.",
        "Free words; they are sealed apart.",
        {"text": "Xin Ông/Bà cho biết …", "kind": "text"},
    ),
}

TOP = (
    Key("title", "words", "Tên phiếu, đặt đầu trang.", "The survey's title, on the page.", True),
    Key("minutes", "minutes", "Số phút để trả lời.", "How many minutes it takes.", True),
    Key("notice", "words", "Lời thông báo, tối đa 60 chữ; nói cách dừng và đường dây nóng.",
        "The notice, at most 60 words; it says how to stop and the hotline.", True),
    Key("thanks", "thanks", "Lời cảm ơn cho mỗi cách kết thúc.", "The thanks of each ending.",
        True),
    Key("scales", "scales", "Các thang đo, khai một lần.", "The scales, defined once."),
    Key("valid_when", "valid_when", "Khi nào phiếu hợp lệ.", "When an opinion counts as valid."),
    Key("questions", "questions", "Các mục và câu hỏi, theo thứ tự hỏi.",
        "Sections and questions, in the order of asking.", True),
)  # fmt: skip

QUESTION = (
    Key("text", "words", "Câu hỏi, gọi người dân là “Ông/Bà”.", "The question's words.", True),
    Key("hint", "words", "Lời giải thích dưới câu hỏi.", "An explanation under the question."),
    Key("kind", "kind", "Loại câu hỏi; có “scale” hay “choices” thì không cần.",
        "The kind of question; not needed beside “scale” or “choices”.", each=True),
    Key("scale", "id", "Tên một thang đo dưới “scales:”.", "The name of a scale under “scales:”.",
        kinds=(Kind.SCALE,), each=True),
    Key("choices", "choices", "Các lựa chọn: mã: nhãn.", "The choices: value: label.",
        kinds=(Kind.CHOICE,), each=True),
    Key("labels", "labels", "Nhãn riêng cho Có và Không.", "Own labels for yes and no.",
        kinds=(Kind.YES_NO,), each=True),
    Key("when", "condition", "Chỉ hỏi khi điều kiện đúng, ví dụ: tong_the <= 2",
        "Asked only when this holds, such as: tong_the <= 2", each=True),
    Key("criterion", "word", "Yếu tố của chỉ số mà câu này tính vào, ví dụ: II.B",
        "The factor of the index that it counts in, such as II.B", kinds=(Kind.SCALE,), each=True),
    Key("alert", "values", "Các câu trả lời báo cho cơ quan biết.", "Answers that warn the agency.",
        kinds=CHOOSE, each=True),
    Key("dont_know", "flag", "Có mục “Không biết / không áp dụng” hay không.",
        "Whether “don't know / not applicable” is offered.", each=True),
    Key("max_length", "length", "Số chữ cái tối đa được viết.", "The most signs that are taken.",
        kinds=(Kind.TEXT,), each=True),
    Key("ends", "ends", "Câu trả lời nào kết thúc phiếu: giá trị: cách kết thúc.",
        "Which answer ends the talk: value: ending.", kinds=CHOOSE),
    Key("consents_to", "consent", "“Có” cho phép điều gì.", "What a yes allows.",
        kinds=(Kind.YES_NO,)),
)  # fmt: skip

SECTION = Key(
    "section",
    "words",
    "Tên mục; các khóa khác trên dòng này áp dụng cho cả mục.",
    "The section's title; other keys of its line hold for each question.",
    True,
)

CHOICE = (
    Key("label", "words", "Nhãn của lựa chọn.", "The choice's label.", True),
    Key("icon", "word", "Một biểu tượng trước nhãn.", "An icon before the label."),
    Key("words", "word_list", "Những chữ khác cũng có nghĩa này.", "Other words that mean it."),
)

VALID_WHEN = (
    Key("answered", "id_list", "Các câu phải có trả lời thật.", "Questions that need an answer."),
    Key("criteria_percent", "percent", "Tỷ lệ tiêu chí phải trả lời (%).",
        "The share of the criteria to answer (%)."),
)  # fmt: skip

CONSENTS = ("share_case",)
MAX_MINUTES = 60
MAX_LENGTH = 4000
"""Signs of a free text."""


def names(keys: Iterable[Key]) -> tuple[str, ...]:
    """The keys' names, in order."""
    return tuple(key.name for key in keys)


def required(keys: Iterable[Key]) -> tuple[str, ...]:
    """The names of those that cannot be left out."""
    return tuple(key.name for key in keys if key.required)
