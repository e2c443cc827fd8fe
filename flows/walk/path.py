"""Which questions are asked, and in which order, given the answers so far. It changes nothing.

The order is the file's, or chance's where a section says so; `when` is judged on the answers
before it; an answer may jump ahead. One that fell off the path (a changed mind) counts no longer,
neither for a later `when` nor for the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, Protocol

from flows.model import Ending, Flow, Question, Text, Value
from flows.walk.offer import fits


class Stands(Protocol):
    """All that a path depends on: the answers, the facts, chance, and how long free words are."""

    @property
    def answers(self) -> Mapping[str, str]:
        """Stored values, by question."""

    @property
    def facts(self) -> Mapping[str, object]:
        """The case's and the plan's."""

    @property
    def seed(self) -> int:
        """Decides what the survey leaves to chance."""

    @property
    def lengths(self) -> Mapping[str, int] | None:
        """Signs of free words, by question."""


class Standing(NamedTuple):
    """The same, for those who have no conversation."""

    answers: Mapping[str, str]
    facts: Mapping[str, object]
    seed: int = 0
    lengths: Mapping[str, int] | None = None


@dataclass(slots=True, eq=False)
class Path:
    """The path as known now. Questions carry the choices that are offered in this talk.

    What every step needs is there; the lists are made when somebody first asks for them.
    """

    open: Question | None  # the first without an answer
    number: int | None  # its place among those asked, 1-based
    total: int  # of "câu 4/16"; it can grow or shrink
    ending: Ending | None  # how the talk ended by these answers; None = it goes on
    names: Mapping[str, object]  # what conditions see of it
    computed: Mapping[str, Value]  # hidden and computed values, by id
    runs: Sequence[tuple[Question, ...]]  # questions and notes, a stretch of the way each
    answers: Mapping[str, str]  # all that were given, on the path or off it
    _shown: tuple[Question, ...] | None = None
    _asked: tuple[Question, ...] | None = None
    _given: Mapping[str, str] | None = None

    @property
    def shown(self) -> tuple[Question, ...]:
        """The questions in order, with the notes between them."""
        if self._shown is None:
            self._shown = tuple(chain.from_iterable(self.runs))
        return self._shown

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions in order."""
        if self._asked is None:
            self._asked = tuple(question for question in self.shown if question.asked)
        return self._asked

    @property
    def given(self) -> Mapping[str, str]:
        """The answers that count, by question."""
        if self._given is None:
            answers = self.answers
            self._given = {
                question.id: answers[question.id]
                for question in self.asked
                if question.id in answers and fits(question, answers[question.id])
            }
        return self._given

    def notes(self, id_: str) -> Sequence[Question]:
        """The notes right before a question."""
        found: list[Question] = []
        for run in self.runs:
            first = run[0]
            if not first.asked:
                found.append(first)
            elif first.id == id_:
                return found
            else:
                found.clear()
        return ()

    def place(self, id_: str | None) -> int | None:
        """A question's number, 1-based; None = it is not asked."""
        if self.open is not None and self.open.id == id_:
            return self.number
        for n, question in enumerate(self.asked, 1):
            if question.id == id_:
                return n
        return None

    def find(self, id_: str | None) -> Question | None:
        """The question, if it is asked."""
        if self.open is not None and self.open.id == id_:
            return self.open
        for question in self.asked:
            if question.id == id_:
                return question
        return None


def thanks(flow: Flow, at: Path, ending: Ending) -> Text:
    """The words for this ending: the first whose condition holds, else the usual ones."""
    for other in flow.thanks_also:
        if other.of is ending and (other.when is None or other.when.holds(at.names)):
            return other.text
    return flow.thanks[ending]
