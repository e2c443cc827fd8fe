"""How much of a survey was met: questions, conditions, choices, endings, alerts. It plays nothing.

A condition is judged once the talk has come to it, not before: a `when:` about an answer that
is not given yet is false for no reason of its own.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.conversation import Conversation, Status
from bot.walk import path_of
from flows.language.thanks import ALWAYS
from flows.model import Ending, Flow, Shape
from flows.walk.chance import arranged

T = TypeVar("T")


@dataclass(slots=True)
class Seen:
    """What talks have met so far."""

    questions: set[str] = field(default_factory=set)
    conditions: set[tuple[str, bool]] = field(default_factory=set)
    choices: set[tuple[str, str]] = field(default_factory=set)  # (question, stored value)
    endings: set[Ending] = field(default_factory=set)
    alerts: set[str] = field(default_factory=set)

    def note(self, flow: Flow, conv: Conversation) -> None:
        """Take down how each condition came out that the talk has come to."""
        if conv.status is Status.WAITING:
            return
        path = path_of(flow, conv)
        on_path = {question.id for question in path.shown}
        final = path.asked[-1] if path.asked and path.open is None else None
        early = final if final and conv.answers.get(final.id) in final.ends else None
        last = path.open or early
        for question in arranged(flow, conv.seed):
            if question.when is not None:
                self.conditions.add((question.id, question.id in on_path))
            if last is not None and question.id == last.id:
                return

    def add(self, other: "Seen") -> None:
        """Join what another talk has met."""
        self.questions |= other.questions
        self.conditions |= other.conditions
        self.choices |= other.choices
        self.endings |= other.endings
        self.alerts |= other.alerts


@dataclass(frozen=True, slots=True)
class Covered:
    """One thing to cover: how many of it there are, how many were met, and which were not."""

    what: str  # questions, conditions, choices, endings, alerts
    met: int
    total: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """All of it; `percent` rounds down, so that 100 means everything."""

    parts: tuple[Covered, ...]

    @property
    def percent(self) -> int:
        """Of all that there is to meet."""
        total = sum(part.total for part in self.parts)
        return sum(part.met for part in self.parts) * 100 // total if total else 100


def coverage(flow: Flow, seen: Seen) -> Coverage:
    """What of `flow` was seen."""
    conditions = {
        (q.id, held): f"{q.id}: when {'true' if held else 'false'}"
        for q in flow.questions if q.when is not None for held in (True, False)
    }  # fmt: skip
    choices = {
        (q.id, c.value): f"{q.id}={c.value}"
        for q in flow.questions if q.kind.shape is not Shape.RANKED for c in q.choices
    }  # fmt: skip
    asked = {question.id: question.id for question in flow.questions if question.asked}
    return Coverage(
        (
            _part("questions", asked, seen.questions),
            _part("conditions", conditions, seen.conditions),
            _part("choices", choices, seen.choices),
            _part("endings", {ending: ending.value for ending in _endings(flow)}, seen.endings),
            _part("alerts", {q.id: q.id for q in flow.questions if q.alert}, seen.alerts),
        )
    )


def _endings(flow: Flow) -> tuple[Ending, ...]:
    """What a talk can come to: what every one can, and what an answer leads to."""
    stated = {ending for question in flow.questions for ending in question.ends.values()}
    return tuple(ending for ending in Ending if ending in stated or ending in ALWAYS)


def _part(what: str, wanted: Mapping[T, str], met: Collection[T]) -> Covered:
    missing = tuple(name for key, name in wanted.items() if key not in met)
    return Covered(what, len(wanted) - len(missing), len(wanted), missing)
