"""The tally: which questions it shows, over which answers. Numbers are put in by hand."""

import pytest

from flows.language.compile import compile_text
from results.meaning import Meanings
from results.ports import Published, UnitCounts, ValueCount
from results.tally import CriterionTally, Tally, criterion_tallies, unit_tallies
from tests.results.conftest import NAME, SURVEY

FLOW = compile_text(SURVEY, NAME)


def counted(*values: tuple[str, str, str, int]) -> dict[str, CriterionTally]:
    """The rows by question, from (unit, question, value, how many)."""
    return {row.question: row for row in criterion_tallies(FLOW, [ValueCount(*v) for v in values])}


def test_scales_and_stars_are_shown_and_sensitive_ones_are_not() -> None:
    assert list(counted()) == ["tong_the", "thai_do", "nhanh", "sao"]


def test_statements_of_a_matrix_are_scales_of_their_own() -> None:
    matrix = (
        "  bang: {text: 'Hài lòng thế nào về:', scale: hai_long, criterion: II.A, "
        "statements: {ghe: chỗ ngồi, bien: biển chỉ dẫn}}\n  sao:"
    )
    flow = compile_text(SURVEY.replace("  sao:", matrix), NAME)
    rows = {row.question: row for row in criterion_tallies(flow, [ValueCount("A", "ghe", "5", 2)])}
    assert rows["ghe"].counts == (0, 0, 0, 0, 2)
    assert (rows["ghe"].factor, rows["bien"].base) == ("II.A", 0)


def test_a_row_says_which_factor_it_counts_in_and_whom_it_judges() -> None:
    text = SURVEY.replace("scales:\n", "index: {II: Dịch vụ, II.C: Công chức}\nscales:\n").replace(
        "thái độ?, alert", "thái độ?, criterion: II.C, about: official, alert"
    )
    rows = {row.question: row for row in criterion_tallies(compile_text(text, NAME), [])}
    told = [(row.factor, row.factor_name, row.about) for row in rows.values()]
    assert told == [("", "", None), ("II.C", "Công chức", "official"), *[("", "", None)] * 2]


def test_a_count_has_a_place_for_every_point() -> None:
    rows = counted(
        ("A", "sao", "5", 3), ("A", "sao", "1", 1), ("B", "sao", "4", 2), ("B", "sao", "?", 7),
        ("B", "sao", "-", 9), ("A", "nhanh", "3", 6),
    )  # fmt: skip
    stars = rows["sao"]
    assert (stars.counts, stars.not_known, stars.skipped) == ((1, 0, 0, 2, 3), 7, 9)
    assert (stars.base, stars.top_two) == (6, 5)
    assert rows["nhanh"].counts == (0, 0, 6)


def test_the_two_best_of_three_points_are_no_figure() -> None:
    assert counted(("A", "nhanh", "2", 6))["nhanh"].top_two is None


def test_one_unit_alone() -> None:
    values = [ValueCount("A", "sao", "5", 3), ValueCount("B", "sao", "5", 2)]
    (row,) = (r for r in criterion_tallies(FLOW, values, "B") if r.question == "sao")
    assert row.counts == (0, 0, 0, 0, 2)


def test_answers_from_when_it_meant_something_else_stand_apart() -> None:
    history = [Published(1, "cu", ()), Published(2, FLOW.hash, ("sao",))]
    values = [
        ValueCount("A", "sao", "5", 3, "cu"), ValueCount("A", "sao", "4", 2, FLOW.hash),
        ValueCount("A", "tong_the", "4", 7, "cu"), ValueCount("A", "sao", "1", 1, "truoc-nua"),
    ]  # fmt: skip
    rows = {r.question: r for r in criterion_tallies(FLOW, values, None, Meanings(history))}
    assert (rows["sao"].counts, rows["sao"].apart) == ((1, 0, 0, 2, 0), 3)
    assert (rows["tong_the"].counts, rows["tong_the"].apart) == ((0, 0, 0, 7, 0), 0)


@pytest.mark.parametrize("many", [(0, 0), (1, 2)])
def test_the_whole(many: tuple[int, int]) -> None:
    counts = [
        UnitCounts(code, code, 0, 0, 0, None, 0, 0, 4, 0, 0, 0, 0, ineligible)
        for code, ineligible in zip("AB", many, strict=True)
    ]
    tally = Tally("thu", 1, unit_tallies(counts, {"A": 5, "B": 3}), tuple(counted().values()))
    assert (tally.valid, tally.quota, tally.ineligible, tally.points) == (8, 8, sum(many), 5)
    assert [unit.short for unit in tally.units] == [1, 0]
