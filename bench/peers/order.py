"""What a peer is asked to do, and what all peers share: who says what, and the words of a reply.

Standard library only: it is read in the peers' environment and in ours.
"""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any, TypeAlias

TYPED_EVERY = 4
Feed: TypeAlias = Callable[[Any], Awaitable[object]]
"""Lets the framework handle one update."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put; `choices` are pairs of stored value and label, as shown."""

    id: str
    text: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person says to a question: a button pressed, or its label typed out in full."""

    person: int
    place: int  # of the question, from 0
    value: str
    label: str
    typed: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A survey, and how many people answer so many of its questions in each round."""

    questions: tuple[Question, ...]
    people: int
    steps: int
    rounds: int

    def answers(self, round_: int) -> Iterator[Answer]:
        """Everybody's answers in one round, question by question; each round has new people."""
        first = round_ * self.people + 1
        for place, question in enumerate(self.questions[: self.steps]):
            for person in range(first, first + self.people):
                turn = place + person  # so that not all type at the same question
                value, label = question.choices[turn % len(question.choices)]
                yield Answer(person, place, value, label, turn % TYPED_EVERY == 0)

    def written(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self)).encode()


def read_order() -> Order:
    """The order on standard input."""
    given = json.load(sys.stdin)
    questions = [
        Question(one["id"], one["text"], tuple((value, label) for value, label in one["choices"]))
        for one in given.pop("questions")
    ]
    return Order(questions=tuple(questions), **given)


def reply(questions: Sequence[Question], place: int, label: str) -> str:
    """What is said after an answer: what was understood, and the next question."""
    following = questions[place + 1]
    return f"✓ {label}.\nCâu {place + 2}/{len(questions)}: {following.text}"


async def measure(
    order: Order, begin: Feed, feed: Feed, update: Callable[[Answer], object]
) -> None:
    """Print what a step costs. One round more than asked for comes first, to warm up.

    `begin` opens a person's talk; `update` makes what the network would have brought, before the
    clock starts.
    """
    rates, costs = [], []
    for round_ in range(order.rounds + 1):
        for person in range(round_ * order.people + 1, (round_ + 1) * order.people + 1):
            await begin(person)
        updates = [update(answer) for answer in order.answers(round_)]
        wall, cpu = perf_counter(), process_time()
        for one in updates:
            await feed(one)
        rates.append(len(updates) / (perf_counter() - wall))
        costs.append((process_time() - cpu) * 1000 / len(updates))
    print(json.dumps({"value": median(rates[1:]), "cpu_ms": median(costs[1:])}))


def check(order: Order, said: int, kept: Callable[[int], object]) -> None:
    """Refuse a run in which a step was lost: every reply was said, every answer was kept."""
    wanted = order.people * order.steps * (order.rounds + 1)
    if said != wanted:
        raise SystemExit(f"{said} of {wanted} steps were answered")
    for round_ in range(order.rounds + 1):
        given: dict[int, dict[str, str]] = {}
        for answer in order.answers(round_):
            given.setdefault(answer.person, {})[order.questions[answer.place].id] = answer.value
        for person, answers in given.items():
            if kept(person) != answers:
                raise SystemExit(f"the answers of person {person} were not kept")
