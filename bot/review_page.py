"""The review as a page shows it: the answers section by section. Pure data."""

from collections.abc import Collection, Iterator
from itertools import groupby
from typing import NamedTuple

from bot.conversation import Conversation, Status
from bot.correcting import may_change
from bot.prompts import filled
from bot.reviewing import Line, lines
from flows.model import Flow, Question, words
from flows.walk.path import Path


class ReviewLine(NamedTuple):
    """One answer; `number` as on the question's own screen, None beside “other”."""

    number: int | None
    question: str  # its id, which also names its screen
    text: str
    answer: str
    quiet: bool  # said instead of the answer
    changed: bool = False  # just now, or on another screen meanwhile


class ReviewPart(NamedTuple):
    """The answers of one section, which can be opened again by its id."""

    section: str
    title: str
    lines: tuple[ReviewLine, ...]
    opens: bool = True  # False: nothing in it can be changed any more


def parts(
    flow: Flow, conv: Conversation, path: Path, changed: Collection[str] = ()
) -> tuple[ReviewPart, ...]:
    """Every answer that counts, in the conversation's language.

    Those that are `changed`, or were answered on two screens at once, say so.
    """
    changed = {*conv.clashed, *changed}
    titles = {section.id: words(section.title, conv.language) for section in flow.sections}
    grouped = groupby(_numbered(conv, path), key=lambda pair: pair[1].question.section)
    return tuple(
        _part(conv, (id_, titles.get(id_, "")), list(inside), changed) for id_, inside in grouped
    )


def _part(
    conv: Conversation,
    section: tuple[str, str],
    pairs: list[tuple[int | None, Line]],
    changed: Collection[str],
) -> ReviewPart:
    sent = conv.status is Status.ENDED
    opens = not sent or any(may_change(line.question) for _, line in pairs)
    return ReviewPart(*section, tuple(_line(conv, *pair, changed) for pair in pairs), opens)


def _numbered(conv: Conversation, path: Path) -> Iterator[tuple[int | None, Line]]:
    place = 0
    for line in lines(conv, path):
        beside = line.question.other_of is not None
        place += not beside
        yield None if beside else place, line


def _line(
    conv: Conversation, number: int | None, line: Line, changed: Collection[str]
) -> ReviewLine:
    asked, new = asked_of(conv, line.question), line.question.id in changed
    return ReviewLine(number, line.question.id, asked, line.answer, line.quiet, new)


def asked_of(conv: Conversation, question: Question) -> str:
    """As on its screen; a statement of a matrix with its stem, which does not stand beside it."""
    said = question.text if question.matrix else question.page or question.text
    return filled(conv, words(said, conv.language))
