"""What a page shows once the talk is over: what was sent, and what came too late. Pure data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.correcting import correctable, may_change
from bot.review_page import ReviewLine, asked_of
from bot.screens import Spread
from bot.values import label_of
from flows.model import DONT_KNOW, Flow, Shape
from flows.walk.path import Path


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What its page cannot know of the talk itself.

    `until`: when corrections end; None = they have. `changed`: questions that were answered anew
    just now. `unsent`: what was just posted and could not be taken any more, raw, by question.
    """

    until: datetime | None = None
    changed: frozenset[str] = frozenset()
    unsent: Mapping[str, str] = field(default_factory=dict)


NOTHING = Afterwards()


@dataclass(frozen=True, slots=True)
class Over:
    """What is said beside the answers of a talk that has ended."""

    sent_at: datetime | None  # when all was sent; None = it was not
    until: datetime | None  # until then it may be corrected; None = not any more
    corrected: bool  # some were given anew just now
    unsent: tuple[ReviewLine, ...]  # what was just posted and could not be taken any more


def over(
    flow: Flow, conv: Conversation, path: Path, told: Afterwards, language: str
) -> Over | None:
    """What is said beside them; None while the talk goes on."""
    if conv.status is not Status.ENDED:
        return None
    conv = replace(conv, language=language)
    until = told.until if correctable(conv) else None
    late = tuple(_unsent(flow, conv, path, told))
    return Over(conv.sent_at, until, bool(told.changed), late)


def again(
    conv: Conversation,
    path: Path,
    all_: tuple[Spread, ...],
    told: Afterwards,
    wanted: str | None,
) -> Spread | None:
    """The screen of sent answers that is shown to be corrected; None = they are only read.

    A correction may lead to a question that was not asked before: its screen follows.
    """
    if not correctable(conv) or told.until is None:
        return None
    if told.changed and path.open is not None:
        wanted = wanted or path.open.id
    may = (each for each in all_ if any(q.asked and may_change(q) for q in each.shown))
    return next((each for each in may if wanted and each.is_meant(wanted)), None)


def _unsent(flow: Flow, conv: Conversation, path: Path, told: Afterwards) -> Iterator[ReviewLine]:
    """What was posted after the end, in words, so that nobody has to write it again."""
    known = {question.id: question for question in path.asked}
    for id_, raw in told.unsent.items():
        question = known.get(id_) or flow.by_id.get(id_)
        if question is None or not raw.strip() or raw == conv.answers.get(id_):
            continue  # nothing was said, or it stands there
        written = question.shape in (Shape.WORDS, Shape.WRITTEN) and raw != DONT_KNOW
        answer = raw if written else label_of(question, raw, conv.language)
        yield ReviewLine(None, id_, asked_of(conv, question), answer, quiet=False)
