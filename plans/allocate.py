"""How many opinions each unit owes, in exact arithmetic. It knows no plan file and draws nobody.

No plan of a province states a rounding rule; ours is the largest remainder, with ties to the
unit with more cases, then to the one listed first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


class MinimumTooHigh(ValueError):
    """The minimums together ask for more opinions than the total."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """One unit while it is weighed: its weight, and the least and most that it may get."""

    weight: int
    least: int
    most: int


def allocate(
    total: int, weights: Sequence[int], *, minimum: int = 0, caps: Sequence[int] | None = None
) -> list[int]:
    """Share `total` out in proportion to `weights`, between a minimum and each unit's cap.

    Without minimum and caps this is the plain largest remainder. A unit of weight 0 gets
    nothing, and the minimum of a unit is never above its cap. Where the caps together are
    under `total`, every unit gets its cap: the gap is a shortage, which the caller reports.
    Raises MinimumTooHigh, and ValueError on a negative number.
    """
    most = list(caps) if caps is not None else [total] * len(weights)
    if total < 0 or minimum < 0 or any(n < 0 for n in (*weights, *most)):
        raise ValueError("totals, weights, minimums and caps are never negative")
    units = [
        _Unit(w, min(minimum, cap), cap) if w else _Unit(0, 0, 0)
        for w, cap in zip(weights, most, strict=True)
    ]
    if (asked := sum(unit.least for unit in units)) > total:
        raise MinimumTooHigh(f"the minimums add up to {asked}, over the total of {total}")
    if sum(unit.most for unit in units) <= total:
        return [unit.most for unit in units]
    return _round(total, _exact_shares(total, units), weights)


def _exact_shares(total: int, units: Sequence[_Unit]) -> list[Fraction]:
    """Proportional shares inside [least, most]; they add up to `total` exactly.

    Units out of bounds are fixed at their bound, and the rest is shared again. Each round
    fixes the side that is further out: fixing the other first could not be undone later.
    """
    shares: dict[int, Fraction] = {}
    free = [n for n, unit in enumerate(units) if unit.weight]
    rest = Fraction(total)
    while free:
        rate = rest / sum(units[n].weight for n in free)
        over = [n for n in free if units[n].weight * rate > units[n].most]
        under = [n for n in free if units[n].weight * rate < units[n].least]
        excess = sum(units[n].weight * rate - units[n].most for n in over)
        deficit = sum(units[n].least - units[n].weight * rate for n in under)
        if not over and not under:
            shares.update((n, units[n].weight * rate) for n in free)
            break
        fixed = over if excess >= deficit else under
        for n in fixed:
            shares[n] = Fraction(units[n].most if fixed is over else units[n].least)
            rest -= shares[n]
        free = [n for n in free if n not in shares]
    return [shares.get(n, Fraction(0)) for n in range(len(units))]


def _round(total: int, shares: Sequence[Fraction], weights: Sequence[int]) -> list[int]:
    """Floors, then one more for each of the largest fractions until `total` is reached."""
    floors = [share.numerator // share.denominator for share in shares]
    by_fraction = sorted(range(len(shares)), key=lambda n: (floors[n] - shares[n], -weights[n], n))
    for n in by_fraction[: total - sum(floors)]:
        floors[n] += 1
    return floors


def proportional(sizes: Mapping[str, int], total: int, minimum: int) -> dict[str, int]:
    """Quota per unit code in proportion to its number of cases, never above that number.

    Units are taken in the order of their codes, so that the order of a query cannot matter.
    """
    codes = sorted(sizes)
    counts = [sizes[code] for code in codes]
    return dict(zip(codes, allocate(total, counts, minimum=minimum, caps=counts), strict=True))
