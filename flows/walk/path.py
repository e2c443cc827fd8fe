"""Which questions are asked, and in which order, given the answers so far.

The order is the file's, or chance's where a section says so; `when` is judged on the answers
before it; an answer may jump ahead. One that fell off the path (a changed mind) counts no longer,
neither for a later `when` nor for the end.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flows.model import (
    DONT_KNOW,
    SEPARATOR,
    SKIPPED,
    Choice,
    Ending,
    Flow,
    Question,
    Shape,
    Text,
    Value,
)
from flows.walk.chance import arranged, shuffled
from flows.walk.scope import Scope


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a path depends on: the answers, the facts, chance, and how long free words are."""

    answers: Mapping[str, str]
    facts: Mapping[str, object]
    seed: int = 0
    lengths: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Path:
    """The path as known now. Questions carry the choices that are offered in this talk."""

    shown: tuple[Question, ...]  # with notes
    asked: tuple[Question, ...]  # the total of "câu 4/16"; it can grow or shrink
    given: Mapping[str, str]  # the answers that count, by question
    open: Question | None  # the first without one
    names: Mapping[str, object]  # what conditions see of it
    computed: Mapping[str, Value]  # hidden and computed values, by id
    ending: Ending | None  # how the talk ended by these answers; None = it goes on

    def place(self, id_: str) -> int | None:
        """A question's number, 1-based; None = it is not asked."""
        return next((n for n, question in enumerate(self.asked, 1) if question.id == id_), None)

    def find(self, id_: str | None) -> Question | None:
        """The question, if it is asked."""
        return next((question for question in self.asked if question.id == id_), None)


def path(flow: Flow, at: Standing) -> Path:
    """Walk the survey with these answers. One that ends the talk leaves nothing open before it."""
    scope = Scope(flow, at.facts, at.lengths)
    computed: dict[str, Value] = {}
    shown: list[Question] = []
    asked: list[Question] = []
    given: dict[str, str] = {}
    for question in flow.hidden:
        computed[question.id] = scope.compute(question)
    waiting: Question | None = None
    early: Ending | None = None
    for question, stored in _walk(flow, at, scope, computed):
        shown.append(question)
        if not question.asked:
            continue
        asked.append(question)
        if stored is None:
            waiting = waiting or question
            continue
        given[question.id] = stored
        early = question.ends.get(stored)
    if early is not None:
        waiting = None
    ending = early or (None if waiting else Ending.COMPLETE)
    return Path(tuple(shown), tuple(asked), given, waiting, scope.names, computed, ending)


def thanks(flow: Flow, at: Path, ending: Ending) -> Text:
    """The words for this ending: the first whose condition holds, else the usual ones."""
    for other in flow.thanks_also:
        if other.of is ending and (other.when is None or other.when.holds(at.names)):
            return other.text
    return flow.thanks[ending]


def _walk(
    flow: Flow, at: Standing, scope: Scope, computed: dict[str, Value]
) -> Iterator[tuple[Question, str | None]]:
    """Questions and notes on the path, each with its answer; one that ends the talk is the last."""
    target: str | None = None
    answers, names = at.answers, scope.names
    for found in arranged(flow, at.seed):
        if target in (found.id, found.section):
            target = None  # also at what is not asked: a jump to a computed value ends there
        if found.value is not None:
            computed[found.id] = scope.compute(found)
            continue
        if target is not None or (found.when is not None and not found.when.holds(names)):
            continue
        question = _offered(found, scope, at.seed) if found.varies else found
        if question is None:
            continue
        stored = answers.get(found.id)
        if stored is None or not _fits(question, stored):
            yield question, None  # a name that is not there reads as missing
            continue
        scope.add(question, stored)
        yield question, stored
        if stored in question.ends:
            return
        if question.goes_to:
            target = question.goes_to.get(stored)


def _offered(question: Question, scope: Scope, seed: int) -> Question | None:
    """The question with the choices of this talk; None = nothing is left to choose from."""
    choices = tuple(choice for choice in shuffled(question, seed) if _holds(choice, scope))
    if all(choice.last for choice in choices):
        return None
    return question if choices == question.choices else replace(question, choices=choices)


def _holds(choice: Choice, scope: Scope) -> bool:
    return choice.when is None or choice.when.holds(scope.names)


def _fits(question: Question, stored: str) -> bool:
    """Whether an answer still fits: a choice that is offered no more, or not ranked, is none."""
    if not question.choices or stored in (DONT_KNOW, SKIPPED):
        return True
    if question.kind.shape is Shape.ONE:
        return any(choice.value == stored for choice in question.choices)
    offered = {choice.value for choice in question.choices}
    if question.kind.shape is Shape.RANKED:
        return offered == set(stored.split(SEPARATOR))
    return offered.issuperset(stored.split(SEPARATOR))
