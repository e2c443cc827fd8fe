"""Conditions that can never hold, and what a condition speaks of."""

import pytest

from flows.language.compile import compile_text
from flows.language.conditions.mentions import WHOLE, mentions
from flows.language.conditions.reach import cannot_hold, closes

SURVEY = """\
title: Thử
minutes: 4
notice: Xin hỏi Ông/Bà.
thanks: {complete: Cảm ơn, refused: Đã ghi nhận, expired: Đã hết hạn, quota_full: Đã đủ}
scales: {muc: [Tệ, Vừa, Tốt]}
valid_when: {answered: [s], criteria_percent: 80}
questions:
  m: {section: Chung}
  s: {text: Thế nào?, scale: muc}
  y: {text: Có không?, kind: yes_no}
  c: {text: Chọn gì?, choices: {a: Một, b: Hai}}
  k: {text: Những gì?, kind: multi, choices: {a: Một, b: Hai, x: Ba}}
  nhieu: {text: Những gì?, kind: multi, choices: [1, 2, 3, 4, 5, 6, 7, 8, 9]}
  n: {text: Mấy lần?, kind: number}
  d: {text: Ngày nào?, kind: date}
  g: {text: Mấy giờ?, kind: time}
  w: {text: Vì sao?, kind: text}
  bang: {text: Về, scale: muc, statements: {b1: Một, b2: Hai}}
  tong: {kind: computed, value: s + 1}
  cuoi: {text: Cuối cùng?, kind: text, when: CONDITION}
"""


def can_hold(condition: str) -> bool:
    choices = "{" + ", ".join(f"v{n}: Thứ {n}" for n in range(1, 10)) + "}"
    source = SURVEY.replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", choices).replace(
        "CONDITION", f'"{condition}"'
    )
    flow = compile_text(source, "thu")
    when = flow.by_id["cuoi"].when
    assert when is not None
    before = {q.id: q for q in flow.questions if q.id != "cuoi" and q.value is None}
    return not cannot_hold(when, before)


@pytest.mark.parametrize(
    "condition",
    ["s == 1 and s == 3", "y and not y", "s < 1 + 0", "c == 'a' and c == 'b'",
     "count(k) > 3", "'a' in k and count(k) == 0", "s + 1 > 4", "answered(y) and not answered(y)",
     "case.field == 'a' and case.field == 'b'", "case.filed_online and not case.filed_online",
     "any(y) and not y", "case.field == c and case.field == 'z'"],
)  # fmt: skip
def test_what_no_answer_can_make_true(condition: str) -> None:
    assert not can_hold(condition)


@pytest.mark.parametrize(
    "condition",
    ["s == 1", "'a' in k and 'b' in k and 'x' not in k", "count(k) == 2", "c in k", "s / 2 == 1.5",
     "case.field != agency.name", "case.field == agency.name", "case.field == c",
     "case.field in k and case.field not in ['a']", "length(case.procedure) > 200",
     # what cannot be listed is not accused
     "n == 1 and n == 2", "d < '2026-01-01' and d > '2026-01-01'", "g == '08:30' and y and not y",
     "length(w) > 3 and length(w) < 2", "any(criteria <= 1) and count(criteria) == 0",
     "any(bang <= 1) and count(bang) == 0", "tong > 9", "count(nhieu) > 9",
     "case.returned_on < case.returned_on"],
)  # fmt: skip
def test_what_can_be_true_or_is_not_known(condition: str) -> None:
    assert can_hold(condition)


def test_a_question_that_every_answer_ends_at_closes_the_way() -> None:
    gate = "choices: {a: Một, b: Hai}, dont_know: false, ends: {a: refused, b: refused}}"
    flow = compile_text(
        SURVEY.replace("choices: {a: Một, b: Hai}}", gate)
        .replace("CONDITION", "y")
        .replace("[1, 2, 3, 4, 5, 6, 7, 8, 9]", "{a: Một, b: Hai}"),
        "thu",
    )
    assert [question.id for question in flow.questions if closes(question)] == ["c"]


def test_what_tells_how_a_list_that_grows_will_be_judged() -> None:
    found = mentions("min(s, criteria) <= 2 or any(criteria <= 2) or mean(bang) < 2.5")
    assert found.of_lists == {
        "s": {"min(s)"},
        "criteria": {"min(criteria)", "count(criteria <= 2)", "count(criteria)"},
        "bang": {"mean(bang)", "count(bang)"},
    }
    assert mentions("any(criteria <= s)").of_lists["criteria"] == {WHOLE}
    assert mentions("any(criteria == max(criteria))").of_lists["criteria"] == {
        WHOLE,
        "max(criteria)",
    }


def test_what_tells_how_a_value_is_judged() -> None:
    found = mentions("s <= 2 and days(d, case.returned_on) > 3 and (answered(w) or y) and s < n")
    assert found.of_values == {
        "s": {"s <= 2", WHOLE},
        "n": {WHOLE},
        "d": {"days(d, case.returned_on) > 3"},
        "case.returned_on": {"days(d, case.returned_on) > 3"},
        "w": {"answered(w)"},
        "y": {WHOLE},
    }


def test_what_else_a_condition_speaks_of() -> None:
    found = mentions("n + 1 > -2.5 and c in ['a', 'ạ'] and true and length(w) == 3")
    assert found.numbers == {1, -2.5, 2.5, 3}
    assert found.texts == {"a", "ạ"}
    assert found.calls == {"length"}
    assert found.computes
    assert not mentions("s <= 2").computes
    assert mentions("s <=").of_values == {}
