"""Figures of a report: every vector of the handbook, to the last printed digit."""

import json
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.figures import (
    Overcounted,
    base,
    half_up,
    mean,
    mean_of_maximum,
    mean_of_rates,
    mean_of_span,
    percent,
    pooled,
    rank_61,
    ratio,
    shares,
    spelled,
    top_two,
    weighted_mean,
    wilson,
)

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors.json").read_text("utf-8"))


def counts(numbers: Sequence[int]) -> dict[str, int]:
    """The counts of points 1, 2, 3, … as the tally has them."""
    return {str(point): number for point, number in enumerate(numbers, 1)}


def rounded(share: Fraction | None) -> str:
    assert share is not None
    return str(percent(share))


def test_one_criterion() -> None:
    vector = VECTORS["criterion"]
    answers = counts(vector["dist_1_to_5"])
    average = mean(answers)
    assert base(answers) == vector["n"] == 200
    assert average == Fraction(vector["mean"]) == Fraction(767, 200)
    assert rounded(mean_of_maximum(average)) == vector["mean_over_5_pct"] == "76.70"
    assert rounded(mean_of_span(average)) == vector["mean_minus1_over4_pct"] == "70.88"
    assert rounded(top_two(answers)) == vector["top2_pct"] == "75.00"


def test_what_is_not_known_or_skipped_stands_in_no_denominator() -> None:
    answers = {"1": 1, "4": 2, "5": 1, "?": 90, "-": 6}
    assert base(answers) == 4
    assert top_two(answers) == Fraction(3, 4)
    assert mean(answers) == Fraction(14, 4)


def test_nothing_answered_is_no_figure_and_not_zero() -> None:
    for nothing in ({}, {"?": 3, "-": 2}, counts([0, 0, 0, 0, 0])):
        assert (base(nothing), top_two(nothing), mean(nothing)) == (0, None, None)
    assert wilson(0, 0) is None
    assert ratio(0, 0) is None
    assert shares([0, 0]) == ()
    assert spelled(None) == "–"


def test_shorter_scales() -> None:
    three = counts([1, 2, 1])
    assert top_two(three, 3) == Fraction(3, 4)
    assert mean(three, 3) == 2
    assert mean_of_span(Fraction(2), 3) == Fraction(1, 2)


@pytest.mark.parametrize("value", ["0", "6", "yes", "", "04"])
def test_a_value_off_the_scale_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="scale of 5"):
        top_two({"5": 1, value: 1})


def test_one_factor() -> None:
    vector = VECTORS["factor"]
    parts = [(satisfied, answered) for satisfied, answered in vector["top2_counts"]]
    assert [rounded(ratio(*part)) for part in parts] == vector["rates"]
    assert rounded(mean_of_rates(parts)) == vector["mean_of_rates"] == "79.92"
    assert rounded(pooled(parts)) == vector["pooled"] == "79.93"


def test_a_criterion_that_nobody_answered_does_not_pull_its_factor_down() -> None:
    assert mean_of_rates([(1, 2), (0, 0)]) == Fraction(1, 2)
    assert mean_of_rates([(0, 0)]) is None
    assert pooled([(0, 0)]) is None


@pytest.mark.parametrize("row", VECTORS["hue_2019_q1"]["rows"][:3])
def test_hue_2019_rounded_and_not_cut_off_as_it_was_printed(
    row: dict[str, Sequence[int] | Sequence[str]],
) -> None:
    numbers = [int(number) for number in row["counts"]]
    assert [str(figure) for figure in shares(numbers, 4215)] == row["pct_half_up"]


def test_hue_2019_has_a_row_with_more_answers_than_forms() -> None:
    with pytest.raises(Overcounted, match="4350 answers on 4215 forms"):
        shares(VECTORS["hue_2019_q1"]["rows"][3]["counts"], 4215)
    assert shares([2063, 2137, 15], 4215) == tuple(map(Decimal, ("48.94", "50.70", "0.36")))


