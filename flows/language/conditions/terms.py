"""What a condition is compiled into: plain closures over the names, one a construct.

They hold the rule of missing answers at work: None in, false (of a comparison) or None (of a
number) out. They judge no type; whoever puts them together has done so.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any, TypeAlias

from flows.language.conditions.names import Type

Names: TypeAlias = Mapping[str, object]
Run: TypeAlias = Callable[[Names], Any]
"""Gives a value of its term's type, or None where it is missing."""
Test: TypeAlias = Callable[[Any, Any], bool]
Operation: TypeAlias = Callable[[Any, Any], Any]

Literal: TypeAlias = int | float | str | bool

_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Slip:
    """A fault in a condition: its code, how many signs in, and the fields of its texts."""

    code: str
    at: int
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Term:
    """A compiled part: its type, how it runs, where and how it is written."""

    type: Type
    run: Run
    at: int
    shown: str
    values: tuple[int | str, ...] = ()  # all that it can be, where they are few
    literal: Literal | None = None
    items: tuple["Term", ...] = ()  # of a list of literals
    named: bool = False  # it is an answer or a fact, not made from one


def missing(_: Names) -> None:
    """What stands for a part that has a fault."""
    return None


def named(name: str) -> Run:
    """The value of a name; one that is not there is missing."""
    return lambda names: names.get(name)


def fixed(value: object) -> Run:
    """A literal, or a list of them."""
    return lambda _: value


def both(runs: Sequence[Run], either: bool) -> Run:
    """`or` when `either`, else `and`; it stops as soon as the outcome is sure."""

    def run(names: Names) -> bool:
        for part in runs:
            if bool(part(names)) is either:
                return either
        return not either

    return run


def negated(run: Run) -> Run:
    """`not`: of a missing answer it is true."""
    return lambda names: not run(names)


def _within(one: Any, among: Any) -> bool:
    return one in among


def _without(one: Any, among: Any) -> bool:
    return one not in among


def compared(runs: Sequence[Run], tests: Sequence[Test]) -> Run:
    """One comparison or a chain of them, each part run once; false where one is missing."""
    if len(tests) == 1:
        (left, right), (test,) = runs, tests

        def single(names: Names) -> bool:
            one, other = left(names), right(names)
            return one is not None and other is not None and test(one, other)

        return single
    first, rest = runs[0], list(zip(tests, runs[1:], strict=True))

    def chain(names: Names) -> bool:
        one = first(names)
        if one is None:
            return False
        for test, part in rest:
            other = part(names)
            if other is None or not test(one, other):
                return False
            one = other
        return True

    return chain


def spread(runs: Sequence[Run], tests: Sequence[Test], many: int) -> Run:
    """A comparison in which part number `many` is a list: an outcome for each of its numbers.

    The other parts run once, not once a number.
    """

    def run(names: Names) -> list[bool]:
        row = [part(names) for part in runs]
        judged = [True] * len(row[many] or ())
        if any(value is None for value in row):
            return [False] * len(judged)
        for n, test in enumerate(tests):
            left, right = row[n], row[n + 1]
            if n == many:
                found = [test(value, right) for value in left]
            elif n + 1 == many:
                found = [test(left, value) for value in right]
            else:
                found = [test(left, right)] * len(judged)
            judged = [one and other for one, other in zip(judged, found, strict=True)]
        return judged

    return run


def calculated(first: Run, rest: Sequence[tuple[Operation, Run]]) -> Run:
    """From left to right; missing where a part is, and where there is no such number."""

    def run(names: Names) -> object:
        value = first(names)
        for operation, part in rest:
            other = part(names)
            if value is None or other is None:
                return None
            try:
                value = operation(value, other)
            except (ZeroDivisionError, OverflowError):
                return None
        return finite(value)

    return run


def finite(value: Any) -> Any:
    """A number that others can still be counted with; else it is missing."""
    try:
        return value if value is not None and isfinite(value) else None
    except OverflowError:
        return None


def day(written: object) -> date | None:
    """The day that 'YYYY-MM-DD' names; None = there is no such day."""
    if not isinstance(written, str) or not _DATE.fullmatch(written):
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def is_moment(written: str, type_: Type) -> bool:
    """Whether a quoted word is a real day (DATE), or a time of day (TIME)."""
    if type_ is Type.DATE:
        return day(written) is not None
    return _TIME.fullmatch(written) is not None


TESTS: Mapping[str, Test] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
    "In": _within,
    "NotIn": _without,
}
"""By the name of the grammar's node. Days and times are compared as they are written."""

MINUS: Operation = operator.sub
OPERATIONS: Mapping[str, Operation] = {
    "Add": operator.add,
    "Sub": MINUS,
    "Mult": operator.mul,
    "Div": operator.truediv,
}
