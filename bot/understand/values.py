"""A day or a telephone number. It knows no today: a day without its year is unclear."""

import re
from datetime import date

from bot.understand.reading import UNCLEAR, Certainty, Reading, likely, sure

_INVALID = Reading(Certainty.UNCLEAR, invalid=True)
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


def day(text: str) -> Reading:
    """Day, month, year in this order (or YYYY-MM-DD) as YYYY-MM-DD; two digits of a year: 20xx."""
    plain = _trimmed(text)
    if match := _ISO_DAY.fullmatch(plain):
        year, month, of_month = match.groups()
    elif match := _DAY.fullmatch(plain):
        of_month, month, year = match.groups()
    else:
        return UNCLEAR
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
    return _INVALID if digits.removeprefix("+").isdigit() else UNCLEAR


def _trimmed(text: str) -> str:
    while (shorter := _ASKED_FOR.sub("", text)) != text:
        text = shorter
    return text
