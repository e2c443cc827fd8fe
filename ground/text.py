"""Vietnamese text made comparable. It never guesses a meaning."""

import re
import unicodedata

_UNWANTED = re.compile("[\u0000\u200b\u200c\u200d\u2060\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_BAR = str.maketrans({"đ": "d", "Đ": "D"})


def clean(text: str) -> str:
    """NFC, without NUL, lone surrogates and zero-width signs.

    PostgreSQL refuses NUL and surrogates, and SQLite hides what follows a NUL.
    """
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def squeeze(text: str) -> str:
    """`clean`, with every run of white space as one space and none at the ends."""
    return _SPACES.sub(" ", clean(text).replace("\u00a0", " ")).strip()


def fold(text: str) -> str:
    """For matching only: lower case, no tone or vowel marks, đ as d, single spaces."""
    bare = unicodedata.normalize("NFD", squeeze(text).translate(_BAR).lower())
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def is_written(text: str) -> bool:
    """Whether all beyond ASCII is letters, marks and digits: no space, format sign or picture."""
    return all(sign.isascii() or unicodedata.category(sign)[0] in "LMN" for sign in text)