def test_hue_2019_with_ten_blank_answers() -> None:
    # 1825 + 2281 + 99 = 4205 of 4215 forms: the blank ones are out of the denominator.
    assert [str(figure) for figure in shares([1825, 2281, 99], 4215)] == ["43.40", "54.24", "2.35"]


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [
        (4215, 5326, VECTORS["hue_2019_q1"]["return_rate"]),
        (28439, 30000, VECTORS["sipas_2021"]["collected_pct"]),
        (28372, 28439, VECTORS["sipas_2021"]["valid_of_collected_pct"]),
        (28372, 30000, VECTORS["sipas_2021"]["valid_of_issued_pct"]),
        # QĐ 766: 12 dissatisfied, 5 complaints, 8 overdue, 3 of them counted twice.
        (1000 - (12 + 5 + 8 - 3), 1000, VECTORS["qd766_ttHC"]["rate"]),
    ],
)
def test_rates_of_response(part: int, whole: int, rate: str) -> None:
    assert rounded(ratio(part, whole)) == rate


@pytest.mark.parametrize(("points", "rank"), VECTORS["nd61_rank"].items())
def test_ranks_of_decree_61(points: str, rank: str) -> None:
    assert rank_61(Fraction(points)) == rank


def test_the_overall_index_of_2024_weighs_every_criterion_alike() -> None:
    vector = VECTORS["sipas_2024"]
    parts = [(Fraction(index), items) for index, items in (vector["policy"], vector["service"])]
    overall = weighted_mean(parts)
    assert overall is not None
    assert str(half_up(overall)) == vector["overall_item_weighted"] == "83.94"
    assert weighted_mean([]) is None


@pytest.mark.parametrize(("share", "ends"), VECTORS["wilson95"].items())
def test_wilson_intervals(share: str, ends: list[str]) -> None:
    part, whole = map(int, share.split("/"))
    interval = wilson(part, whole)
    assert interval is not None
    assert [str(end) for end in interval] == ends


def test_an_interval_never_leaves_0_to_100() -> None:
    # The lower end of 0/n is 0 exactly; the upper is z² / (n + z²): 3.8414588 / 4.8414588.
    assert wilson(0, 1, 4) == (Decimal("0.0000"), Decimal("79.3451"))
    with pytest.raises(ValueError):
        wilson(3, 2)
    with pytest.raises(ValueError):
        wilson(-1, 2)


@given(st.integers(1, 3000), st.integers(0, 3000))
def test_an_interval_holds_its_rate_and_mirrors(whole: int, part: int) -> None:
    part = min(part, whole)
    interval, mirrored = wilson(part, whole, 6), wilson(whole - part, whole, 6)
    assert interval is not None
    assert mirrored is not None
    assert 0 <= interval[0] <= percent(Fraction(part, whole), 6) <= interval[1] <= 100
    assert abs(interval[0] + mirrored[1] - 100) <= Decimal("0.000001")


@pytest.mark.parametrize(
    ("figure", "places", "text"),
    [
        (Fraction(70875, 1000), 2, "70.88"),  # a tie: up
        (Fraction(1005, 1000), 2, "1.01"),  # as a float it would be 1.00
        (Fraction(-1005, 1000), 2, "-1.01"),
        (Fraction(70865, 1000), 2, "70.87"),  # a banker's tie would go down
        (Fraction(70874999, 1000000), 2, "70.87"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(0), 2, "0.00"),
        (Fraction(100), 2, "100.00"),
    ],
)
def test_halves_are_rounded_up(figure: Fraction, places: int, text: str) -> None:
    assert str(half_up(figure, places)) == text


def test_figures_as_they_are_printed() -> None:
    assert spelled(Decimal("83.94")) == "83,94%"
    assert spelled(Decimal("83.94"), "en") == "83.94%"
    assert spelled(Decimal("0.00")) == "0,00%"
    assert spelled(half_up(Fraction(767, 200)), unit="") == "3,84"


@given(st.lists(st.integers(0, 10_000), min_size=5, max_size=5).filter(any))
def test_the_figures_stay_in_their_range(numbers: list[int]) -> None:
    answers = counts(numbers)
    rate, average = top_two(answers), mean(answers)
    assert rate is not None
    assert average is not None
    assert 0 <= rate <= 1
    assert 1 <= average <= 5
    assert mean_of_span(average) <= mean_of_maximum(average)
    assert abs(sum(shares(numbers), Decimal(0)) - 100) <= Decimal("0.03")
