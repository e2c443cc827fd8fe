"""The figures of a report, exact and rounded once, at the end. Pure; it reads no table.

Only substantive answers count: "don't know" and skipped questions stand in no denominator.
A figure over nothing is None, never 0. Percentages are rounded half up to 2 decimals, in
every report alike, and written with a decimal comma in Vietnamese ("83,94%").
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction

from flows.model import DONT_KNOW, SKIPPED

PLACES = 2
# Decree 61/2018 (until July 2025): at least so many of 18 points.
_RANKS_61 = ((15, "Xuất sắc"), (12, "Tốt"), (9, "Khá"), (6, "Trung bình"))
_Z_95 = Fraction("1.959963984540054")  # the two-sided 95 % point of the normal distribution

Counts = Mapping[str, int]
"""Answers to one question: stored value ("1".."5", "?", "-") to how many gave it."""


class Overcounted(ValueError):
    """More answers than forms: a slip in the source, never to be printed."""


def on_scale(counts: Counts, points: int = 5) -> dict[int, int]:
    """The substantive answers: point to number. Raises ValueError for a value off the scale."""
    scale = {str(point): point for point in range(1, points + 1)}
    if strange := set(counts) - set(scale) - {DONT_KNOW, SKIPPED}:
        raise ValueError(f"not on a scale of {points}: {sorted(strange)}")
    return {point: counts.get(value, 0) for value, point in scale.items()}


def base(counts: Counts, points: int = 5) -> int:
    """How many substantive answers there are: the n to print beside every rate."""
    return sum(on_scale(counts, points).values())


def top_two(counts: Counts, points: int = 5) -> Fraction | None:
    """The share of the two highest points (satisfied and very satisfied), 0 to 1."""
    scale = on_scale(counts, points)
    return ratio(scale[points] + scale[points - 1], sum(scale.values()))


def mean(counts: Counts, points: int = 5) -> Fraction | None:
    """The mean point, 1 to `points`."""
    scale = on_scale(counts, points)
    return ratio(sum(point * number for point, number in scale.items()), sum(scale.values()))


def mean_of_maximum(average: Fraction, points: int = 5) -> Fraction:
    """A mean as a share of the highest point; the lowest possible is 1/points."""
    return average / points


def mean_of_span(average: Fraction, points: int = 5) -> Fraction:
    """A mean as a share of the way from the lowest to the highest point, 0 to 1."""
    return (average - 1) / (points - 1)


def pooled(parts: Sequence[tuple[int, int]]) -> Fraction | None:
    """One rate over several (satisfied, answered): every answer weighs the same."""
    return ratio(sum(part for part, _ in parts), sum(whole for _, whole in parts))


def mean_of_rates(parts: Sequence[tuple[int, int]]) -> Fraction | None:
    """The plain mean of several rates: every criterion weighs the same, however few answered."""
    rates = [Fraction(part, whole) for part, whole in parts if whole]
    return sum(rates, Fraction(0)) / len(rates) if rates else None


def weighted_mean(parts: Iterable[tuple[Fraction, int]]) -> Fraction | None:
    """The mean of (figure, weight), such as a content's index by its number of criteria."""
    listed = list(parts)
    weight = sum(part for _, part in listed)
    total = sum((figure * part for figure, part in listed), Fraction(0))
    return total / weight if weight else None


def ratio(part: int, whole: int) -> Fraction | None:
    """`part` of `whole`, such as valid opinions of invitations; None where `whole` is 0."""
    return Fraction(part, whole) if whole else None


def shares(counts: Sequence[int], collected: int | None = None) -> tuple[Decimal, ...]:
    """Each count as a percentage of all, rounded one by one: they need not add up to 100.

    Raises Overcounted where there are more answers than `collected` forms.
    """
    total = sum(counts)
    if collected is not None and total > collected:
        raise Overcounted(f"{total} answers on {collected} forms")
    return tuple(percent(Fraction(count, total)) for count in counts) if total else ()


def rank_61(points: Fraction) -> str:
    """A body's rank by its points of 18, for years under decree 61/2018; 15 itself ranks first."""
    return next((name for least, name in _RANKS_61 if points >= least), "Yếu")


def half_up(figure: Fraction, places: int = PLACES) -> Decimal:
    """`figure` with so many decimals, halves away from zero; exact until this one rounding."""
    scaled = abs(figure) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole if figure >= 0 else -whole).scaleb(-places)


def percent(share: Fraction, places: int = PLACES) -> Decimal:
    """A share of 1 as a percentage: 4197/5000 is 83.94."""
    return half_up(share * 100, places)


def spelled(figure: Decimal | None, lang: str = "vi", unit: str = "%") -> str:
    """A rounded figure as it is printed: "83,94%", in English "83.94%"; "–" for None."""
    if figure is None:
        return "–"
    text = f"{figure:f}"
    return (text.replace(".", ",") if lang == "vi" else text) + unit


def wilson(part: int, whole: int, places: int = 1) -> tuple[Decimal, Decimal] | None:
    """The 95 % Wilson interval of part/whole, in percent; None where `whole` is 0.

    For print beside small samples: 27 of 30 is anything from 74.4 to 96.5.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if whole == 0:
        return None
    share, square = Fraction(part, whole), _Z_95**2
    root = _root(share * (1 - share) / whole + square / (4 * whole**2))
    centre, spread = share + square / (2 * whole), _Z_95 * root
    low, high = (centre + sign * spread for sign in (-1, 1))
    stretch = 1 + square / whole
    return percent(max(low / stretch, Fraction(0)), places), percent(
        min(high / stretch, Fraction(1)), places
    )


def _root(square: Fraction) -> Fraction:
    """The square root to 40 digits, far beyond what is printed."""
    context = Context(prec=40)
    return Fraction(context.sqrt(context.divide(square.numerator, square.denominator)))
