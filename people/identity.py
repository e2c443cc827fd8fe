"""Identity numbers: CCCD (12 digits) and CMND (9 digits). It refuses what clerks invent.

A CCCD is province (3), century and sex (1), year of birth (2), running number (6): article 13
of NĐ 137/2015/NĐ-CP and TT 59/2021/TT-BCA. A CMND begins with the code of the police of a
province, 01 to 38.
"""

import re

from people.phones import unscientific

# fmt: off
_PROVINCES = frozenset((
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
))
# fmt: on
_CENTURIES = "0123"  # born in 1900-1999 (0, 1) or 2000-2099 (2, 3)
_SPACES = re.compile(r"[\s.\-\u00a0'`]+")
_CCCD, _CMND = 12, 9
_LAST_CMND_PROVINCE = 38
_RUNS = "01234567890123456789"
_DUMMY_KINDS = 2  # so few different digits were typed by a held-down key


def read_identity(cell: str) -> str | None:
    """A plausible number of 12 or 9 digits, or None for dummies such as "000000001".

    Zeros that Excel dropped from the front are put back where the length says so: 10 or 11
    digits become a CCCD, 8 a CMND. Of several numbers in a cell the first plausible one is taken.
    """
    for part in re.split(r"[;/,|]", cell) if len(cell) > _CCCD else (cell,):
        number = _padded(part.strip())
        if number and (_is_cccd(number) or _is_cmnd(number)):
            return number
    return None


def _padded(text: str) -> str | None:
    digits = unscientific(text)
    if digits is None:
        return None
    digits = _SPACES.sub("", digits)
    if not (digits.isascii() and digits.isdigit()):
        return None
    if digits.startswith("0"):
        return digits
    if len(digits) in (_CCCD - 2, _CCCD - 1):
        return digits.zfill(_CCCD)
    return digits.zfill(_CMND) if len(digits) == _CMND - 1 else digits


def _is_cccd(number: str) -> bool:
    if len(number) != _CCCD or int(number[:3]) not in _PROVINCES or number[3] not in _CENTURIES:
        return False
    return len(set(number[6:])) > 1 and number not in _RUNS


def _is_cmnd(number: str) -> bool:
    if len(number) != _CMND or not 1 <= int(number[:2]) <= _LAST_CMND_PROVINCE:
        return False
    if number in _RUNS or len(set(number[2:])) == 1:
        return False
    return len(set(number)) > _DUMMY_KINDS
