"""How many opinions are enough, by the rules that provinces use. Exact; it draws nobody.

For planners who size a quota: what is computed here is opinions collected, not invitations.
"""

from fractions import Fraction
from math import ceil, floor

FIVE_PERCENT = Fraction(5, 100)
Z_95 = Fraction(196, 100)  # the rounded 1.96 of the textbooks, so that n0 is 384.16
HALF = Fraction(1, 2)

# Kế hoạch 119/KH-UBND (Đồng Tháp, 2013): up to this many cases, this share, at least so many.
_TIERS_DONG_THAP = (
    (1000, Fraction(20, 100), 100),
    (5000, Fraction(10, 100), 200),
    (None, Fraction(5, 100), 500),
)
_CENSUS_UP_TO = 100  # cases: below this everyone is asked


def slovin(cases: int, error: Fraction = FIVE_PERCENT) -> int:
    """n = N / (1 + N·e²), rounded up (công văn 1159/BNV-CCHC, 2014)."""
    return ceil(cases / (1 + cases * error**2))


def cochran(cases: int, error: Fraction = FIVE_PERCENT) -> int:
    """Cochran's n for 95 % and p = ½, with the finite population correction, rounded up."""
    if cases == 0:
        return 0
    unlimited = Z_95**2 * HALF * (1 - HALF) / error**2
    return ceil(unlimited / (1 + (unlimited - 1) / cases))


def tiers_dong_thap(cases: int) -> int:
    """The yearly minimum of opinions of a unit with so many cases (Đồng Tháp's plan of 2013)."""
    if cases <= _CENSUS_UP_TO:
        return cases
    for up_to, share, least in _TIERS_DONG_THAP:
        if up_to is None or cases <= up_to:
            return max(ceil(cases * share), least)
    raise AssertionError("the last tier has no upper end")


def systematic(cases: int, wanted: int, start: Fraction) -> list[int]:
    """1-based places of a systematic sample: every k-th of the list, k = cases / wanted exactly.

    `start` is the random start r, 0 <= r < k. Raises ValueError where r lies outside, or where
    more are wanted than there are.
    """
    if not 0 < wanted <= cases:
        raise ValueError(f"cannot pick {wanted} of {cases}")
    step = Fraction(cases, wanted)
    if not 0 <= start < step:
        raise ValueError(f"the start must lie in [0, {step})")
    return [floor(start + n * step) + 1 for n in range(wanted)]
