"""The review as a page shows it: the answers section by section. Pure data."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from bot.conversation import Conversation
from bot.reviewing import Line, lines
from flows.language.placeholders import fill
from flows.model import Flow, Question, words
from flows.walk.path import Path


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One answer; `number` as on the question's own screen, None beside “other”."""

    number: int | None
    question: str  # its id, which also names its screen
    text: str
    answer: str
    quiet: bool  # said instead of the answer


@dataclass(frozen=True, slots=True)
class ReviewPart:
    """The answers of one section, which can be opened again by its id."""

    section: str
    title: str
    lines: tuple[ReviewLine, ...]


def parts(flow: Flow, conv: Conversation, path: Path) -> tuple[ReviewPart, ...]:
    """Every answer that counts, in the conversation's language."""
    titles = {section.id: words(section.title, conv.language) for section in flow.sections}
    grouped = groupby(_numbered(conv, path), key=lambda pair: pair[1].question.section)
    return tuple(
        ReviewPart(id_, titles.get(id_, ""), tuple(_line(conv, *pair) for pair in inside))
        for id_, inside in grouped
    )


def _numbered(conv: Conversation, path: Path) -> Iterator[tuple[int | None, Line]]:
    place = 0
    for line in lines(conv, path):
        beside = line.question.other_of is not None
        place += not beside
        yield None if beside else place, line


def _line(conv: Conversation, number: int | None, line: Line) -> ReviewLine:
    return ReviewLine(
        number, line.question.id, _asked(conv, line.question), line.answer, line.quiet
    )


def _asked(conv: Conversation, question: Question) -> str:
    """As on its screen; a statement of a matrix with its stem, which does not stand beside it."""
    said = question.text if question.matrix else question.page or question.text
    return fill(words(said, conv.language), conv.fields())
