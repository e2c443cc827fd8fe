"""What a change of each part of a survey means, and what it is called. Only tables.

A part that is not listed may mean anything: `compare` takes it as a changed meaning.
"""

from collections.abc import Mapping
from enum import StrEnum


class Nature(StrEnum):
    """How far a change goes."""

    WORDING = "wording"  # other words for the same thing
    WAY = "way"  # whether, when or in which order something is asked, and what follows from it
    MEANING = "meaning"  # an answer given before and one given now are not the same thing


# key of a question's canonical form: nature of its change, what it is called
KEYS: Mapping[str, tuple[Nature, str, str]] = {
    "kind": (Nature.MEANING, "loại câu", "its kind"),
    "section": (Nature.WAY, "mục", "its section"),
    "when": (Nature.WAY, "điều kiện hỏi", "the condition"),
    "criterion": (Nature.WAY, "nội dung của chỉ số", "the factor of the index"),
    "alert": (Nature.WAY, "điều báo cho đơn vị", "what alerts the unit"),
    "dont_know": (Nature.WAY, "lựa chọn “không biết”", "“don't know”"),
    "required": (Nature.WAY, "bắt buộc trả lời", "whether it must be answered"),
    "sensitive": (Nature.WAY, "giữ riêng", "whether it is kept apart"),
    "about": (Nature.MEANING, "hỏi về ai", "what it is about"),
    "ends": (Nature.WAY, "câu trả lời kết thúc phiếu", "the answers that end the survey"),
    "goes_to": (Nature.WAY, "câu trả lời chuyển tới nơi khác", "the answers that go elsewhere"),
    "consents_to": (Nature.MEANING, "điều được đồng ý", "what is agreed to"),
    "default": (Nature.WAY, "câu trả lời điền sẵn", "the answer chosen beforehand"),
    "max_length": (Nature.WAY, "độ dài tối đa", "the longest answer"),
    "short": (Nature.WORDING, "viết một dòng", "whether it is one line"),
    "descending": (Nature.WAY, "mức cao hiện trước", "whether the highest is shown first"),
    "shuffled": (Nature.WAY, "thứ tự ngẫu nhiên", "the order of chance"),
    "most": (Nature.WAY, "số mục tối đa", "how many may be chosen"),
    "low": (Nature.WAY, "giá trị thấp nhất", "the least"),
    "high": (Nature.WAY, "giá trị cao nhất", "the greatest"),
    "decimals": (Nature.WAY, "số chữ số sau dấu phẩy", "its decimals"),
    "unit": (Nature.MEANING, "đơn vị", "its unit"),
    "poles": (Nature.WORDING, "nghĩa của hai đầu", "what its ends mean"),
    "matrix": (Nature.WORDING, "bảng", "its matrix"),
    "other_of": (Nature.WAY, "câu mà nó hỏi rõ", "the question that it asks to specify"),
    "value": (Nature.MEANING, "công thức", "its formula"),
}
TEXTS: Mapping[str, tuple[str, str]] = {
    "text": ("lời", "words"),
    "hint": ("gợi ý", "hint"),
    "error": ("lời báo không hợp", "words where a reply does not fit"),
    "chat": ("lời trong Zalo", "words in chat"),
    "page": ("lời trên trang", "words on the page"),
    "audio": ("tệp ghi âm", "recording"),
    "dont_know_label": ("lời của mục “không biết”", "words of “don't know”"),
}
OWN_RULES = frozenset({"id", "choices"})
"""Keys of a question that are compared by rules of their own, below."""

CHOICES: Mapping[str, tuple[Nature, str, str]] = {
    "icon": (Nature.WORDING, "hình", "its icon"),
    "words": (Nature.WAY, "các từ khác cùng nghĩa", "other words for it"),
    "when": (Nature.WAY, "điều kiện đưa ra", "the condition"),
    "exclusive": (Nature.MEANING, "chỉ chọn một mình", "whether it goes alone"),
    "last": (Nature.WAY, "luôn đứng cuối", "whether it stays last"),
}
SECTIONS: Mapping[str, tuple[str, str]] = {
    "shuffled": ("thứ tự ngẫu nhiên", "the order of chance"),
    "ask": ("số câu hỏi ngẫu nhiên", "how many are asked by chance"),
}
TOP: Mapping[str, tuple[Nature, str, str]] = {
    "minutes": (Nature.WORDING, "Số phút", "The minutes"),
    "valid_when": (Nature.WAY, "Điều kiện để ý kiến hợp lệ", "What makes an opinion valid"),
    "thanks_also": (Nature.WAY, "Lời cảm ơn theo điều kiện", "The thanks under a condition"),
    "matrices": (Nature.WORDING, "Lời chung của bảng", "The words of a matrix"),
    "one_a_screen": (Nature.WORDING, "Mỗi màn hình một câu", "One question a screen"),
    "review": (Nature.WAY, "Xem lại trước khi gửi", "Review before sending"),
    "index": (Nature.WORDING, "Tên nội dung, yếu tố của chỉ số", "The names of the index"),
}
