"""What stands open, what was answered, what may change: all that a page shows. Pure.

A GET calls only this and changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType

from bot.conversation import About, Conversation, Status
from bot.fields import Block, Field, FieldChoice, Told, field_of
from bot.prompts import farewell, sentence
from bot.receipt import receipt_line
from bot.review_page import ReviewLine, ReviewPart, parts
from bot.reviewing import due, seen
from bot.walk import path_of
from flows.language.placeholders import fill
from flows.model import Ending, Flow, Question, words
from flows.walk.path import Path

__all__ = ["Block", "Field", "FieldChoice", "ReviewLine", "ReviewPart", "Screen", "Told", "view"]


_HEEDED = {About.ACCUSATION: "accusation_heard", About.DISTRESS: "distress_heard"}


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the survey. `notice` stands on the first page; `farewell` when it is over."""

    language: str
    languages: tuple[str, ...]
    unreviewed: tuple[str, ...]  # languages that no native speaker has read yet
    title: str
    section: str
    blocks: tuple[Block, ...]
    answered: int
    total: int
    first: bool
    last: bool
    notice: str
    heeded: tuple[str, ...]  # what officers were told of, in words
    ending: Ending | None
    farewell: str
    receipt: str  # the line with the receipt's code; "" = there is none
    facts: Mapping[str, str]
    revision: int  # grows with every answer; a form of an older screen still holds
    back: str | None  # the section before this one; None = there is none
    reviews: bool  # what is answered is reviewed before it is sent
    review: tuple[ReviewPart, ...]  # instead of `blocks`, once all is answered

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the screen that can be answered, in order."""
        return tuple(_answerable(self.blocks))


def _answerable(blocks: tuple[Block, ...]) -> Iterator[Field]:
    for block in blocks:
        for one in block.fields:
            if one.number is not None:
                yield one
            if one.other is not None:
                yield one.other


def view(
    flow: Flow,
    conv: Conversation,
    language: str | None = None,
    misfits: Mapping[str, Told] = MappingProxyType({}),
    wanted: str | None = None,
) -> Screen:
    """The screen that stands open in `language` (the conversation's own by default).

    `misfits`: what was just posted and did not fit, by question. `wanted`: a section to be looked
    at again; one that the talk has not come to is not shown.
    """
    spoken = language if language is not None and language in flow.languages else conv.language
    path = path_of(flow, conv)
    conv = replace(conv, answers=path.given, language=spoken)  # what counts no longer is not shown
    ending = conv.ending if conv.status is Status.ENDED else None
    section, back = ("", None) if ending else _looked_at(flow, path, misfits, wanted)
    asked = [question for question in path.asked if question.other_of is None]
    return Screen(
        language=spoken,
        languages=flow.languages,
        unreviewed=flow.unreviewed,
        title=fill(words(flow.title, spoken), conv.fields()),
        section=next((words(s.title, spoken) for s in flow.sections if s.id == section), ""),
        blocks=tuple(_blocks(flow, conv, path, section, spoken, misfits)) if section else (),
        answered=sum(1 for question in asked if question.id in path.given),
        total=len(asked),
        first=bool(asked) and section == asked[0].section,
        last=bool(asked) and section == asked[-1].section,
        notice=fill(words(flow.notice, spoken), conv.fields()),
        heeded=tuple(sentence(conv, _HEEDED[why]) for why in conv.told if why in _HEEDED),
        ending=ending,
        farewell=farewell(flow, conv, ending) if ending else "",
        receipt=receipt_line(conv),
        facts=conv.fields(),
        revision=seen(conv),
        back=back,
        reviews=flow.review,
        review=() if ending or section else parts(flow, conv, path),
    )


def _looked_at(
    flow: Flow, path: Path, misfits: Mapping[str, Told], wanted: str | None
) -> tuple[str, str | None]:
    """The section on the screen and the one before it; "" = all answers are reviewed.

    That is where something did not fit, or the section wanted where the talk has come to it, else
    the one that stands open.
    """
    sections = list(dict.fromkeys(question.section for question in path.asked))
    reached = sections[: sections.index(path.open.section) + 1] if path.open else sections
    wanted = next((q.section for q in path.asked if q.id in misfits), wanted)
    if not reached or (wanted not in reached and due(flow, path)):
        return "", None
    section = wanted if wanted in reached else reached[-1]
    place = reached.index(section)
    return section, reached[place - 1] if place else None


def _blocks(  # noqa: PLR0913, PLR0917
    flow: Flow,
    conv: Conversation,
    path: Path,
    section: str,
    language: str,
    misfits: Mapping[str, Told],
) -> Iterator[Block]:
    """The questions and notes of a section; “other” is put in words beside its own question."""
    asked = (question.id for question in path.asked if question.other_of is None)
    numbers = {id_: n for n, id_ in enumerate(asked, 1)}
    beside = {q.other_of: q for q in flow.questions if q.other_of is not None}

    def made(question: Question) -> Field:
        told = misfits.get(question.id)
        one = field_of(conv, question, numbers.get(question.id), language, told)
        words_of_other = beside.get(question.id)
        if words_of_other is None:
            return one
        other = field_of(conv, words_of_other, None, language, misfits.get(words_of_other.id))
        return replace(one, other=other)

    shown = [q for q in path.shown if q.section == section and q.other_of is None]
    for matrix, group in groupby(shown, key=lambda question: question.matrix):
        if matrix is None:
            yield from (Block("", (made(question),)) for question in group)
        else:
            stem = fill(words(flow.matrices[matrix], language), conv.fields())
            yield Block(stem, tuple(made(question) for question in group))
