"""Walking a flow: beginning, taking an answer, moving to the next question. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Status, with_answer
from bot.events import Alert, Close, Effect, Record, ShareCase
from flows.language.path import asked, next_question
from flows.language.validity import is_valid
from flows.model import Ending, Flow, Question

Moved = tuple[Conversation, tuple[Effect, ...]]


def begin(flow: Flow, conv: Conversation, asked_at: datetime | None = None) -> Conversation:
    """The conversation opened at the first question that stands open."""
    opened = replace(conv, status=Status.OPEN)
    return onward(flow, opened, asked_at)


def onward(flow: Flow, conv: Conversation, asked_at: datetime | None = None) -> Conversation:
    """Waiting on the next open question of the path, or on nothing.

    `asked_at`: when it is put in chat; None where only a page shows it.
    """
    following = next_question(flow, conv.answers, conv.facts)
    return replace(
        conv,
        waiting_on=following.id if following else None,
        asked_at=asked_at,
        reasks=0,
        pending=None,
    )


def take(
    conv: Conversation, question: Question, given: tuple[str, str | None, str], now: datetime
) -> Moved:
    """Record an answer: `given` is (stored value, words or None, way in)."""
    value, words, way_in = given
    moved, revision = with_answer(conv, question.id, value, now)
    effects: list[Effect] = [Record(question.id, value, way_in, revision, words)]
    if value in question.alert_on and question.id not in conv.alerted:
        moved = replace(moved, alerted=(*moved.alerted, question.id))
        effects.append(Alert(question.id, value))
    if question.consents_to == "share_case":
        before = conv.answers.get(question.id) == "yes"
        if before != (value == "yes"):
            effects.append(ShareCase(agreed=not before))
    return moved, tuple(effects)


def ending_of(flow: Flow, conv: Conversation, question: Question) -> Ending | None:
    """Whether the answer just given ends the talk."""
    early = question.ends.get(conv.answers.get(question.id, ""))
    if early is not None:
        return early
    return None if conv.waiting_on else Ending.COMPLETE


def reachable(flow: Flow, conv: Conversation) -> tuple[Question, ...]:
    """The questions that may be answered now: of the path, none behind an unanswered consent."""
    path = asked(flow, conv.answers, conv.facts)
    gate = next((n for n, q in enumerate(path, 1) if q.ends and q.id not in conv.answers), None)
    return path[:gate]


def may_skip(question: Question) -> bool:
    """Whether it can be passed over: not where an answer ends the talk, such as a consent."""
    return not question.ends


def finish(flow: Flow, conv: Conversation, ending: Ending) -> tuple[Conversation, Close]:
    """The conversation ended so, and whether it counts."""
    path = [question.id for question in asked(flow, conv.answers, conv.facts)]
    valid = ending in (Ending.COMPLETE, Ending.EXPIRED) and is_valid(flow, path, conv.answers)
    ended = replace(
        conv,
        status=Status.ENDED,
        ending=ending,
        valid=valid,
        waiting_on=None,
        pending=None,
    )
    return ended, Close(ending, valid)
