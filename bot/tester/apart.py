"""What the conditions of a survey can tell apart: answers alike to all of them are tried once.

It looks at the conditions that decide the way; alerts and thanks lead nowhere.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bot.conversation import Fact
from bot.tester.kinds import samples
from bot.tester.near import Said, near
from flows.language.conditions.expression import Run, compile_value
from flows.language.conditions.mentions import WHOLE, mentions
from flows.language.conditions.names import CRITERIA, FACTS, Name, Type
from flows.language.kinds import name_of, value_of
from flows.model import DONT_KNOW, SKIPPED, Flow, Question, Shape
from flows.walk.chance import arranged

Uses: TypeAlias = dict[str, set[str]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Watch:
    """What of one name matters from some question on. None = its whole value."""

    name: str
    of_list: tuple[Run, ...] | None
    of_value: tuple[Run, ...] | None

    def seen(self, names: Mapping[str, object]) -> object:
        """All that conditions can see of it by now."""
        value = names.get(self.name)
        if isinstance(value, list):
            if self.of_list is None:
                return tuple(sorted(value))
            return tuple(run(names) for run in self.of_list)
        if self.of_value is None:
            return value
        return tuple(run(names) for run in self.of_value)


class Apart:
    """What matters before each question, in the order of one talk."""

    def __init__(self, flow: Flow, seed: int = 0) -> None:
        self.said = Said()
        self.later: dict[str, tuple[Watch, ...]] = {}
        self._known = {q.id: name_of(q) for q in flow.questions}
        self._known |= dict.fromkeys(flow.matrices, Name(Type.NUMBERS))
        self._runs: dict[str, Run | None] = {}
        self._tried: dict[object, tuple[str, ...]] = {}
        of_lists: Uses = {}
        of_values: Uses = {}
        for question in reversed(arranged(flow, seed)):
            for source in _sources(question, of_values):
                found = mentions(source)
                self.said.learn(found)
                for name, uses in found.of_values.items():
                    of_values.setdefault(name, set()).update(uses)
                    of_lists.setdefault(name, set()).update(found.of_lists[name])
            self.later[question.id] = tuple(
                Watch(name, self._compiled(of_lists[name]), self._compiled(of_values[name]))
                for name in sorted(of_values)
            )
        self._of_values = of_values
        self.watched = {watch.name: watch for watch in next(reversed(self.later.values()), ())}

    def state(self, question: Question, names: Mapping[str, object]) -> object:
        """All that what follows can depend on, where `question` stands open."""
        return question.id, tuple(watch.seen(names) for watch in self.later[question.id])

    def tried(self, question: Question, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        """The values to try on a question as it is offered: the usual ones, and those near what
        a condition on it speaks of that this tells from them.
        """
        key = question.id, tuple(choice.value for choice in question.choices), *facts.items()
        if key not in self._tried:
            self._tried[key] = self._values(question, facts)
        return self._tried[key]

    def _values(self, question: Question, facts: Mapping[str, Fact]) -> tuple[str, ...]:
        listed = CRITERIA if question.criterion else None
        if not {question.id, question.matrix, listed} & self.watched.keys():
            return samples(question, ())
        usual = samples(question, self.said.points)
        if question.id not in self.watched:
            return usual
        held = {value: _held(question, value) for value in (*usual, *near(question, self.said))}
        telling = self.telling(question.id, held, facts)
        return tuple(dict.fromkeys((*usual, *telling)))

    def telling(
        self, name: str, held: Mapping[T, object], names: Mapping[str, object]
    ) -> tuple[T, ...]:
        """Of the values that a name may hold, one of those that conditions cannot tell apart."""
        watch = self.watched[name]
        first: dict[object, T] = {}
        for value, seen in held.items():
            first.setdefault(watch.seen({**names, name: seen}), value)
        return tuple(first.values())

    def is_vague(self, name: str) -> bool:
        """Whether the values tried of a fact, or of an answer without end such as a number, may
        not show all that matters: it is compared with another, or counted with.
        """
        uses = self._of_values.get(name, set())
        found = [mentions(formula) for formula in uses]
        if name in FACTS and any(len(f.of_values) > 1 or "length" in f.calls for f in found):
            return True
        return WHOLE in uses or any(each.computes for each in found)

    def _compiled(self, formulas: set[str]) -> tuple[Run, ...] | None:
        runs = [self._run(formula) for formula in sorted(formulas) if formula != WHOLE]
        known = [run for run in runs if run is not None]
        return None if WHOLE in formulas or len(known) < len(runs) else tuple(known)

    def _run(self, formula: str) -> Run | None:
        if formula not in self._runs:
            run, _, slips = compile_value(formula, self._known)
            self._runs[formula] = None if slips else run
        return self._runs[formula]


def _held(question: Question, value: str) -> object:
    """What conditions see of a tried value; of free words how long they are."""
    if question.shape is Shape.WORDS and value not in (SKIPPED, DONT_KNOW):
        return len(value)
    return value_of(question, value)


def _sources(question: Question, later: Collection[str]) -> Iterator[str]:
    """The conditions on a question; a value that nothing `later` names leads nowhere."""
    if question.when is not None:
        yield question.when.source
    if question.value is not None and question.id in later:
        yield question.value.source
    for choice in question.choices:
        if choice.when is not None:
            yield choice.when.source
