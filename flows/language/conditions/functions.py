"""The functions that a condition may call: what each takes, what it gives, how it runs.

`min`, `max` and `mean` leave out what is missing, and of nothing they are missing themselves.
`count`, `any`, `all` and `answered` always know: of nothing they are 0 or false; a missing
true/false is false to them. None of them sees anything but the values it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flows.language.conditions.names import Type
from flows.language.conditions.terms import Names, Run, Term, day, finite

_MANY = (Type.NUMBERS, Type.TRUTHS)
_ANYTHING = (Type.NUMBER, Type.NUMBERS, Type.TRUTH, Type.WORD, Type.SET, Type.DATE, Type.TIME,
            Type.FREE_TEXT)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the types that it takes, how many parts, what it gives, and an example."""

    takes: tuple[Type, ...]
    gives: Type
    build: Callable[[Sequence[Term]], Run]
    sample: str
    least: int = 1
    most: int = 99
    of_a_name: bool = False  # it takes a question, not something made from one


def _mean(numbers: list[float]) -> Any:
    try:
        return finite(sum(numbers) / len(numbers))
    except OverflowError:
        return None


def _over(reduce: Callable[[list[float]], Any]) -> Callable[[Sequence[Term]], Run]:
    def build(terms: Sequence[Term]) -> Run:
        parts = [(term.run, term.type in _MANY) for term in terms]

        def run(names: Names) -> object:
            numbers: list[float] = []
            for part, many in parts:
                value = part(names)
                if value is None:
                    continue
                if many:
                    numbers.extend(value)
                else:
                    numbers.append(value)
            return reduce(numbers) if numbers else None

        return run

    return build


def _any(terms: Sequence[Term]) -> Run:
    parts = [(term.run, term.type in _MANY) for term in terms]

    def run(names: Names) -> bool:
        return any(any(part(names)) if many else bool(part(names)) for part, many in parts)

    return run


def _all(terms: Sequence[Term]) -> Run:
    parts = [(term.run, term.type in _MANY) for term in terms]

    def run(names: Names) -> bool:
        judged = False
        for part, many in parts:
            value = part(names)
            if not (all(value) if many else value):
                return False
            judged = judged or not many or bool(value)
        return judged

    return run


def _given(_: object) -> int:
    return 1


_HOW_MANY: Mapping[Type, Callable[[Any], int]] = {
    Type.NUMBERS: len,
    Type.SET: len,
    Type.TRUTHS: sum,
    Type.TRUTH: bool,
    Type.FREE_TEXT: bool,
}


def _count(terms: Sequence[Term]) -> Run:
    parts = [(term.run, _HOW_MANY.get(term.type, _given)) for term in terms]

    def run(names: Names) -> int:
        count = 0
        for part, size in parts:
            value = part(names)
            if value is not None:
                count += size(value)
        return count

    return run


def _length(terms: Sequence[Term]) -> Run:
    run = terms[0].run
    if terms[0].type is Type.FREE_TEXT:
        return run  # its value is how much was written: the words themselves are sealed

    def length(names: Names) -> int | None:
        value = run(names)
        return None if value is None else len(value)

    return length


def _answered(terms: Sequence[Term]) -> Run:
    run = terms[0].run
    if terms[0].type in (Type.NUMBERS, Type.FREE_TEXT):
        return lambda names: bool(run(names))
    return lambda names: run(names) is not None


def _days(terms: Sequence[Term]) -> Run:
    first, last = (term.run for term in terms)

    def run(names: Names) -> int | None:
        one, other = day(first(names)), day(last(names))
        return None if one is None or other is None else (other - one).days

    return run


_NUMBERS = (Type.NUMBER, Type.NUMBERS)
_TRUTHS = (Type.TRUTH, Type.TRUTHS)
FUNCTIONS: Mapping[str, Function] = {
    "min": Function(_NUMBERS, Type.NUMBER, _over(min), "min(tong_the, criteria) <= 2"),
    "max": Function(_NUMBERS, Type.NUMBER, _over(max), "max(tong_the, criteria) <= 2"),
    "mean": Function(_NUMBERS, Type.NUMBER, _over(_mean), "mean(criteria) < 2.5"),
    "count": Function((*_ANYTHING, Type.TRUTHS), Type.NUMBER, _count, "count(criteria <= 2) >= 3"),
    "any": Function(_TRUTHS, Type.TRUTH, _any, "any(criteria <= 2)"),
    "all": Function(_TRUTHS, Type.TRUTH, _all, "all(criteria >= 4)"),
    "length": Function(
        (Type.FREE_TEXT, Type.WORD), Type.NUMBER, _length, "length(gop_y) >= 200", most=1
    ),
    "answered": Function(
        _ANYTHING, Type.TRUTH, _answered, "answered(gop_y)", most=1, of_a_name=True
    ),
    "days": Function(
        (Type.DATE,), Type.NUMBER, _days, "days(ngay_hen, case.returned_on) > 0", least=2, most=2
    ),
}
"""By name, in the order of `FUNCTION_NAMES`."""
