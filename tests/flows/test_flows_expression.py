"""Conditions: what they mean, what missing answers do to them, and what they refuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.expression import compile_condition
from flows.language.names import Name, Type

KNOWN = {
    "s": Name(Type.NUMBER, (1, 2, 3, 4, 5)),
    "t": Name(Type.NUMBER, (1, 2, 3, 4, 5)),
    "y": Name(Type.TRUTH),
    "c": Name(Type.WORD, ("a", "b")),
    "w": Name(Type.FREE_TEXT),
}


def holds(source: str, **names: object) -> bool:
    decide, slips = compile_condition(source, KNOWN)
    assert slips == ()
    outcome = decide({key.replace("__", "."): value for key, value in names.items()})
    assert isinstance(outcome, bool)
    return outcome


def codes(source: str) -> list[str]:
    return [slip.code for slip in compile_condition(source, KNOWN, ["later"])[1]]


@pytest.mark.parametrize(
    ("source", "s", "expected"),
    [
        ("s == 2", 2, True),
        ("s == 2", 3, False),
        ("s != 2", 3, True),
        ("s != 2", 2, False),
        ("s < 2", 1, True),
        ("s < 2", 2, False),
        ("s <= 2", 2, True),
        ("s <= 2", 3, False),
        ("s > 4", 5, True),
        ("s > 4", 4, False),
        ("s >= 4", 4, True),
        ("s >= 4", 3, False),
        ("2 >= s", 2, True),
        ("1 < s < 4", 3, True),
        ("1 < s < 4", 4, False),
        ("s in [1, 2]", 2, True),
        ("s in [1, 2]", 3, False),
        ("s not in (1, 2)", 3, True),
        ("s not in (1, 2)", 1, False),
    ],
)
def test_comparisons(source: str, s: int, expected: bool) -> None:
    assert holds(source, s=s) is expected


@pytest.mark.parametrize(
    "source", ["s == 2", "s != 2", "s < 2", "s >= 2", "s in [1, 2]", "s not in [1, 2]", "s == t",
               "y", "y == true", "y == false", "c == 'a'", "c != 'a'", "case.filed_online",
               "min(criteria) <= 5", "max(s, t) >= 1", "count(criteria) >= 1",
               "count(criteria) != 1", "1 <= s <= 5"],
)  # fmt: skip
def test_with_a_missing_answer_it_is_false_and_its_negation_true(source: str) -> None:
    missing: dict[str, object] = {"s": None, "t": None, "y": None, "c": None, "criteria": []}
    assert holds(source, **missing) is False
    assert holds(f"not ({source})", **missing) is True
    assert holds(source) is False  # not even named


@pytest.mark.parametrize("a", [True, False, None])
@pytest.mark.parametrize("b", [True, False, None])
def test_and_or_not(a: bool | None, b: bool | None) -> None:
    names = {"y": a, "case__filed_online": b}
    assert holds("y and case.filed_online", **names) is (a is True and b is True)
    assert holds("y or case.filed_online", **names) is (a is True or b is True)
    assert holds("not y", **names) is (a is not True)


@pytest.mark.parametrize(
    ("source", "criteria", "s", "expected"),
    [
        ("min(criteria) <= 2", [5, 2, 4], None, True),
        ("min(criteria) <= 2", [5, 3, 4], None, False),
        ("min(s, criteria) <= 2", [5, 3], 1, True),
        ("min(s, criteria) <= 2", [], 1, True),
        ("min(s, criteria) <= 2", [1], None, True),
        ("min(s, criteria) <= 2", [3], 3, False),
        ("max(criteria) == 5", [5, 2, 4], None, True),
        ("count(criteria) >= 3", [5, 2, 4], None, True),
        ("count(criteria) >= 3", [5, 2], None, False),
        ("count(s, t) == 1", [], 4, True),
    ],
)
def test_functions_leave_out_what_is_missing(
    source: str, criteria: list[int], s: int | None, expected: bool
) -> None:
    assert holds(source, criteria=criteria, s=s) is expected


def test_words_and_facts() -> None:
    assert holds("c in ['a', 'b'] and case.field == 'Đất đai'", c="b", case__field="Đất đai")
    assert not holds("agency.code in ['H01', 'H02']", agency__code="H03")
    assert holds("y == true and (s <= 2\n or plan.consent)", y=True, s=5, plan__consent=True)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("", "F030"),
        ("s <= ", "F030"),
        ("s = 2", "F030"),
        ("s <= 2; y", "F030"),
        ("((((", "F030"),
        ("s\0 == 1", "F030"),
        ("min() <= 2", "F030"),
        ("q == 1", "F031"),
        ("case == 1", "F031"),
        ("case.procedure == 'a'", "F031"),
        ("s.real == 1", "F031"),
        ("later == 1", "F032"),
        ("open('a') == 1", "F033"),
        ("s + 1 == 2", "F034"),
        ("s == -1", "F034"),
        ("s == 1.5", "F034"),
        ("c == None", "F034"),
        ("c == b'a'", "F034"),
        ("c == f'{s}'", "F034"),
        ("y if y else y", "F034"),
        ("(lambda: y)()", "F034"),
        ("y.real.imag", "F034"),
        ("criteria[0] == 1", "F034"),
        ("[x for x in criteria] == 1", "F034"),
        ("(z := y)", "F034"),
        ("min(criteria, key=s) == 1", "F034"),
        ("min(*criteria) == 1", "F034"),
        ("s is 1", "F034"),
        ("s in [t]", "F034"),
        ("s", "F035"),
        ("'a'", "F035"),
        ("criteria", "F035"),
        ("s == 'a'", "F035"),
        ("y == 'yes'", "F035"),
        ("y < true", "F035"),
        ("c < 'b'", "F035"),
        ("criteria <= 2", "F035"),
        ("w == 'a'", "F035"),
        ("min(c) <= 2", "F035"),
        ("s in 2", "F035"),
        ("s in ['a']", "F035"),
        ("not s", "F035"),
        ("s == 6", "F036"),
        ("s in [1, 0]", "F036"),
        ("c == 'z'", "F036"),
        ("y" + " and y" * 100, "F037"),
        ("not " * 13 + "y", "F037"),
    ],
)
def test_what_is_refused_when_it_is_compiled(source: str, code: str) -> None:
    assert codes(source) == [code]


def test_all_slips_of_a_condition_come_at_once_with_their_places() -> None:
    _, slips = compile_condition("c == 'ạ' or q1 == 1 or s == 9", KNOWN)
    assert [(slip.code, slip.at) for slip in slips] == [("F036", 5), ("F031", 12), ("F036", 28)]


@settings(max_examples=300)
@given(st.text(alphabet="sycw12 ()[].,'<>=!andortmi\n\\{}:*-", max_size=60))
def test_whatever_is_written_it_compiles_or_slips(source: str) -> None:
    decide, slips = compile_condition(source, KNOWN)
    if not slips:
        assert decide({"s": 1, "y": True, "c": "a", "criteria": [2]}) in (True, False)
