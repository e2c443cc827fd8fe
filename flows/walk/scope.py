"""The names that a condition sees, made from stored values. It decides nothing."""

from collections.abc import Mapping
from typing import Any

from flows.language.conditions.names import CRITERIA
from flows.language.kinds import value_of
from flows.model import Flow, Question, Shape, Value
from flows.walk.plan import Stop


class Scope:
    """All names by now: answers, `criteria`, the values of each matrix, and the dotted facts."""

    __slots__ = ("lengths", "names")

    def __init__(
        self, flow: Flow, facts: Mapping[str, object], lengths: Mapping[str, int] | None = None
    ) -> None:
        self.names: dict[str, Any] = {**facts, CRITERIA: []}
        for matrix in flow.matrices:
            self.names[matrix] = []
        self.lengths = lengths or {}

    def add(self, stop: Stop, stored: str) -> None:
        """Put one answer among the names."""
        seen = stop.seen
        value = seen[stored] if stored in seen else self._value(stop.question, stored)
        self.names[stop.id] = value
        if value is not None:
            for name in stop.lists:
                self.names[name].append(value)

    def _value(self, question: Question, stored: str) -> Value:
        """A stored value as conditions see it; of free words, how many signs they have."""
        if stored == "" and question.shape is Shape.WORDS:
            return self.lengths.get(question.id, 1)
        return value_of(question, stored)

    def compute(self, question: Question) -> Value:
        """Put a hidden or computed value among the names; None where it follows from nothing."""
        if question.value is None:
            return None
        found = question.value.run(self.names)
        value = found if isinstance(found, str | int | float | bool) else None
        self.names[question.id] = value
        return value
