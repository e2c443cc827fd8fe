"""Conditions and formulas: what they mean, what missing answers do to them, what they refuse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.language.conditions.expression import compile_condition, compile_value, names_in
from flows.language.conditions.functions import FUNCTIONS
from flows.language.conditions.names import FACTS, FUNCTION_NAMES, RESERVED, Name, Type

KNOWN = {
    "s": Name(Type.NUMBER, (1, 2, 3, 4, 5)),
    "t": Name(Type.NUMBER, (1, 2, 3, 4, 5)),
    "n": Name(Type.NUMBER),
    "y": Name(Type.TRUTH),
    "z": Name(Type.TRUTH),
    "c": Name(Type.WORD, ("a", "b")),
    "k": Name(Type.SET, ("a", "b", "x")),
    "d": Name(Type.DATE),
    "e": Name(Type.DATE),
    "g": Name(Type.TIME),
    "w": Name(Type.FREE_TEXT),
    "m": Name(Type.NUMBERS, (1, 2, 3, 4, 5)),
    "bad": Name(Type.UNKNOWN),
}


def holds(source: str, **names: object) -> bool:
    decide, slips = compile_condition(source, KNOWN)
    assert slips == ()
    outcome = decide({key.replace("__", "."): value for key, value in names.items()})
    assert isinstance(outcome, bool)
    return outcome


def value(source: str, **names: object) -> object:
    run, _, slips = compile_value(source, KNOWN)
    assert slips == ()
    return run({key.replace("__", "."): value for key, value in names.items()})


def told(source: str) -> list[tuple[str, int]]:
    """Every slip: its code, and how many signs in."""
    return [(slip.code, slip.at) for slip in compile_condition(source, KNOWN, ["later"])[1]]


def codes(source: str) -> list[str]:
    return [code for code, _ in told(source)]


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
               "min(criteria) <= 5", "max(s, t) >= 1", "mean(m) != 1", "count(criteria) >= 1",
               "1 <= s <= 5", "'a' in k", "'a' not in k", "c in k", "c not in k", "d == e",
               "d != '2026-07-01'", "d < '2026-07-01'", "g >= '08:30'", "d in ['2026-07-01']",
               "days(d, '2026-07-01') != 1", "length(w) >= 0", "s + t != 3", "-n != 1", "n / 2 < 9",
               "any(criteria <= 2)", "all(criteria <= 2)", "any(y)", "all(y)", "answered(s)",
               "answered(y)", "answered(k)", "answered(w)", "answered(criteria)", "answered(m)",
               "case.returned_on > '2026-01-01'"],
)  # fmt: skip
def test_with_a_missing_answer_it_is_false_and_its_negation_true(source: str) -> None:
    missing = dict.fromkeys(KNOWN) | {"criteria": [], "m": []}
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


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        # + - * /
        ("s + t * 2", {"s": 1, "t": 3}, 7),
        ("(s + t) * 2", {"s": 1, "t": 3}, 8),
        ("s - t - 1", {"s": 5, "t": 3}, 1),
        ("s / t", {"s": 1, "t": 2}, 0.5),
        ("-s + -1", {"s": 2}, -3),
        ("n * 2.5", {"n": 1.2}, 3.0),
        ("s / (t - 3)", {"s": 1, "t": 3}, None),
        ("s + t", {"s": 1}, None),
        ("-n", {}, None),
        ("n" + " * n" * 24, {"n": 10**15}, None),  # no such number
        ("n" + " + n" * 100, {"n": 1}, 101),
        # functions of numbers
        ("min(n, criteria)", {"n": 2.5, "criteria": [3, 4]}, 2.5),
        ("max(criteria, m)", {"criteria": [3, 4], "m": [5]}, 5),
        ("mean(criteria)", {"criteria": [1, 2, 2]}, 5 / 3),
        ("mean(s, t)", {"s": 1}, 1.0),
        ("mean(s, criteria)", {"criteria": []}, None),
        ("mean(n, n, n)", {"n": 1e308}, None),
        # count
        ("count(criteria)", {"criteria": [5, 5]}, 2),
        ("count(criteria)", {}, 0),
        ("count(criteria <= 2)", {"criteria": [1, 2, 3]}, 2),
        ("count(k)", {"k": ("a", "x")}, 2),
        ("count(k)", {"k": ()}, 0),
        ("count(k)", {}, 0),
        ("count(y, z)", {"y": True, "z": False}, 1),
        ("count(s, c, d, g)", {"s": 1, "c": "a"}, 2),
        ("count(w)", {"w": 30}, 1),
        ("count(w)", {"w": 0}, 0),
        ("count(s <= 2, y, criteria == 5)", {"s": 1, "y": True, "criteria": [5, 5]}, 4),
        # others
        ("length(w)", {"w": 30}, 30),
        ("length(case.procedure)", {"case__procedure": "Khai sinh"}, 9),
        ("length(c)", {}, None),
        ("days(d, e)", {"d": "2026-02-27", "e": "2026-03-02"}, 3),
        ("days('2026-03-02', d)", {"d": "2026-02-27"}, -3),
        ("days(d, e)", {"d": "2026-02-27"}, None),
        ("days(d, e)", {"d": "2026-02-27", "e": "hôm qua"}, None),
        ("c", {"c": "b"}, "b"),
        ("c", {}, None),
        ("y", {"y": False}, False),
        ("y and s <= 2", {"y": True, "s": 2}, True),
        ("'mot'", {}, "mot"),
        ("2.5", {}, 2.5),
    ],
)
def test_formulas(source: str, names: dict[str, object], expected: object) -> None:
    assert value(source, **names) == expected
    assert type(value(source, **names)) is type(expected)


@pytest.mark.parametrize(
    ("source", "type_"),
    [("mean(criteria)", Type.NUMBER), ("s + 1", Type.NUMBER), ("count(k) >= 2", Type.TRUTH),
     ("y", Type.TRUTH), ("c", Type.WORD), ("case.field", Type.WORD), ("s +", Type.UNKNOWN),
     ("criteria", Type.UNKNOWN), ("criteria <= 2", Type.UNKNOWN), ("d", Type.UNKNOWN),
     ("k", Type.UNKNOWN), ("q", Type.UNKNOWN), ("s + 'a'", Type.UNKNOWN)],
)  # fmt: skip
def test_what_a_formula_gives(source: str, type_: Type) -> None:
    run, gives, slips = compile_value(source, KNOWN)
    assert gives is type_
    assert bool(slips) is (type_ is Type.UNKNOWN)
    assert run({}) in (None, False)


@pytest.mark.parametrize(
    ("source", "criteria", "expected"),
    [
        ("any(criteria <= 2)", [3, 2], True),
        ("any(criteria <= 2)", [3, 4], False),
        ("any(criteria <= 2)", [], False),
        ("all(criteria <= 2)", [1, 2], True),
        ("all(criteria <= 2)", [1, 3], False),
        ("all(criteria <= 2)", [], False),
        ("all(criteria <= 2, 1 == 1)", [], True),
        ("any(2 < criteria < 4)", [1, 3], True),
        ("any(2 < criteria < 4)", [1, 4], False),
        ("all(2 < criteria < 4 < 5)", [3, 3], True),
        ("all(2 < 1 < criteria)", [3, 3], False),
        ("any(2 >= criteria)", [2], True),
        ("any(criteria in [1, 5])", [3, 5], True),
        ("all(criteria not in [1, 5])", [3, 5], False),
        ("count(criteria <= 2) >= 2", [1, 2, 3], True),
        ("count(criteria <= 2) >= 2", [1, 3, 3], False),
        ("any(criteria <= s)", [1, 3], False),  # s is missing
        ("any(criteria == min(criteria))", [4, 3], True),
        ("not any(criteria <= 2)", [], True),
    ],
)
def test_a_list_is_compared_number_by_number(
    source: str, criteria: list[int], expected: bool
) -> None:
    assert holds(source, criteria=criteria) is expected


@pytest.mark.parametrize("y", [True, False, None])
@pytest.mark.parametrize("z", [True, False, None])
def test_any_and_all_are_or_and_and(y: bool | None, z: bool | None) -> None:
    assert holds("any(y, z)", y=y, z=z) is holds("y or z", y=y, z=z)
    assert holds("all(y, z)", y=y, z=z) is holds("y and z", y=y, z=z)


@pytest.mark.parametrize(
    ("source", "names", "expected"),
    [
        ("'a' in k", {"k": ("a", "b")}, True),
        ("'a' in k", {"k": ("b",)}, False),
        ("'a' in k", {"k": ()}, False),
        ("'a' not in k", {"k": ()}, True),
        ("c in k", {"c": "a", "k": ("a",)}, True),
        ("case.field not in k", {"case__field": "a", "k": ("a",)}, False),
        ("answered(k)", {"k": ("a",)}, True),
        ("d >= '2026-07-01'", {"d": "2026-07-01"}, True),
        ("'2026-07-01' <= d < '2026-08-01'", {"d": "2026-08-01"}, False),
        ("'2026-07-01' <= d < '2026-08-01'", {"d": "2026-07-31"}, True),
        ("d == e", {"d": "2026-07-01", "e": "2026-07-01"}, True),
        ("d in ['2026-07-01', '2026-07-02']", {"d": "2026-07-02"}, True),
        ("g < '08:30'", {"g": "08:29"}, True),
        ("g == '08:30'", {"g": "08:31"}, False),
        ("days(d, case.returned_on) > 3", {"d": "2026-06-30", "case__returned_on": "2026-07-04"},
         True),
        ("answered(w)", {"w": 1}, True),
        ("answered(w)", {"w": 0}, False),
        ("answered(m)", {"m": [1]}, True),
        ("answered(y)", {"y": False}, True),
        ("answered(case.procedure)", {"case__procedure": "Khai sinh"}, True),
        ("length(w) > 20 and not (s == -1 + 3)", {"w": 21, "s": 3}, True),
        ("s <= 2.5", {"s": 2}, True),
        ("n > -2.5", {"n": -3}, False),
        ("  s\u00a0<=\t2 ", {"s": 2}, True),
    ],
)  # fmt: skip
def test_choices_days_times_and_words(
    source: str, names: dict[str, object], expected: bool
) -> None:
    assert holds(source, **names) is expected


def test_words_and_facts() -> None:
    assert holds("c in ['a', 'b'] and case.field == 'Đất đai'", c="b", case__field="Đất đai")
    assert not holds("agency.code in ['H01', 'H02']", agency__code="H03")
    assert holds("case.procedure != agency.name", case__procedure="a", agency__name="b")
    assert holds("y == true and (s <= 2\n or plan.consent)", y=True, s=5, plan__consent=True)


@pytest.mark.parametrize(
    ("source", "code", "at"),
    [
        ("", "F030", 0),
        ("s <= ", "F030", 3),
        ("s = 2", "F030", 2),
        ("s <= 2; y", "F030", 6),
        ("((((", "F030", 3),
        ("s\0 == 1", "F030", 0),
        ("s <= 2 # y", "F030", 7),
        ("y and min() <= 2", "F030", 6),
        ("y and days(d) <= 2", "F030", 6),
        ("y and length(w, w) <= 2", "F030", 6),
        ("y and answered(s, t)", "F030", 6),
        ("y and answered(s <= 2)", "F030", 6),
        ("y and answered('s')", "F030", 6),
        ("q == 1", "F031", 0),
        ("case == 1", "F031", 0),
        ("case.month == 'a'", "F031", 0),
        ("s.real == 1", "F031", 0),
        ("y and answered(q)", "F031", 15),
        ("count(q) == 'a'", "F031", 6),
        ("later == 1", "F032", 0),
        ("y and open('a') == 1", "F033", 6),
        ("y and s ** 2 == 2", "F034", 6),
        ("s // 2 == 2", "F034", 0),
        ("s % 2 == 1", "F034", 0),
        ("+s == 1", "F034", 0),
        ("~s == 1", "F034", 0),
        ("s == 1e999", "F034", 5),
        ("s == 9999999999999999", "F034", 5),
        ("s == 1j", "F034", 5),
        ("c == None", "F034", 5),
        ("c == b'a'", "F034", 5),
        ("c == f'{s}'", "F034", 5),
        ("y if y else y", "F034", 0),
        ("(lambda: y)()", "F034", 0),
        ("y.real.imag", "F034", 0),
        ("criteria[0] == 1", "F034", 0),
        ("any([x for x in criteria])", "F034", 4),
        ("(z := y)", "F034", 1),
        ("min(criteria, key=s) == 1", "F034", 0),
        ("min(*criteria) == 1", "F034", 4),
        ("s is 1", "F034", 0),
        ("s in [t]", "F034", 6),
        ("s in [1, [2]]", "F034", 9),
        ("s", "F035", 0),
        ("'a'", "F035", 0),
        ("criteria", "F035", 0),
        ("s == 'a'", "F035", 5),
        ("y == 'yes'", "F035", 5),
        ("y < true", "F035", 0),
        ("c < 'b'", "F035", 0),
        ("w == 'a'", "F035", 0),
        ("w in ['a', 'b']", "F035", 0),
        ("min(c) <= 2", "F035", 4),
        ("any(criteria) <= 2", "F035", 4),
        ("length(s) <= 2", "F035", 7),
        ("days(c, d) <= 2", "F035", 5),
        ("count([1]) <= 2", "F035", 6),
        ("s in 2", "F035", 5),
        ("s in ['a']", "F035", 6),
        ("'a' in 'ab'", "F035", 7),
        ("2 in criteria", "F035", 5),
        ("k in ['a']", "F035", 0),
        ("k == 'a'", "F035", 0),
        ("'a' == k", "F035", 7),
        ("1 in k", "F035", 0),
        ("not s", "F035", 4),
        ("-c == 1", "F035", 1),
        ("-true == 1", "F035", 1),
        ("s + c == 1", "F035", 4),
        ("criteria + 1 == 1", "F035", 0),
        ("any(criteria <= m)", "F035", 16),
        ("d == 1", "F035", 5),
        ("d < g", "F035", 4),
        ("d == c", "F035", 5),
        ("s == 6", "F036", 5),
        ("s == 2.5", "F036", 5),
        ("s <= 6", "F036", 5),
        ("s > 0", "F036", 4),
        ("6 == s", "F036", 0),
        ("s in [1, 0]", "F036", 9),
        ("c == 'z'", "F036", 5),
        ("y and 'z' in k", "F036", 6),
        ("any(m == 7)", "F036", 9),
        ("y" + " and y" * 100, "F037", 0),
        ("not " * 13 + "y", "F037", 52),
        ("criteria <= 2", "F038", 0),
        ("not criteria <= 2", "F038", 4),
        ("y and m in [1]", "F038", 6),
        ("min(criteria <= 2) == 1", "F038", 4),
        ("(criteria <= 2) == true", "F038", 1),
        ("any(not criteria <= 2)", "F038", 8),
        ("d < '2026-02-30'", "F039", 4),
        ("'1/7/2026' <= d", "F039", 0),
        ("d in ['2026-07-01', 'mai']", "F039", 20),
        ("days(d, '20260701') > 1", "F039", 8),
        ("g < '8:30'", "F039", 4),
        ("g < '24:00'", "F039", 4),
    ],
)
def test_what_is_refused_when_it_is_compiled(source: str, code: str, at: int) -> None:
    assert told(source) == [(code, at)]


def test_all_slips_of_a_condition_come_at_once_with_their_places() -> None:
    assert told("c == 'ạ' or q1 == 1 or s == 9") == [("F036", 5), ("F031", 12), ("F036", 28)]
    assert told(" 1 < criteria < w or\nd < 'x' < e") == [("F035", 16), ("F039", 25)]
    assert told("later + q <= 2 and bad == 1") == [("F032", 0), ("F031", 8)]


@pytest.mark.parametrize(
    ("source", "remedy"),
    [("k in ['a']", "'mã' in k"), ("criteria + 2 == 1", "min(criteria)"),
     ("w == 'a'", "answered(w)"), ("d == 1", "'2026-07-01'"), ("g == 1", "'08:30'"),
     ("c == ['a']", "in [1, 2]"), ("s == 'a'", "cùng loại")],
)  # fmt: skip
def test_a_remedy_speaks_of_what_was_written(source: str, remedy: str) -> None:
    (slip, *_) = compile_condition(source, KNOWN)[1]
    assert remedy in str(slip.fields["mend"])


def test_the_functions_are_one_list_and_no_question_is_named_like_one() -> None:
    assert tuple(FUNCTIONS) == FUNCTION_NAMES
    assert set(FUNCTION_NAMES) < RESERVED
    for name, function in FUNCTIONS.items():
        example = {"tong_the": "s", "gop_y": "w", "ngay_hen": "d"}
        sample = function.sample
        for stands, stand_in in example.items():
            sample = sample.replace(stands, stand_in)
        assert sample.startswith(f"{name}(")
        assert codes(sample) == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("min(s, criteria) <= 2 and not case.filed_online", {"s", "criteria", "case.filed_online"}),
        ("'a' in k or true", {"k"}),
        ("answered(q) and -m.n < 2", {"q", "m.n"}),
        ("s == 's' or a.b.c", {"s", "a.b"}),
        ("1 == 1", set()),
        ("s <=", set()),
        ("s # t", set()),
        ("y" + " and y" * 100, set()),
    ],
)
def test_the_names_in_a_source(source: str, names: set[str]) -> None:
    assert names_in(source) == names


NAMES = [*(name for name in KNOWN if name != "bad"), "criteria", *FACTS]
GIVEN = {
    Type.NUMBER: st.sampled_from([1, 2, 5, 2.5, -1, 10**15]),
    Type.NUMBERS: st.lists(st.integers(1, 5), max_size=4),
    Type.TRUTH: st.booleans(),
    Type.WORD: st.sampled_from(["a", "b", ""]),
    Type.SET: st.lists(st.sampled_from(["a", "b", "x"]), unique=True).map(tuple),
    Type.DATE: st.dates().map(str),
    Type.TIME: st.times().map(lambda time: f"{time:%H:%M}"),
    Type.FREE_TEXT: st.integers(0, 2000),
}
TYPES = {name: what.type for name, what in {**KNOWN, **FACTS}.items()} | {"criteria": Type.NUMBERS}
ASSIGNED = st.fixed_dictionaries(
    {}, optional={name: st.none() | GIVEN[TYPES[name]] for name in NAMES}
)
OPERATORS = ["and", "or", "+", "-", "*", "/", "==", "!=", "<", "<=", ">", "in", "not in"]
PART = st.recursive(
    st.sampled_from([*NAMES, "1", "2.5", "-3", "'a'", "true", "'2026-07-01'", "'08:30'", "[1, 2]"]),
    lambda part: st.one_of(
        st.tuples(part, st.sampled_from(OPERATORS), part).map(" ".join),
        part.map(lambda made: f"({made})"),
        part.map(lambda made: f"not {made}"),
        st.tuples(st.sampled_from(FUNCTION_NAMES), st.lists(part, min_size=1, max_size=2)).map(
            lambda made: f"{made[0]}({', '.join(made[1])})"
        ),
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=300)
@given(PART, st.data())
def test_what_compiles_runs_whatever_is_missing(source: str, data: st.DataObject) -> None:
    decide, slips = compile_condition(source, KNOWN)
    run, type_, faults = compile_value(source, KNOWN)
    names = data.draw(ASSIGNED)
    assert decide(names) in (True, False) if not slips else all(s.at < len(source) for s in slips)
    if not faults:
        kinds = {Type.NUMBER: ("int", "float"), Type.TRUTH: ("bool",), Type.WORD: ("str",)}
        assert type(run(names)).__name__ in ("NoneType", *kinds[type_])


@settings(max_examples=300)
@given(
    st.text(max_size=60)
    | st.text(alphabet="sycwkd12 ()[].,'<>=!andortmiu\n\\{}:*-+/#", max_size=60)
)
def test_whatever_is_written_it_compiles_or_slips(source: str) -> None:
    decide, slips = compile_condition(source, KNOWN)
    compile_value(source, KNOWN)
    assert names_in(source) <= {*KNOWN, *FACTS, "criteria"} or slips
    if not slips:
        assert decide({}) in (True, False)
        assert decide({"s": 1, "y": True, "c": "a", "k": ("a",), "criteria": [2]}) in (True, False)
