"""The least and the greatest that a number, date or time may be."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flows.language.kinds.entry import Parsed, Problem
from flows.language.source import Source
from flows.model import Question


def bounds(
    question: Question, source: Source, spelled: Callable[[Question, str], Parsed]
) -> Question:
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
    return replace(question, low=found.get("low"), high=found.get("high"))


def outside(question: Question, value: str, order: Callable[[str], Any] = str) -> Problem | None:
    """What is wrong where `value` lies outside the bounds."""
    low, high = question.low, question.high
    too_low = low is not None and order(value) < order(low)
    too_high = high is not None and order(value) > order(high)
    if not too_low and not too_high:
        return None
    if low is not None and high is not None:
        return Problem("between", {"low": low, "high": high})
    return Problem("at_least", {"low": low}) if too_low else Problem("at_most", {"high": high})
