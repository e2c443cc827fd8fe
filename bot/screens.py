"""The screens of a page: which questions stand together, and how one comes to them. Pure.

A screen is a section, or where the flow says so a single question (the statements of a matrix
together). Its id is the section's, or that of its first question. A preselecting link is judged
here too; it records nothing.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from bot.walk import reachable
from flows.model import DONT_KNOW, Flow, Question, Shape
from flows.walk.path import Path


class Spread(NamedTuple):
    """One screen's questions and notes, in the order of the path; “other” with its question."""

    id: str
    section: str
    shown: tuple[Question, ...]

    def holds(self, question: str) -> bool:
        """Whether this question stands on it."""
        return any(question == each.id for each in self.shown)

    def is_meant(self, name: str) -> bool:
        """Whether an address names it: by its id, by its section, or by one of its questions."""
        return name in (self.id, self.section) or self.holds(name)


class Chosen(StrEnum):
    """What became of a link that preselects an answer."""

    OPEN = "open"  # the question stands open: it is shown with the choice made
    ANSWERED = "answered"
    OFF = "off"  # it is not asked now, or has no such choice


def spreads(flow: Flow, path: Path) -> tuple[Spread, ...]:
    """The screens of the path as known now."""
    return tuple((_by_question if flow.one_a_screen else _by_section)(path.shown))


def reached(found: tuple[Spread, ...], path: Path) -> tuple[Spread, ...]:
    """Those that the talk has come to: up to the question that stands open."""
    if path.open is None:
        return found
    open_ = path.open.id
    here = next(n for n, each in enumerate(found, 1) if each.holds(open_))
    return found[:here]


def chosen(path: Path, link: tuple[str, str]) -> Chosen:
    """What a link to (question, value) comes to."""
    id_, value = link
    if id_ in path.given:
        return Chosen.ANSWERED
    question = next((each for each in reachable(path) if each.id == id_), None)
    if question is None or question.shape is not Shape.ONE:
        return Chosen.OFF
    offered = question.choice(value) is not None or (value == DONT_KNOW and question.dont_know)
    return Chosen.OPEN if offered else Chosen.OFF


def _by_section(shown: Iterable[Question]) -> Iterator[Spread]:
    sections: dict[str, list[Question]] = {}
    for question in shown:
        sections.setdefault(question.section, []).append(question)
    for section, part in sections.items():
        if any(each.asked for each in part):
            yield Spread(section, section, tuple(part))


def _by_question(shown: Iterable[Question]) -> Iterator[Spread]:
    """Each with the notes before it and its “other”; notes at the end stand in the farewell."""
    notes: list[Question] = []
    for _, group in groupby(shown, key=_together):
        first, *others = group
        if first.asked:
            yield Spread(first.id, first.section, (*notes, first, *others))
            notes = []
        else:
            notes += (first, *others)


def _together(question: Question) -> tuple[str, str]:
    if question.matrix is not None:
        return "matrix", question.matrix
    return "question", question.other_of or question.id
