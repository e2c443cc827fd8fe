"""One Vietnamese syllable in the forms in which it may be typed. It knows no meanings.

The tone is moved behind the letters, so that its place does not matter (hoà = hòa, thừơng =
thường). A syllable fits another of the same bare letters when its marks are the same, when only
the tone was left out, or when all marks were.
"""

import unicodedata
from functools import lru_cache
from typing import NamedTuple

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
    flat = unicodedata.normalize("NFC", "".join(letters))
    return Syllable(flat + tone, flat, "".join(bare))


def fits(typed: Syllable, wanted: Syllable) -> bool:
    """Whether `typed` may stand for `wanted`, their bare letters being the same."""
    return typed.full in (wanted.full, wanted.flat) or typed.unmarked
