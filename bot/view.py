"""What stands open, what was answered, what may change: all that a page shows. Pure.

A GET calls only this and changes nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from types import MappingProxyType

from bot import afterwards
from bot.afterwards import Afterwards, Over
from bot.conversation import About, Conversation, Status
from bot.correcting import correctable, may_change
from bot.fields import Block, Field, FieldChoice, Told, field_of
from bot.keeping import counted
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
    """One page of the survey. `notice` stands on the first page, and where a link led in the midst;
    `farewell` when it is over.
    """

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
    review: tuple[ReviewPart, ...]  # instead of `blocks`, once all is answered, and when sent
    one_a_screen: bool = False  # a question a screen, not a section
    linked: Chosen | None = None  # what became of the link that preselects an answer
    over: Over | None = None  # what is said beside it, once the talk has ended

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


@dataclass(frozen=True, slots=True)
class _Look:
    """What the address and the last post want to see; as in `view`."""

    put_in: Mapping[str, Told]
    wanted: str | None
    link: tuple[str, str] | None
    told: Afterwards


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one stands. `here` is None where all answers are reviewed, or it is over."""

    screens: tuple[Spread, ...] = ()
    here: Spread | None = None
    back: str | None = None
    shown: tuple[Question, ...] = ()
    put_in: Mapping[str, Told] = field(default_factory=dict)
    linked: Chosen | None = None


_Beside = tuple[tuple[ReviewPart, ...], Over | None]
"""All answers once more, and what is said of the end."""


def view(  # noqa: PLR0913, PLR0917
    flow: Flow,
    conv: Conversation,
    language: str | None = None,
    put_in: Mapping[str, Told] = MappingProxyType({}),
    wanted: str | None = None,
    link: tuple[str, str] | None = None,
    told: Afterwards = afterwards.NOTHING,
) -> Screen:
    """The screen that stands open in `language` (the conversation's own by default).

    `put_in`: what was put in and is not recorded, by question. `wanted`: a screen to be looked at
    again, by its id; one that the talk has not come to is not shown. `link`: the question and the
    value that a link preselects; it records nothing. `told`: what the page knows of its end.
    """
    spoken = language if language is not None and language in flow.languages else conv.language
    path = path_of(flow, counted(conv))
    over = afterwards.over(flow, conv, path, told, spoken)
    if spoken != conv.language or len(path.given) != len(conv.answers):
        conv = replace(conv, answers=path.given, language=spoken)  # what counts no longer is hidden
    look = _Look(put_in, wanted, link, told)
    place = _place(flow, path, look) if over is None else _place_again(flow, conv, path, look)
    read_only = place.here is None and (over is None or correctable(conv))
    review = parts(flow, conv, path, told.changed) if read_only else ()
    return _screen(flow, conv, path, place, (review, over))


def _screen(flow: Flow, conv: Conversation, path: Path, place: _Place, beside: _Beside) -> Screen:
    spoken, here, all_, facts = conv.language, place.here, place.screens, conv.fields()
    ending = conv.ending if conv.status is Status.ENDED else None
    asked = [question for question in path.asked if question.other_of is None]
    first = here is not None and here.id == all_[0].id
    return Screen(
        language=spoken,
        languages=flow.languages,
        unreviewed=flow.unreviewed,
        title=fill(words(flow.title, spoken), facts),
        id=here.id if here else "",
        section=_title(flow, here, spoken),
        blocks=tuple(_blocks(flow, conv, path, place)),
        answered=sum(1 for question in asked if question.id in path.given),
        total=len(asked),
        first=first,
        last=here is not None and here.id == all_[-1].id,
        notice=fill(words(flow.notice, spoken), facts) if first or place.linked else "",
        heeded=tuple(sentence(conv, _HEEDED[why]) for why in conv.told if why in _HEEDED),
        ending=ending,
        farewell=farewell(flow, conv, ending) if ending else "",
        receipt=receipt_line(conv),
        facts=facts,
        revision=seen(conv),
        back=place.back,
        reviews=flow.review,
        review=beside[0],
        one_a_screen=flow.one_a_screen,
        linked=place.linked,
        over=beside[1],
    )


def _place(flow: Flow, path: Path, look: _Look) -> _Place:
    """The screen that is shown: what a link preselects alone, wherever the talk has come to; the
    one where something did not fit; the one wanted; else the one that stands open.
    """
    all_, linked = spreads(flow, path), chosen(path, look.link) if look.link else None
    if look.link and linked is Chosen.OPEN:
        id_, value = look.link
        here = next(each for each in all_ if each.holds(id_))
        alone = tuple(each for each in here.shown if each.id == id_)
        return _Place(all_, here, None, alone, {id_: Told(value)}, linked)
    come_to = reached(all_, path)
    wrong = {id_ for id_, told in look.put_in.items() if told.problem is not None}
    wanted = next((q.id for q in path.asked if q.id in wrong), look.wanted)
    at = next((n for n, each in enumerate(come_to) if wanted and each.is_meant(wanted)), None)
    if not come_to or (at is None and due(flow, path)):
        return _Place(all_, linked=linked)
    at = len(come_to) - 1 if at is None else at
    back = come_to[at - 1].id if at else None
    return _Place(all_, come_to[at], back, come_to[at].shown, look.put_in, linked)


def _place_again(flow: Flow, conv: Conversation, path: Path, look: _Look) -> _Place:
    """The screen of sent answers that is shown to be corrected; none = they are only read."""
    all_ = spreads(flow, path)
    wrong = {id_ for id_, told in look.put_in.items() if told.problem is not None}
    wanted = next((q.id for q in path.asked if q.id in wrong), look.wanted)
    here = afterwards.again(conv, path, all_, look.told, wanted)
    if here is None:
        return _Place()
    shown = tuple(each for each in here.shown if may_change(each))
    return _Place(all_, here, None, shown, look.put_in)


def _title(flow: Flow, here: Spread | None, language: str) -> str:
    named = (s.title for s in flow.sections if here is not None and s.id == here.section)
    return next((words(title, language) for title in named), "")


def _blocks(flow: Flow, conv: Conversation, path: Path, place: _Place) -> Iterator[Block]:
    """The questions and notes of a screen; “other” is put in words beside its own question."""
    language, put_in = conv.language, place.put_in
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

    stand = [question for question in place.shown if question.other_of is None]
    for matrix, group in groupby(stand, key=lambda question: question.matrix):
        if matrix is None:
            yield from (Block("", (made(question),)) for question in group)
        else:
            stem = fill(words(flow.matrices[matrix], language), conv.fields())
            yield Block(stem, tuple(made(question) for question in group))
