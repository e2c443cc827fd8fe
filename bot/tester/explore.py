"""Explores the paths of a survey over a few values an answer, breadth first. Bounded and pure.

Answers that no later condition can tell apart are one: two ways that stand before the same
question, with the same values of all that the conditions from here on name, are explored once.
"""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from random import Random

from bot.conversation import Fact
from bot.tester.facts import SAMPLE
from bot.tester.kinds import samples
from flows.language.names import CRITERIA
from flows.language.path import ending, next_question
from flows.language.scope import value_of
from flows.model import Ending, Flow, Question

MAX_STATES = 20_000
SCATTERED = 300  # ways at random, where there are more states than that
_SEED = 7

_WORD = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_]+)?")
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_NUMBER = re.compile(r"(?<![\w.])\d+")
_KNOWN = frozenset(("and", "or", "not", "in", "true", "false", "min", "max", "count"))

Answers = Mapping[str, str]
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Way:
    """Answers in the order in which they were given, and the facts under which they were."""

    facts: Facts
    answers: Answers


@dataclass(slots=True)
class Explored:
    """What can be reached, with one way to each. `whole` = nothing was left out."""

    states: int = 0
    whole: bool = True
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)  # question -> values tried
    questions: dict[str, Way] = field(default_factory=dict)
    answers: dict[tuple[str, str], Way] = field(default_factory=dict)  # (question, value)
    endings: dict[Ending, Way] = field(default_factory=dict)


class _Named:
    """What the conditions of a survey speak of."""

    def __init__(self, flow: Flow) -> None:
        sources = [q.when.source if q.when else "" for q in flow.questions]
        self.words = [set(_WORD.findall(_QUOTED.sub(" ", source))) for source in sources]
        self.all = set().union(*self.words)
        self.numbers = {int(n) for source in sources for n in _NUMBER.findall(source)}
        self.texts = {a or b for source in sources for a, b in _QUOTED.findall(source)}
        # what the conditions from each question on name
        self.later = [set().union(*self.words[n:]) for n in range(len(self.words))]
        self.plain = self.all <= _KNOWN | set(flow.by_id) | set(SAMPLE) | {CRITERIA}

    def values(self, question: Question) -> tuple[str, ...]:
        """The values to try: those near the numbers that a condition on it speaks of."""
        named = question.id in self.all or (question.criterion and CRITERIA in self.all)
        return samples(question, self.numbers if named else ())


def explore(flow: Flow, max_states: int = MAX_STATES) -> Explored:
    """Every question, answer and ending that can be reached."""
    named = _Named(flow)
    found = Explored(values={q.id: named.values(q) for q in flow.questions})
    for facts in _facts(named):
        _explore(flow, named, facts, found, max_states)
        if not found.whole:
            _scatter(flow, facts, found)
    return found


def _explore(flow: Flow, named: _Named, facts: Facts, found: Explored, most: int) -> None:
    queue: deque[dict[str, str]] = deque([{}])
    known: set[object] = set()
    while queue:
        given = queue.popleft()
        question = next_question(flow, given, facts)
        if question is None:
            _ended(flow, Way(facts, given), found)
            continue
        state = _state(flow, named, given, question)
        if state in known:
            continue
        if len(known) >= most:
            found.whole = False
            return
        known.add(state)
        found.states += 1
        for value in _met(question, Way(facts, given), found):
            queue.append({**given, question.id: value})


def _scatter(flow: Flow, facts: Facts, found: Explored) -> None:
    """Too many ways to try all: the lowest, the highest, and some at random to their ends."""
    chance = Random(_SEED)
    for n in range(SCATTERED):
        given: dict[str, str] = {}
        while (question := next_question(flow, given, facts)) is not None:
            values = _met(question, Way(facts, dict(given)), found)
            given[question.id] = values[0] if n == 0 else chance.choice(values)
        _ended(flow, Way(facts, given), found)


def _met(question: Question, way: Way, found: Explored) -> tuple[str, ...]:
    found.questions.setdefault(question.id, way)
    for value in found.values[question.id]:
        found.answers.setdefault((question.id, value), way)
    return found.values[question.id]


def _ended(flow: Flow, way: Way, found: Explored) -> None:
    ended = ending(flow, way.answers, way.facts)
    if ended is not None:
        found.endings.setdefault(ended, way)


def _state(flow: Flow, named: _Named, given: Answers, question: Question) -> object:
    place = flow.questions.index(question)
    later = named.later[place]
    values = tuple(
        (name, value_of(flow.by_id[name], given[name])) for name in given if name in later
    )
    if CRITERIA not in later:
        return question.id, values
    scores = sorted(
        value
        for q in flow.questions[:place] if q.criterion and q.id in given
        if isinstance(value := value_of(q, given[q.id]), int)
    )  # fmt: skip
    if not named.plain:  # a function that is not known here may see every one
        return question.id, values, tuple(scores)
    summed = {"min": scores[:1], "max": scores[-1:], "count": [len(scores)]}
    return question.id, values, *(tuple(summed[name]) for name in summed if name in later)


def _facts(named: _Named) -> Iterator[dict[str, Fact]]:
    """Every combination of the facts that conditions name."""
    names = [name for name in SAMPLE if name in named.all]
    kinds: list[tuple[Fact, ...]] = [
        (False, True) if isinstance(SAMPLE[name], bool) else (SAMPLE[name], *sorted(named.texts))
        for name in names
    ]
    for values in product(*kinds):
        yield dict(zip(names, values, strict=True))
