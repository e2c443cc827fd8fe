"""Walks a survey with the answers so far: what is asked, and where it ends. Pure."""

from collections.abc import Iterator, Mapping
from itertools import chain

from flows.model import Ending, Flow, Question, Value
from flows.walk.offer import fits, offered
from flows.walk.path import Path, Stands
from flows.walk.plan import Stop, Stretch, stretches
from flows.walk.scope import Scope


def path(flow: Flow, at: Stands) -> Path:
    """The path with these answers. One that ends the talk leaves nothing open before it."""
    return Walk(flow, at).rest()


class Walk:
    """One walk through a survey. It goes as far as it is told to, and never back.

    Everything before a question is the same whatever is answered to it: `to` stops there, and
    `rest` goes on with the answer that was given meanwhile.
    """

    __slots__ = ("_ahead", "_answers", "_at", "_computed", "_ending", "_number", "_runs", "_scope",
                 "_seed", "_target", "_total", "flow", "open", "undecided")  # fmt: skip

    def __init__(self, flow: Flow, at: Stands) -> None:
        self.flow = flow
        self.open: Question | None = None  # the first that was passed without an answer
        self.undecided: list[Question] = []  # passed without one that may end the talk, or jump
        self._answers = at.answers
        self._seed = at.seed
        self._scope = Scope(flow, at.facts, at.lengths)
        self._ahead: Iterator[Stretch] = iter(stretches(flow, at.seed))
        self._at: tuple[Stretch, int, Question] | None = None  # it stands before this question
        self._target: str | None = None  # where an answer jumped to
        self._runs: list[tuple[Question, ...]] = []  # what was passed
        self._total = 0  # how many of them are asked
        self._number = 0  # the place of the open one
        self._ending: Ending | None = None
        self._computed: dict[str, Value] = {}
        for question in flow.hidden:
            self._computed[question.id] = self._scope.compute(question)

    def to(self, id_: str) -> Question | None:
        """The question, with the choices of this talk; None = it is not asked on from here."""
        self._go(id_)
        return self._at[2] if self._at else None

    @property
    def answer(self) -> str | None:
        """The answer so far to the question that it stands before; None = there is none."""
        if self._at is None:
            return None
        question = self._at[2]
        stored = self._answers.get(question.id)
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
        self._go("")
        ending, waiting = self._ending, self.open
        if ending is not None:
            waiting = None
        elif waiting is None:
            ending = Ending.COMPLETE
        return Path(
            waiting,
            self._number if waiting else None,
            self._total,
            ending,
            self._scope.names,
            self._computed,
            self._runs,
            self._answers,
        )

    def _go(self, wanted: str) -> None:
        """On until it stands before the question `wanted`, or to the end."""
        self._resume()
        names = self._scope.names
        while self._ending is None and (stretch := next(self._ahead, None)):
            if self._target is None and stretch.plain:
                if stretch.when is None or stretch.when.holds(names):
                    place = stretch.places.get(wanted)
                    self._along(stretch, 0, place)
                    if place is not None:
                        self._at = stretch, place, stretch.questions[place]
                        return
            elif stretch.singly:
                self._ahead = chain(stretch.singly, self._ahead)
            elif (question := self._found(stretch.stops[0].question)) is not None:
                if question.id == wanted:
                    self._at = stretch, 0, question
                    return
                self._meet(stretch.stops[0], question)

    def _resume(self) -> None:
        """Pass the question that it stood before."""
        if self._at is None:
            return
        stretch, place, question = self._at
        self._at = None
        if stretch.plain:
            self._along(stretch, place, None)
        else:
            self._meet(stretch.stops[0], question)

    def _along(self, stretch: Stretch, first: int, last: int | None) -> None:
        """Pass a stretch that is asked from one place on up to another, or to its end."""
        answers, scope, number = self._answers, self._scope, self._total + first
        for stop in stretch.stops[first:last]:
            number += 1
            stored = answers.get(stop.id)
            if stored is not None and (stored in stop.seen or fits(stop.question, stored)):
                scope.add(stop, stored)
            elif self.open is None:
                self.open, self._number = stop.question, number
        if last is None:
            self._runs.append(stretch.questions)
            self._total = number

    def _meet(self, stop: Stop, question: Question) -> None:
        """Pass a question that may turn the talk, or has choices of this talk's own."""
        self._runs.append((question,))
        self._total += 1
        stored = self._answers.get(stop.id)
        if stored is not None and (stored in stop.seen or fits(question, stored)):
            self._scope.add(stop, stored)
            self._ending = question.ends.get(stored)
            self._target = question.goes_to.get(stored)
            return
        if self.open is None:
            self.open, self._number = question, self._total
        if stop.turns:
            self.undecided.append(question)

    def _found(self, question: Question) -> Question | None:
        """A question that stands alone, as it is asked here; None = it is not, or not answered."""
        if self._target in (question.id, question.section):
            self._target = None  # also at what is not asked: a jump to a computed value ends there
        if question.value is not None:
            self._computed[question.id] = self._scope.compute(question)
            return None
        names = self._scope.names
        missed = question.when is not None and not question.when.holds(names)
        if self._target is not None or missed:
            return None
        found = offered(question, names, self._seed) if question.varies else question
        if found is not None and not found.asked:
            self._runs.append((found,))
            return None
        return found
