"""Which questions are asked, and in which order, given the answers so far.

The order is the file's, or chance's where a section says so; `when` is judged on the answers
before it; an answer may jump ahead. One that fell off the path (a changed mind) counts no longer,
neither for a later `when` nor for the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.model import Ending, Flow, Question, Text, Value
from flows.walk.offer import fits, offered
from flows.walk.plan import Stop, stops
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

    def place(self, id_: str | None) -> int | None:
        """A question's number, 1-based; None = it is not asked."""
        for n, question in enumerate(self.asked, 1):
            if question.id == id_:
                return n
        return None

    def find(self, id_: str | None) -> Question | None:
        """The question, if it is asked."""
        for question in self.asked:
            if question.id == id_:
                return question
        return None


class Walk:
    """One walk through a survey. It goes as far as it is told to, and never back.

    Everything before a question is the same whatever is answered to it: `to` stops there, and
    `rest` goes on with the answer that was given meanwhile.
    """

    __slots__ = ("_ahead", "_answers", "_at", "_holds", "_judged", "_scope", "_seed", "_target",
                 "asked", "computed", "ending", "flow", "given", "open", "shown")  # fmt: skip

    def __init__(self, flow: Flow, at: Standing) -> None:
        self.flow = flow
        self._answers = at.answers
        self._seed = at.seed
        self._scope = Scope(flow, at.facts, at.lengths)
        self._ahead = iter(stops(flow, at.seed))
        self._at: tuple[Stop, Question] | None = None  # it stands before this one
        self._target: str | None = None  # where an answer jumped to
        self._judged, self._holds = "", True  # the last condition, while what it sees is the same
        self.shown: list[Question] = []
        self.asked: list[Question] = []
        self.given: dict[str, str] = {}
        self.open: Question | None = None  # the first without an answer
        self.ending: Ending | None = None
        self.computed: dict[str, Value] = {}
        for question in flow.hidden:
            self.computed[question.id] = self._scope.compute(question)

    def to(self, id_: str) -> Question | None:
        """The question, with the choices of this talk; None = it is not asked on from here."""
        self._go(id_)
        return self._at[1] if self._at else None

    @property
    def answer(self) -> str | None:
        """The answer so far to the question that it stands before; None = there is none."""
        if self._at is None:
            return None
        stop, question = self._at
        stored = self._answers.get(stop.id)
        return stored if stored is not None and fits(question, stored) else None

    def rest(
        self,
        answers: Mapping[str, str] | None = None,
        lengths: Mapping[str, int] | None = None,
    ) -> Path:
        """The whole path. `answers` and `lengths` may differ from here on from those before."""
        if answers is not None:
            self._answers = answers
        if lengths is not None:
            self._scope.lengths = lengths
        self._go(None)
        ended = self.ending is not None
        return Path(
            shown=tuple(self.shown),
            asked=tuple(self.asked),
            given=self.given,
            open=None if ended else self.open,
            names=self._scope.names,
            computed=self.computed,
            ending=self.ending if ended or self.open else Ending.COMPLETE,
        )

    def _go(self, wanted: str | None) -> None:
        """On until it stands before the question `wanted`, or to the end."""
        if self._at is not None:
            self._meet(*self._at)
            self._at = None
        shown, asked, answers = self.shown, self.asked, self._answers
        for stop in self._ahead if self.ending is None else ():
            question = stop.question
            if self._target is not None or not stop.sure:
                found = self._found(question)
                if found is None:
                    continue
                question = found
            if stop.id == wanted:
                self._at = stop, question
                return
            if stop.id in answers:
                self._meet(stop, question)
                if self.ending is not None:
                    return
                continue
            shown.append(question)
            asked.append(question)
            if self.open is None:
                self.open = question

    def _found(self, question: Question) -> Question | None:
        """The question, if it is asked here, with the choices of this talk."""
        if self._target in (question.id, question.section):
            self._target = None  # also at what is not asked: a jump to a computed value ends there
        if question.value is not None:
            self.computed[question.id] = self._scope.compute(question)
            self._judged = ""
            return None
        if self._target is not None or not self._may(question):
            return None
        found = offered(question, self._scope.names, self._seed) if question.varies else question
        if found is not None and not found.asked:
            self.shown.append(found)
            return None
        return found

    def _may(self, question: Question) -> bool:
        """Whether its condition holds. Several in a row often have the same: it is judged once."""
        when = question.when
        if when is None:
            return True
        if when.source != self._judged:
            self._judged, self._holds = when.source, when.holds(self._scope.names)
        return self._holds

    def _meet(self, stop: Stop, question: Question) -> None:
        """Pass a question with an answer, if it has one that fits."""
        self.shown.append(question)
        self.asked.append(question)
        stored = self._answers.get(stop.id)
        if stored is None or not (stored in stop.seen or fits(question, stored)):
            self.open = self.open or question
            return
        self.given[stop.id] = stored
        seen = stop.seen
        value = seen[stored] if stored in seen else self._scope.value(question, stored)
        self._scope.add(question, value)
        self._judged = ""
        self.ending = question.ends.get(stored)
        self._target = question.goes_to.get(stored)


def path(flow: Flow, at: Standing) -> Path:
    """Walk the survey with these answers. One that ends the talk leaves nothing open before it."""
    return Walk(flow, at).rest()


def thanks(flow: Flow, at: Path, ending: Ending) -> Text:
    """The words for this ending: the first whose condition holds, else the usual ones."""
    for other in flow.thanks_also:
        if other.of is ending and (other.when is None or other.when.holds(at.names)):
            return other.text
    return flow.thanks[ending]
