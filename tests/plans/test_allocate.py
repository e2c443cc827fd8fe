"""Allocation: every vector of the handbook, and what must hold for any numbers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.allocate import MinimumTooHigh, allocate, proportional

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8"))
COUNTS = st.lists(st.integers(0, 5_000), min_size=1, max_size=12)


@pytest.mark.parametrize("vector", VECTORS["largest_remainder"])
def test_each_vector_of_the_largest_remainder(vector: dict[str, Any]) -> None:
    minimum = vector.get("min", vector.get("min_if_nonzero", 0))
    caps = vector["w"] if vector.get("cap") == "w" else None
    assert allocate(vector["total"], vector["w"], minimum=minimum, caps=caps) == vector["out"]


def test_ties_go_to_the_larger_unit_and_then_to_the_first() -> None:
    # 2 over 1, 1, 2: exact shares ½, ½, 1.
    assert allocate(2, [1, 1, 2]) == [1, 0, 1]
    # 3 over 1, 3, 4: exact shares 0.375, 1.125, 1.5: the one left over goes to .5.
    assert allocate(3, [1, 3, 4]) == [0, 1, 2]
    # 3 over 1, 3, 2: exact shares ½, 1½, 1: a tie of halves, to the larger.
    assert allocate(3, [1, 3, 2]) == [0, 2, 1]


def test_nobody_is_asked_for_more_than_there_is() -> None:
    # 30 over 5, 5, 90 with at most 20 for the last: 10 are left for two equal units.
    assert allocate(30, [5, 5, 90], caps=[50, 50, 20]) == [5, 5, 20]
    # Together there are 15 cases for 100 opinions: all of them, and the rest is a shortage.
    assert allocate(100, [5, 0, 10], minimum=3, caps=[5, 0, 10]) == [5, 0, 10]
    # The cap of the first and the minimum of the second pull against each other.
    assert allocate(10, [100, 1], minimum=5, caps=[9, 9]) == [5, 5]


def test_units_without_cases_get_nothing() -> None:
    assert allocate(10, [0, 0]) == [0, 0]
    assert allocate(10, [0, 4], minimum=3) == [0, 10]
    assert allocate(0, [3, 4]) == [0, 0]


def test_minimums_over_the_total_and_negative_numbers_are_refused() -> None:
    with pytest.raises(MinimumTooHigh):
        allocate(59, [100, 100], minimum=30)
    with pytest.raises(ValueError):
        allocate(10, [1, -1])
    with pytest.raises(ValueError):
        allocate(-1, [1])


def test_proportional_quotas_do_not_depend_on_the_order_of_a_query() -> None:
    sizes = {"H19.03": 1, "H19.01": 1, "H19.02": 1}
    assert proportional(sizes, 2, 0) == {"H19.01": 1, "H19.02": 1, "H19.03": 0}


@given(COUNTS, st.integers(0, 20_000), st.integers(0, 40))
def test_shares_add_up_and_keep_their_bounds(cases: list[int], total: int, minimum: int) -> None:
    least = [min(minimum, size) for size in cases]
    if sum(least) > total:
        with pytest.raises(MinimumTooHigh):
            allocate(total, cases, minimum=minimum, caps=cases)
        return
    shares = allocate(total, cases, minimum=minimum, caps=cases)
    assert sum(shares) == min(total, sum(cases))
    assert all(low <= share <= size for low, share, size in zip(least, shares, cases, strict=True))


@given(COUNTS, st.integers(0, 20_000), st.integers(0, 40))
def test_a_larger_unit_never_owes_less(cases: list[int], total: int, minimum: int) -> None:
    if sum(min(minimum, size) for size in cases) > total:
        return
    shares = allocate(total, cases, minimum=minimum, caps=cases)
    by_size = [share for _, share in sorted(zip(cases, shares, strict=True))]
    assert by_size == sorted(by_size)


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=8),
    st.integers(0, 3_000),
    st.integers(0, 30),
)
def test_any_caps_are_kept_and_filled(
    units: list[tuple[int, int]], total: int, minimum: int
) -> None:
    weights, caps = [w for w, _ in units], [cap for _, cap in units]
    least = [min(minimum, cap) if w else 0 for w, cap in units]
    if sum(least) > total:
        return
    shares = allocate(total, weights, minimum=minimum, caps=caps)
    assert sum(shares) == min(total, sum(cap for w, cap in units if w))
    assert all(low <= share <= cap for low, share, cap in zip(least, shares, caps, strict=True))


@given(COUNTS, st.integers(0, 20_000))
def test_plain_shares_are_within_one_of_the_exact_ones(cases: list[int], total: int) -> None:
    whole = sum(cases)
    for size, share in zip(cases, allocate(total, cases), strict=True):
        assert abs(share * whole - total * size) < max(whole, 1)
