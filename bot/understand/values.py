"""A number, a day or a telephone number. It knows no today: a day without its year is unclear."""

import re
from datetime import date

from bot.understand.clauses import spoken
from bot.understand.marks import Syllable
from bot.understand.reading import Certainty, Reading, likely, sure
from bot.understand.tables import Tables

_INVALID = Reading(Certainty.UNCLEAR, invalid=True)
_UNCLEAR = Reading(Certainty.UNCLEAR)
_NUMBER = re.compile(r"[+]?(\d{1,9})")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]000)+")
_DAY = re.compile(
    r"(?:ngày |ngay |hôm |hom )?(\d{1,2})(?: ?[/.\-] ?| tháng | thang )(\d{1,2})"
    r"(?: ?[/.\-] ?| năm | nam )(\d{4}|\d{2})"
)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_PHONE = re.compile(r"(?:\+?84|0)([35789]\d{8}|2\d{9})")
_NO_DIGITS = re.compile(r"[\s.\-()]")
_ASKED_FOR = re.compile(
    r"^(?:dạ|da|số|so|sdt|sđt|số điện thoại|tôi|là|của)[\s:]+|\s+(?:ạ|nha|nhé)$"
)


def number(words: tuple[Syllable, ...], tables: Tables) -> Reading:
    """Digits, or a number word. A unit behind it may not be the one asked for: confirm."""
    text = "".join(word.full for word in words)
    if _GROUPED.fullmatch(text):
        return likely(re.sub(r"\D", "", text))
    if text.startswith("-") or any(word.full in ",./-" for word in words):
        return _UNCLEAR
    hits = [h for h in tables.choosing.scan(spoken(words)) if h.role not in ("particle", "pronoun")]
    numbers = [h.role or h.words[0].full for h in hits if (h.role or h.words[0].full).isdigit()]
    if len(numbers) != 1 or len(hits) > 2 or not _NUMBER.fullmatch(numbers[0]):
        return _UNCLEAR
    value = str(int(numbers[0]))
    if len(hits) == 1:
        return sure(value)
    first = hits[0].role or hits[0].words[0].full
    return likely(value) if first == numbers[0] else _UNCLEAR


def day(text: str) -> Reading:
    """Day, month, year in this order (or YYYY-MM-DD) as YYYY-MM-DD; two digits of a year: 20xx."""
    plain = _trimmed(text)
    if match := _ISO_DAY.fullmatch(plain):
        year, month, of_month = match.groups()
    elif match := _DAY.fullmatch(plain):
        of_month, month, year = match.groups()
    else:
        return _UNCLEAR
    short = len(year) == len("26")
    try:
        found = date(int(year) + (2000 if short else 0), int(month), int(of_month)).isoformat()
    except ValueError:
        return _INVALID
    return likely(found) if short else sure(found)


def phone(text: str) -> Reading:
    """A Vietnamese number as 0 and 9 or 10 digits (mobile prefixes 03 05 07 08 09, fixed 02)."""
    digits = _NO_DIGITS.sub("", _trimmed(text))
    if match := _PHONE.fullmatch(digits):
        return sure("0" + match[1])
    return _INVALID if digits.removeprefix("+").isdigit() else _UNCLEAR


def _trimmed(text: str) -> str:
    while (shorter := _ASKED_FOR.sub("", text)) != text:
        text = shorter
    return text
