"""Vietnamese phone numbers as lists hold them. It never guesses a digit that is gone.

The numbering plan: mobiles have ten digits and begin with 03, 05, 07, 08 or 09; land lines
begin with 02 and have no Zalo; the eleven-digit 01x mobiles were moved to ten digits in 2018,
each old head to one new head (decision 798/QĐ-BTTTT of 2018).
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import phonenumbers
from phonenumbers import PhoneNumberType

_REGULAR = re.compile(r"(?:0|\+?84)((?:3[2-9]|5[68]|7[06-9]|8[1-68]|9[0-8])[0-9]{7})")
_PARTS = re.compile(r"[/;,|&\n]| - |\bhoac\b|\bhoặc\b|\bvà\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.\-()\u00a0'`_,]+")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_OLD_HEADS = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36",
    "167": "37", "168": "38", "169": "39", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
_MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
_NATIONAL_DIGITS = 9
_OLD_DIGITS = 10
_DUMMY_TAIL = 7  # 0900000000, 0999999999: a clerk's way to fill a required box


@dataclass(frozen=True, slots=True)
class Phones:
    """What one cell holds: E.164 digits without the plus ("84912345678"), or None."""

    mobile: str | None = None  # a Zalo message can be sent to it
    landline: str | None = None


NO_PHONE = Phones()


def read_phones(cell: str) -> Phones:
    """The first mobile and the first land line of a cell such as "0912.345.678 / 0296 3852111"."""
    if not cell:
        return NO_PHONE
    if regular := _REGULAR.fullmatch(cell):
        return _sorted([regular[1]])
    whole = _national(cell)
    if whole:
        return _sorted([whole])
    parts = (_national(part) for part in _PARTS.split(cell))
    return _sorted([part for part in parts if part])


def unscientific(cell: str) -> str | None:
    """ "8,9095E+10" back to digits; None where digits were lost for good."""
    if not ("E" in cell or "e" in cell) or not _SCIENTIFIC.fullmatch(cell):
        return cell
    try:
        value = Decimal(cell.replace(",", "."))
    except InvalidOperation:
        return None
    kept = len(value.as_tuple().digits)
    return str(int(value)) if kept > value.adjusted() else None


def _national(cell: str) -> str | None:
    """The nine or ten digits after the leading 0 or 84, with lost zeros put back."""
    digits = unscientific(cell.strip())
    if digits is None:
        return None
    digits = _SEPARATORS.sub("", digits.removesuffix(".0")).removeprefix("+")
    if not digits.isascii() or not digits.isdigit():
        return None
    digits = digits.removeprefix("00") if digits.startswith("0084") else digits
    if digits.startswith("84") and len(digits) > _NATIONAL_DIGITS + 1:
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if len(digits) == _OLD_DIGITS and digits[:3] in _OLD_HEADS:
        return _OLD_HEADS[digits[:3]] + digits[3:]
    return digits if len(digits) in (_NATIONAL_DIGITS, _OLD_DIGITS) else None


def _sorted(nationals: list[str]) -> Phones:
    mobile = landline = None
    for national in nationals:
        if len(set(national[-_DUMMY_TAIL:])) == 1:
            continue
        if _is_mobile(national):
            mobile = mobile or "84" + national
        elif national.startswith("2") and _is_valid(national):
            landline = landline or "84" + national
    return Phones(mobile, landline)


def _is_mobile(national: str) -> bool:
    if _REGULAR.fullmatch("0" + national):
        return True
    number = phonenumbers.parse("+84" + national)
    kind = phonenumbers.number_type(number)
    return kind in _MOBILE and len(national) == _NATIONAL_DIGITS


def _is_valid(national: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse("+84" + national))
