"""Numbers, dates and times: one spelling for each, and the least and greatest that it may be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from flows.language.kinds.entry import Parsed, Problem
from flows.language.source import Source
from flows.model import Question

Speller: TypeAlias = Callable[[Question, str], Parsed]
"""A raw answer in the one spelling that is stored."""
Order: TypeAlias = Callable[[str], Any]
"""What a stored value is compared by."""


def with_bounds(
    question: Question, source: Source, spelled: Speller, order: Order = str
) -> tuple[Question, ...]:
    """The question with its bounds; one that is no value of its kind is reported."""
    found: dict[str, str] = {}
    for key in ("low", "high"):
        part = source.found.get(key)
        if part is None:
            continue
        read = spelled(question, part.number_or_text())
        if isinstance(read, Problem):
            part.fault("F049", value=part.value, kind=question.kind.value)
        else:
            found[key] = read
    bounded = replace(question, low=found.get("low"), high=found.get("high"))
    if len(found) == 2 and isinstance(within(spelled, order)(bounded, found["low"]), Problem):
        part = source.found["low"]
        part.fault("F083", key="low", value=found["low"], limit=f"high: {found['high']}")
    return (bounded,)


def within(spelled: Speller, order: Order = str) -> Speller:
    """`spelled`, and inside the bounds by `order`."""

    def parse(question: Question, raw: str) -> Parsed:
        value = spelled(question, raw)
        return value if isinstance(value, Problem) else _outside(question, value, order) or value

    return parse


def _outside(question: Question, value: str, order: Order) -> Problem | None:
    low, high = question.low, question.high
    too_low = low is not None and order(value) < order(low)
    too_high = high is not None and order(value) > order(high)
    if not too_low and not too_high:
        return None
    if low is not None and high is not None:
        return Problem("between", {"low": low, "high": high})
    return Problem("at_least", {"low": low}) if too_low else Problem("at_most", {"high": high})


def bounds_or(*usual: str) -> Callable[[Question], tuple[str, ...]]:
    """The bounds, as values that stand for all; without any, the usual ones."""

    def samples(question: Question) -> tuple[str, ...]:
        ends = (bound for bound in (question.low, question.high) if bound is not None)
        return tuple(dict.fromkeys(ends)) or usual

    return samples
