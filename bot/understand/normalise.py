"""Typed text made plain: one form for every way to write a sign. It gives no word a meaning.

Order: no zero-width signs, NFC (`ground.text.clean`) -> NFKC (full width, circled digits) ->
lower case -> digits of every script -> keycaps, stars, emoticons, faces (words/signs.tsv).
"""

import re
import unicodedata

from ground.text import clean

LONGEST = 2000
"""Characters that are read; what follows is not looked at."""

_KEYCAP = re.compile("[\ufe0e\ufe0f\u20e3\u2640\u2642\U0001f3fb-\U0001f3ff]")
_STARS = re.compile("[⭐🌟★✭✯](?:\\s?[⭐🌟★✭✯])*")
_STARRED = re.compile("(?<=[0-9])\\s?[⭐🌟★✭✯](?!\\s?[⭐🌟★✭✯])")
_HOLLOW = re.compile("(?<=[⭐🌟★✭✯])[☆✩✰]+")
_DIGIT = re.compile("(?![0-9])\\d|[\u2776-\u277e\u2780-\u2788\u278a-\u2792]")
_ORDINARY = re.compile("[\x01-\x7f\xc0-\u0131\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]*")
"""Signs that are in one form already: ASCII, and Vietnamese letters in one piece."""
_ENDING = re.compile(r"[\s.!…。]+$")
_FACES = re.compile(r"(?<!\w)(?:[:;=x]-?['(]*[()d3]+|\^_*\^)(?!\w)")
_TOKEN = re.compile(
    r"\d+"
    r"|[a-z](?:[a-z0-9]|[\^+('`?~.]+(?=[a-z]))*(?![^\W\d_])[\^`~']*"  # with the signs of VNI, VIQR
    r"|[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
    r"|[^\w\s]"
)


def plain(text: str) -> str:
    """`text` in one form, without full stops and exclamation marks at its end."""
    text = text[:LONGEST].replace("🔟", "10")
    if not _ORDINARY.fullmatch(text):
        text = unicodedata.normalize("NFKC", _HOLLOW.sub("", _KEYCAP.sub("", clean(text))))
        text = _DIGIT.sub(_ascii_digit, _STARS.sub(_count, _STARRED.sub(" sao ", text)))
    return _ENDING.sub("", text.lower()).strip()


def tokens(text: str) -> list[str]:
    """Words, numbers and single signs of a plain text, in order."""
    if _FACES.search(text):
        text = _FACES.sub(_face, text)
    return _TOKEN.findall(text)


def _count(stars: re.Match[str]) -> str:
    return f" {sum(not sign.isspace() for sign in stars.group())} sao "


def _ascii_digit(sign: re.Match[str]) -> str:
    return str(unicodedata.digit(sign.group()))


def _face(match: re.Match[str]) -> str:
    """`:)` and `^^` are smiles, `:(` is a frown; with more mouths, or `=`, it is laughter."""
    face = match.group()
    if "(" in face:
        return " 🙁 "
    return " 🙂 " if face in (":)", ":-)", "^^", "^_^", ":d") else " 😂 "
