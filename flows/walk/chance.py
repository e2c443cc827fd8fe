"""What chance decides in one talk: the order of questions and choices, and who of a pool is asked.

The seed is drawn at the conversation's birth; from then on everything follows from it. Keys of
SHA-256 put things in order, so that the order is the same on every machine and release.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import groupby

from flows.model import Choice, Flow, Question, Section


def arranged(flow: Flow, seed: int) -> Sequence[Question]:
    """The questions in the order in which this talk meets them; those not drawn are left out."""
    if not any(section.shuffled or section.ask for section in flow.sections):
        return flow.questions
    sections = {section.id: section for section in flow.sections}
    found: list[Question] = []
    for id_, group in groupby(flow.questions, key=lambda question: question.section):
        found += _section(sections[id_], list(group), seed)
    return found


def _section(section: Section, questions: list[Question], seed: int) -> Iterable[Question]:
    """A question and the one that puts its “other” in words stay together."""
    units: list[list[Question]] = []
    for question in questions:
        if question.other_of is not None and units:
            units[-1].append(question)
        else:
            units.append([question])
    shown = [unit for unit in units if not unit[0].asked]
    asked = [unit for unit in units if unit[0].asked]
    if section.ask is not None:
        drawn = sorted(asked, key=lambda unit: _key(seed, "draw", unit[0].id))[: section.ask]
        asked = [unit for unit in asked if unit in drawn]
    if section.shuffled:
        asked.sort(key=lambda unit: _key(seed, "order", unit[0].id))
    return [question for unit in (*shown, *asked) for question in unit]


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
