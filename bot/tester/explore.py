"""Explores the paths of a survey over a few values an answer, breadth first. Bounded and pure.

Answers that no later condition can tell apart are one: two ways that stand before the same
question, with the same values of all that the conditions from here on name, are explored once.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, product
from math import prod
from random import Random

from bot.conversation import Fact
from bot.tester.apart import Apart
from bot.tester.facts import SAMPLE
from flows.language.conditions.names import FACTS, Type
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Question, Shape
from flows.walk.chance import arranged
from flows.walk.path import Path, Standing
from flows.walk.walk import path

MAX_STATES = 20_000
SCATTERED = 300  # ways at random, where there are more states than that
MOST_FACTS = 64  # combinations of the facts that conditions name
MOST_SEEDS = 200  # talks looked at to find some in which each question is drawn
_SEED = 7
_ENDLESS = (Shape.WRITTEN, Shape.WORDS)

Answers = Mapping[str, str]
Facts = Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Way:
    """Answers in the order in which they were given, the facts and the chance under which."""

    facts: Facts
    answers: Answers
    seed: int = 0


@dataclass(slots=True)
class Explored:
    """What can be reached, with one way to each. `whole` = nothing was left out."""

    states: int = 0
    whole: bool = True
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)  # question -> values tried
    questions: dict[str, Way] = field(default_factory=dict)
    answers: dict[tuple[str, str], Way] = field(default_factory=dict)  # (question, value)
    endings: dict[Ending, Way] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Talk:
    """One kind of talk: its facts and its chance."""

    flow: Flow
    facts: Facts
    seed: int
    apart: Apart

    def path(self, given: Answers) -> Path:
        """Where it stands with these answers; free words are kept as their lengths."""
        stored, lengths = dict(given), {}
        for name, value in given.items():
            if self.flow.by_id[name].kind.shape is Shape.WORDS and value not in (
                SKIPPED,
                DONT_KNOW,
            ):
                stored[name], lengths[name] = "", len(value)
        return path(self.flow, Standing(stored, self.facts, self.seed, lengths))

    def way(self, given: Answers) -> Way:
        """How to come there again."""
        return Way(self.facts, dict(given), self.seed)


def explore(flow: Flow, max_states: int = MAX_STATES) -> Explored:
    """Every question, answer and ending that can be reached."""
    found = Explored()
    for seed in _seeds(flow):
        apart = Apart(flow, seed)
        if any(apart.is_vague(q.id) for q in flow.questions if q.kind.shape in _ENDLESS):
            found.whole = False
        for facts in _facts(apart, found):
            talk = _Talk(flow, facts, seed, apart)
            for question in flow.questions:
                if question.asked:
                    _try(talk, question, found)
            if found.states < max_states:
                _explore(talk, found, max_states)
            if not found.whole:
                _scatter(talk, found)
    return found


def _explore(talk: _Talk, found: Explored, most: int) -> None:
    queue: deque[dict[str, str]] = deque([{}])
    known: set[object] = set()
    while queue:
        given = queue.popleft()
        at = talk.path(given)
        if at.open is None:
            _ended(at, talk.way(given), found)
            continue
        state = talk.apart.state(at.open, at.names)
        if state in known:
            continue
        if found.states >= most:
            found.whole = False
            return
        known.add(state)
        found.states += 1
        for value in _met(talk, at.open, given, found):
            queue.append({**given, at.open.id: value})


def _scatter(talk: _Talk, found: Explored) -> None:
    """Too many ways to try all: the lowest, the highest, and some at random to their ends."""
    chance = Random(_SEED)
    for n in range(SCATTERED):
        given: dict[str, str] = {}
        for _ in talk.flow.questions:  # no talk asks more
            at = talk.path(given)
            if at.open is None:
                break
            values = _met(talk, at.open, given, found)
            given[at.open.id] = values[0] if n == 0 else chance.choice(values)
        _ended(talk.path(given), talk.way(given), found)


def _met(talk: _Talk, question: Question, given: Answers, found: Explored) -> tuple[str, ...]:
    """The values to try on a question as it is offered here."""
    way, values = talk.way(given), _try(talk, question, found)
    found.questions.setdefault(question.id, way)
    for value in values:
        found.answers.setdefault((question.id, value), way)
    return values


def _try(talk: _Talk, question: Question, found: Explored) -> tuple[str, ...]:
    values = talk.apart.tried(question, talk.facts)
    before = found.values.get(question.id, ())
    if not set(values) <= set(before):
        found.values[question.id] = tuple(dict.fromkeys((*before, *values)))
    return values


def _ended(at: Path, way: Way, found: Explored) -> None:
    if at.ending is not None:
        found.endings.setdefault(at.ending, way)


def _facts(apart: Apart, found: Explored) -> Iterator[dict[str, Fact]]:
    """The combinations of the facts that conditions name."""
    names = [name for name in FACTS if name in apart.watched]
    kinds = [_values(name, apart, found) for name in names]
    if prod(len(values) for values in kinds) > MOST_FACTS:
        found.whole = False
    for values in islice(product(*kinds), MOST_FACTS):
        yield dict(zip(names, values, strict=True))


def _values(fact: str, apart: Apart, found: Explored) -> tuple[Fact, ...]:
    """The usual value of a fact, and others that conditions tell from it."""
    if FACTS[fact].type is Type.TRUTH:
        return (False, True)
    usual = SAMPLE.get(fact)
    others = apart.said.days([usual]) if FACTS[fact].type is Type.DATE else apart.said.words
    ends: list[Fact] = []
    if apart.is_vague(fact):
        found.whole = False
        ends = [*others[:1], *others[-1:]]
    told = apart.telling(fact, {value: value for value in (usual, *others)}, {})
    return tuple(dict.fromkeys((*told, *ends)))


def _seeds(flow: Flow) -> list[int]:
    """Chances that together draw each question; one, where nothing is left out by chance."""
    left = {question.id for question in flow.questions}
    found: list[int] = []
    for seed in range(MOST_SEEDS):
        drawn = {question.id for question in arranged(flow, seed)}
        if drawn & left or not found:
            found.append(seed)
            left -= drawn
        if not left:
            break
    return found
