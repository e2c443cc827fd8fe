"""The names that a condition sees, made from stored values. It decides nothing."""

from collections.abc import Mapping

from flows.language.conditions.names import CRITERIA
from flows.language.kinds import value_of
from flows.model import Flow, Question, Shape, Value


class Scope:
    """All names by now: answers, `criteria`, the values of each matrix, and the dotted facts."""

    __slots__ = ("_criteria", "lengths", "names")

    def __init__(
        self, flow: Flow, facts: Mapping[str, object], lengths: Mapping[str, int] | None = None
    ) -> None:
        self._criteria: list[float] = []
        self.names: dict[str, object] = {**facts, CRITERIA: self._criteria}
        for matrix in flow.matrices:
            self.names[matrix] = []
        self.lengths = lengths or {}

    def add(self, question: Question, value: Value) -> None:
        """Put the value of one answer among the names."""
        self.names[question.id] = value
        counts = question.criterion is not None or question.matrix is not None
        if not counts or value is None or isinstance(value, str | bool | tuple):
            return
        if question.criterion is not None:
            self._criteria.append(value)
        if question.matrix is not None:
            statements = self.names[question.matrix]
            assert isinstance(statements, list)
            statements.append(value)

    def value(self, question: Question, stored: str) -> Value:
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
