"""`{agency.name}`-like placeholders: a fixed list of fields, filled in, nothing executed.

`{case.procedure|thủ tục của Ông/Bà}` gives the words after the bar where the field is not
known; `{{` and `}}` give braces. It does not escape: a channel does that for its own format.
"""

import re
from collections.abc import Iterator, Mapping

from flows.model import Borrowed

# Each field with the longest value that is realistic: lengths are checked with these.
FIELDS: Mapping[str, str] = {
    "department.name": "Sở Nội vụ tỉnh An Giang",
    "agency.name": "Sở Văn hóa, Thể thao và Du lịch",
    "case.month": "11/2026",
    "case.procedure": (
        "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất trong các "
        "trường hợp chuyển nhượng, thừa kế, tặng cho"
    ),
    "plan.minutes": "10",
    "plan.keep_until": "31/12/2027",
    "plan.hotline": "0296.3957.000",
    "plan.deadline": "31/12/2026",
}
NOT_KNOWN = "…"
"""What stands for a field that has no value and no fall-back; a plan's check finds it before."""

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z][a-z_.]*)(?:\|([^{}|]+))?\}")
_STRAY = re.compile(r"\{[^{}]*\}?")


def fill(text: str, fields: Mapping[str, str]) -> str:
    """`text` with its placeholders filled; never raises."""
    if "{" not in text and "}" not in text:
        return text

    def put(found: re.Match[str]) -> str:
        name, fall_back = found.groups()
        if name is None:
            return found[0][0]
        return fields.get(name) or fall_back or NOT_KNOWN

    filled = _PLACE.sub(put, text)
    return Borrowed(filled, text.lang) if isinstance(text, Borrowed) else filled


def needed(text: str) -> frozenset[str]:
    """The fields that `text` uses without a fall-back."""
    return frozenset(found[1] for found in _PLACE.finditer(text) if found[1] and found[2] is None)


def count_words(text: str, fields: Mapping[str, str] = FIELDS) -> int:
    """How many words (parted by spaces) `text` has once filled; by default at its longest."""
    return len(fill(text, fields).split())


def wrong(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the placeholders of `text`: (fault code, the words concerned)."""
    for found in _PLACE.finditer(text):
        if found[1] and found[1] not in FIELDS:
            yield "F022", found[1]
    for stray in _STRAY.finditer(_PLACE.sub("", text)):
        yield "F023", stray[0]
