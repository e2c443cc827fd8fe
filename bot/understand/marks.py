"""One Vietnamese syllable in the forms in which it may be typed. It knows no meanings.

The tone is moved behind the letters, so that its place does not matter (hoà = hòa, thừơng =
thường), and a horn typed on one of u and o is on both (thưong, thuờng). A syllable fits another of
the same bare letters when its marks are the same, when only the tone was left out, when all marks
were, or all but the bar of a đ.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_HORNED = re.compile("ưo|uơ(?=[a-z])")
_TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}


class Syllable(NamedTuple):
    """`full` = letters with hats and horns, then the tone's digit; `flat` = without the tone."""

    full: str
    flat: str
    bare: str

    @property
    def unmarked(self) -> bool:
        """Typed without any mark."""
        return self.full == self.bare


@lru_cache(maxsize=16_384)
def syllable(text: str) -> Syllable:
    """Take one lower-case word apart. Other scripts pass through."""
    if text.isascii():
        return Syllable(text, text, text)
    letters, tone, bare = [], "", []
    for sign in unicodedata.normalize("NFD", text):
        if sign in _TONES:
            tone = _TONES[sign]
            continue
        letters.append(sign)
        if not unicodedata.combining(sign):
            bare.append("d" if sign == "đ" else sign)
    if not bare:
        return Syllable(text, text, text)  # a mark without a letter
    flat = _HORNED.sub("ươ", unicodedata.normalize("NFC", "".join(letters)))
    return Syllable(flat + tone, flat, "".join(bare))


def fits(typed: Syllable, wanted: Syllable) -> bool:
    """Whether `typed` may stand for `wanted`, their bare letters being the same."""
    return typed.full in (wanted.full, wanted.flat) or typed.unmarked or _barred(typed, wanted)


def _barred(typed: Syllable, wanted: Syllable) -> bool:
    return typed.full[0] == "đ" == wanted.full[0] and typed.full[1:] == wanted.bare[1:]
