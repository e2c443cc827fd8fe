"""Sample sizes: every vector of the handbook, and the edges of each rule."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from plans.sizes import cochran, slovin, systematic, tiers_dong_thap

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8"))


@pytest.mark.parametrize(("cases", "opinions"), VECTORS["tiers_dong_thap"].items())
def test_tiers_of_dong_thap(cases: str, opinions: int) -> None:
    assert tiers_dong_thap(int(cases)) == opinions


@pytest.mark.parametrize(("cases", "opinions"), VECTORS["slovin_ceil_e05"].items())
def test_slovin(cases: str, opinions: int) -> None:
    assert slovin(int(cases)) == opinions


@pytest.mark.parametrize(("cases", "opinions"), VECTORS["cochran_fpc_ceil"].items())
def test_cochran_with_finite_population(cases: str, opinions: int) -> None:
    assert cochran(int(cases)) == opinions


def test_no_cases_need_no_opinions() -> None:
    assert (slovin(0), cochran(0), tiers_dong_thap(0)) == (0, 0, 0)


def test_systematic_picks() -> None:
    short, long = VECTORS["systematic"]
    assert systematic(23, 5, Fraction("2.3")) == short["picks_1based"]
    picks = systematic(100, 30, Fraction("0.5"))
    assert (picks[:10], picks[-3:], len(picks)) == (long["first10"], long["last3"], 30)


def test_a_systematic_start_outside_the_first_interval_is_refused() -> None:
    assert systematic(4, 4, Fraction(0)) == [1, 2, 3, 4]
    with pytest.raises(ValueError):
        systematic(23, 5, Fraction("4.6"))
    with pytest.raises(ValueError):
        systematic(23, 5, Fraction("-0.1"))
    with pytest.raises(ValueError):
        systematic(3, 4, Fraction(0))
