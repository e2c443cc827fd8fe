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
from bot.screens import Chosen, Spread, chosen, reached, spreads
from bot.walk import path_of
from flows.language.placeholders import fill
from flows.model import Ending, Flow, Question, words
from flows.walk.path import Path

__all__ = ["Block", "Chosen", "Field", "FieldChoice", "ReviewLine", "ReviewPart", "Screen", "Told",
           "view"]  # fmt: skip


_HEEDED = {About.ACCUSATION: "accusation_heard", About.DISTRESS: "distress_heard"}


@dataclass(frozen=True, slots=True)
class Screen:
    """One page of the survey. `notice` stands on the first page; `farewell` when it is over."""

    language: str
    languages: tuple[str, ...]
    unreviewed: tuple[str, ...]  # languages that no native speaker has read yet
    title: str
    id: str  # names it in an address; "" = the review, or the end
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
    back: str | None  # the screen before this one; None = there is none
    reviews: bool  # what is answered is reviewed before it is sent
    review: tuple[ReviewPart, ...]  # instead of `blocks`, once all is answered
    one_a_screen: bool = False  # a question a screen, not a section
    linked: Chosen | None = None  # what became of the link that preselects an answer

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


def view(  # noqa: PLR0913, PLR0917
    flow: Flow,
    conv: Conversation,
    language: str | None = None,
    put_in: Mapping[str, Told] = MappingProxyType({}),
    wanted: str | None = None,
    link: tuple[str, str] | None = None,
) -> Screen:
    """The screen that stands open in `language` (the conversation's own by default).

    `put_in`: what was put in and is not recorded, by question. `wanted`: a screen to be looked at
    again, by its id; one that the talk has not come to is not shown. `link`: the question and the
    value that a link preselects; it records nothing.
    """
    spoken = language if language is not None and language in flow.languages else conv.language
    path = path_of(flow, conv)
    conv = replace(conv, answers=path.given, language=spoken)  # what counts no longer is not shown
    ending = conv.ending if conv.status is Status.ENDED else None
    linked = chosen(path, link) if link and not ending else None
    alone = link[0] if link and linked is Chosen.OPEN else None
    if link and alone:
        put_in = {alone: Told(link[1])}
    all_ = spreads(flow, path)
    here, back = (None, None) if ending else _looked_at(flow, path, all_, put_in, wanted)
    if alone:  # it stands by itself, wherever the talk has come to
        here, back = next(each for each in all_ if each.holds(alone)), None
    asked = [question for question in path.asked if question.other_of is None]
    return Screen(
        language=spoken,
        languages=flow.languages,
        unreviewed=flow.unreviewed,
        title=fill(words(flow.title, spoken), conv.fields()),
        id=here.id if here else "",
        section=_title(flow, here, spoken),
        blocks=tuple(_blocks(flow, conv, path, _only(here, alone), put_in)) if here else (),
        answered=sum(1 for question in asked if question.id in path.given),
        total=len(asked),
        first=here is not None and here.id == all_[0].id,
        last=here is not None and here.id == all_[-1].id,
        notice=fill(words(flow.notice, spoken), conv.fields()),
        heeded=tuple(sentence(conv, _HEEDED[why]) for why in conv.told if why in _HEEDED),
        ending=ending,
        farewell=farewell(flow, conv, ending) if ending else "",
        receipt=receipt_line(conv),
        facts=conv.fields(),
        revision=seen(conv),
        back=back,
        reviews=flow.review,
        review=() if ending or here else parts(flow, conv, path),
        one_a_screen=flow.one_a_screen,
        linked=linked,
    )


def _title(flow: Flow, here: Spread | None, language: str) -> str:
    named = (s.title for s in flow.sections if here is not None and s.id == here.section)
    return next((words(title, language) for title in named), "")


def _looked_at(
    flow: Flow,
    path: Path,
    all_: tuple[Spread, ...],
    put_in: Mapping[str, Told],
    wanted: str | None,
) -> tuple[Spread | None, str | None]:
    """The screen that is shown and the one before it; None = all answers are reviewed.

    That is where something did not fit, or the one wanted where the talk has come to it, else the
    one that stands open.
    """
    come_to = reached(all_, path)
    wrong = {id_ for id_, told in put_in.items() if told.problem is not None}
    wanted = next((q.id for q in path.asked if q.id in wrong), wanted)
    place = next((n for n, each in enumerate(come_to) if wanted and each.is_meant(wanted)), None)
    if not come_to or (place is None and due(flow, path)):
        return None, None
    place = len(come_to) - 1 if place is None else place
    return come_to[place], come_to[place - 1].id if place else None


def _only(here: Spread, alone: str | None) -> tuple[Question, ...]:
    """What is shown of a screen: all of it, or the one question that a link preselects."""
    return tuple(each for each in here.shown if alone is None or each.id == alone)


def _blocks(
    flow: Flow,
    conv: Conversation,
    path: Path,
    shown: tuple[Question, ...],
    put_in: Mapping[str, Told],
) -> Iterator[Block]:
    """The questions and notes of a screen; “other” is put in words beside its own question."""
    language = conv.language
    asked = (question.id for question in path.asked if question.other_of is None)
    numbers = {id_: n for n, id_ in enumerate(asked, 1)}
    beside = {q.other_of: q for q in flow.questions if q.other_of is not None}

    def made(question: Question) -> Field:
        told = put_in.get(question.id)
        one = field_of(conv, question, numbers.get(question.id), language, told)
        words_of_other = beside.get(question.id)
        if words_of_other is None:
            return one
        other = field_of(conv, words_of_other, None, language, put_in.get(words_of_other.id))
        return replace(one, other=other)

    stand = [question for question in shown if question.other_of is None]
    for matrix, group in groupby(stand, key=lambda question: question.matrix):
        if matrix is None:
            yield from (Block("", (made(question),)) for question in group)
        else:
            stem = fill(words(flow.matrices[matrix], language), conv.fields())
            yield Block(stem, tuple(made(question) for question in group))
