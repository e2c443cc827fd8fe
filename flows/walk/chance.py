"""What chance decides in one talk: the order of questions and choices, and who of a pool is asked.

The seed is drawn at the conversation's birth; from then on everything follows from it. Keys of
SHA-256 put things in order, so that the order is the same on every machine and release.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby

from flows.model import Choice, Flow, Question, Section


def seed_of(ref: str) -> int:
    """The seed of a conversation, from its invitation's random reference: 0 to 2**32 - 1."""
    return int.from_bytes(sha256(ref.encode()).digest()[:4])


def arranged(flow: Flow, seed: int) -> Sequence[Question]:
    """The questions in the order in which this talk meets them; those not drawn are left out."""
    mixed = {section.id: section for section in flow.sections if section.shuffled or section.ask}
    if not mixed:
        return flow.questions
    found: list[Question] = []
    for id_, group in groupby(flow.questions, key=lambda question: question.section):
        inside = list(group)
        found += _section(mixed[id_], inside, seed) if id_ in mixed else inside
    return found


def _section(section: Section, questions: list[Question], seed: int) -> Iterable[Question]:
    """A section in this talk's order. A note goes with the question behind it, and the question
    that puts “other” in words with the one before it.
    """
    units: dict[str, list[Question]] = {}
    notes: list[Question] = []
    for question in questions:
        if question.other_of is not None:
            units[question.other_of].append(question)
        elif question.asked:
            units[question.id] = [*notes, question]
            notes = []
        else:
            notes.append(question)
    order = list(units)
    if section.ask is not None:
        drawn = sorted(order, key=lambda id_: _key(seed, "draw", id_))[: section.ask]
        order = [id_ for id_ in order if id_ in drawn]
    if section.shuffled:
        order.sort(key=lambda id_: _key(seed, "order", id_))
    return [*(question for id_ in order for question in units[id_]), *notes]


def shuffled(question: Question, seed: int) -> tuple[Choice, ...]:
    """The choices in this talk's order; “other” and “none of these” stay last."""
    if not question.shuffled:
        return question.choices
    mixed = sorted(
        (choice for choice in question.choices if not choice.last and not choice.exclusive),
        key=lambda choice: _key(seed, question.id, choice.value),
    )
    return (*mixed, *(choice for choice in question.choices if choice.last or choice.exclusive))


def _key(seed: int, what: str, id_: str) -> bytes:
    return sha256(f"{seed}/{what}/{id_}".encode()).digest()
