"""What walks try: every condition is met both ways, and what it cannot tell apart once."""

import pytest

from bot.tester.explore import Explored, explore
from bot.tester.facts import SAMPLE
from bot.tester.near import Said, near
from flows.language.compile import compile_text
from flows.language.conditions.mentions import mentions
from flows.model import Flow

SURVEY = """\
title: Thử
minutes: 4
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Rất tệ, Tệ, Vừa, Tốt, Rất tốt]}
valid_when: {answered: [s], criteria_percent: 80}
questions:
  m: {section: Chung}
  s: {text: Thế nào?, scale: muc}
  m2: {section: Hai, scale: muc, criterion: II.A}
  t1: Một thế nào?
  t2: Hai thế nào?
  t3: Ba thế nào?
  m3: {section: Ba}
  k: {text: Những gì?, kind: multi, choices: {a: Một, b: Hai, x: Ba}, none_of_these: true}
  n: {text: Mấy lần?, kind: number, low: 0, high: 50}
  d: {text: Ngày nào?, kind: date}
  g: {text: Mấy giờ?, kind: time}
  w: {text: Vì sao?, kind: text}
  tong: {kind: computed, value: s + 1}
  cuoi: {text: Cuối cùng?, kind: text, when: CONDITION}
"""


def survey(condition: str) -> Flow:
    return compile_text(SURVEY.replace("CONDITION", f'"{condition}"'), "thu")


def reached(condition: str) -> Explored:
    found = explore(survey(condition))
    assert found.whole
    return found


@pytest.mark.parametrize(
    "condition",
    ["count(criteria <= 2) == 2", "all(criteria in [2, 4])", "mean(criteria) < 1.5", "mean(s) == 4",
     "any(1 < criteria < 3) and max(criteria) == 5", "'a' in k and 'x' in k and count(k) == 2",
     "count(k) == 3", "n == 17", "s * 2 == 8", "tong > 5", "d == '2026-07-01'",
     "d > '2026-07-01' and d <= '2026-07-02'", "g < '08:30' and g >= '08:29'", "g > '08:30'",
     "length(w) > 200", "length(w) < 10", "not answered(w)", "case.procedure == 'Khai tử'",
     "days(d, '2026-07-01') == 45", "case.returned_on < '2026-02-01'",
     "days(case.returned_on, '2026-07-01') > 3"],
)  # fmt: skip
def test_every_condition_is_met_both_ways(condition: str) -> None:
    """The question is asked under some answers and facts, and not under others."""
    assert "cuoi" in reached(condition).questions
    assert "cuoi" in reached(f"not ({condition})").questions


@pytest.mark.parametrize(
    "condition",
    ["count(criteria <= 2) == 4", "mean(criteria) < 1", "any(criteria <= 1) and min(criteria) == 2",
     "count(k) == 4", "'none' in k and 'a' in k", "n > 50",
     "d > '2026-07-01' and d < '2026-07-01'"],
)  # fmt: skip
def test_what_cannot_be_met_is_not(condition: str) -> None:
    assert "cuoi" not in reached(condition).questions


def test_answers_that_no_condition_tells_apart_are_explored_once() -> None:
    plain = reached("s <= 1").states
    # how many of how many were bad: 1 + 2 + 3 + 4 stand for 7 ** 3 ways
    assert reached("s <= 1 and count(criteria <= 2) >= 2").states < plain * 12
    assert reached("s <= 1 and n >= 3 and d > '2026-07-01'").states < plain * 4
    # not known and passed over are on the other side already: no day before is needed
    assert reached("d > '2026-07-01'").values["d"] == ("2026-11-02", "?", "-")


def test_what_has_no_end_is_not_known_whole_where_it_is_counted_with() -> None:
    for condition in ("days(case.returned_on, d) > 3", "case.field in k",
                      "case.field == case.procedure", "length(case.procedure) > 90",
                      "n * 2 + s == 38", "min(n, s) == 7", "d < case.returned_on"):  # fmt: skip
        found = explore(survey(condition))
        assert not found.whole
        assert set(found.questions) >= {"s", "w"}


def test_where_chance_draws_questions_enough_talks_are_tried_to_meet_each() -> None:
    pool = SURVEY.replace("criterion: II.A}", "criterion: II.A, ask: 1}")
    found = explore(compile_text(pool.replace("CONDITION", "min(criteria) <= 2"), "thu"))
    assert found.whole
    assert {"t1", "t2", "t3", "cuoi"} <= found.questions.keys()
    assert found.questions["t1"].seed != found.questions["t2"].seed


def test_values_near_what_is_spoken_of_and_no_others() -> None:
    flow = survey("n >= 60 or n == 2.5 or d < '0001-01-01' or g == '00:00' or length(w) > 5000")
    said = Said()
    when = flow.by_id["cuoi"].when
    assert when is not None
    said.learn(mentions(when.source))
    assert near(flow.by_id["n"], said) == (
        "1",
        "2",
        "3",
    )  # 60 is too many; half of one there is not
    assert near(flow.by_id["d"], said)[:2] == ("0001-01-01", "0001-01-02")
    assert near(flow.by_id["g"], said) == ("00:00", "00:01")
    assert all(len(words) <= flow.by_id["w"].max_length for words in near(flow.by_id["w"], said))
    assert near(flow.by_id["s"], said) == ()
    assert str(SAMPLE["case.returned_on"]) in said.days(SAMPLE.values())
