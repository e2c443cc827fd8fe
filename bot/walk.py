"""Walking a flow: beginning, taking an answer, moving to the next question. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.answers import Given, stored
from bot.conversation import Conversation, Fragment, Status, answered
from bot.events import Alert, Close, Effect, Record, ShareCase
from bot.keeping import kept
from bot.onward import onward_from
from flows.model import SEPARATOR, Ending, Flow, Question
from flows.walk.path import Path
from flows.walk.validity import is_valid
from flows.walk.walk import Walk

Moved = tuple[Conversation, tuple[Effect, ...]]
Place = tuple[Walk, Question]
"""A walk that stands before a question, and the question with the choices of this talk."""

LEAVES = (Ending.REFUSED, Ending.WRONG_PERSON)
"""Endings after which nothing more is sent to this person."""


def walk_of(flow: Flow, conv: Conversation) -> Walk:
    """A walk with what is known by now; it has not begun."""
    return Walk(flow, conv)


def path_of(flow: Flow, conv: Conversation) -> Path:
    """Where the conversation stands: what is asked, what is open, how it ended."""
    return walk_of(flow, conv).rest()


def place_of(flow: Flow, conv: Conversation, id_: str) -> Place:
    """Where an answer to this question is taken."""
    walk = walk_of(flow, conv)
    return walk, walk.to(id_) or flow.by_id[id_]


def begin(flow: Flow, conv: Conversation, asked_at: datetime | None = None) -> Conversation:
    """The conversation opened at the first question that stands open."""
    opened = replace(conv, status=Status.OPEN)
    return onward(opened, path_of(flow, opened), asked_at)


def onward(conv: Conversation, path: Path, asked_at: datetime | None = None) -> Conversation:
    """Waiting on the next open question of its path, or on nothing.

    `asked_at`: when it is put in chat; None where only a page shows it.
    """
    return replace(
        conv,
        waiting_on=_next(conv.again, path),
        asked_at=asked_at,
        reasks=0,
        pending=None,
    )


def _next(again: tuple[str, ...], path: Path) -> str | None:
    """The first question that is gone through once more, else the first open one."""
    if again:
        once_more = next((question.id for question in path.asked if question.id in again), None)
        if once_more is not None:
            return once_more
    return path.open.id if path.open else None


def over(conv: Conversation, path: Path) -> Ending | None:
    """How the answers end the talk; None where it goes on, or is gone through once more."""
    complete = path.ending is Ending.COMPLETE
    return None if complete and conv.waiting_on is not None else path.ending


def take(  # noqa: PLR0913, PLR0917
    conv: Conversation,
    place: Place,
    given: Given,
    now: datetime,
    asked_at: datetime | None = None,
    fragment: Fragment | None = None,
) -> tuple[Conversation, Path, tuple[Effect, ...]]:
    """Record an answer, and move on as `onward` does; the path is as this answer makes it.

    `fragment`: the words that it was given in, where more may follow; a tap ends them.
    """
    walk, question = place
    value = stored(walk.flow.by_id[question.id], given.value)
    now_kept = answered(conv, question.id, value, given.words)
    path = walk.rest(now_kept.answers, now_kept.lengths)
    record = Record(question.id, value, given.way_in, now_kept.revision, given.words, given.held)
    alerted, effects = _followed(conv, question, record, path)
    again = conv.again and tuple(id_ for id_ in conv.again if id_ != question.id)
    waiting_on = _next(again, path)
    moved = onward_from(
        conv, question.id, now_kept, now, waiting_on, asked_at, alerted, again, fragment
    )
    return moved, path, effects


def _followed(
    conv: Conversation, question: Question, record: Record, path: Path
) -> tuple[tuple[str, ...], tuple[Effect, ...]]:
    """The questions that warned by now, and what follows from the answer, itself first."""
    value, alerted = record.value, conv.alerted
    effects: tuple[Effect, ...] = (record,)
    if question.alert is not None and question.id not in alerted and _warns(question, value, path):
        alerted = (*alerted, question.id)
        effects = (record, Alert(question.id, value, question.alert.level))
    if question.consents_to == "share_case":
        before = conv.answers.get(question.id) == "yes"
        if before != (value == "yes"):
            effects = (*effects, ShareCase(agreed=not before))
    return alerted, effects


def _warns(question: Question, value: str, path: Path) -> bool:
    """Whether the answer just given warns the agency: by its value, or by the rule's condition."""
    rule = question.alert
    if rule is None:
        return False
    if not rule.values.isdisjoint(value.split(SEPARATOR)):  # of several, any one
        return True
    return rule.when is not None and rule.when.holds(path.names)


def reachable(path: Path) -> tuple[Question, ...]:
    """The questions that may be answered now: of the path, none behind an unanswered consent."""
    asked, given = path.asked, path.given
    for n, question in enumerate(asked, 1):
        if question.ends and question.id not in given and _is_gate(question):
            return asked[:n]
    return asked


def is_behind_a_gate(walk: Walk) -> bool:
    """Whether a question that it has passed must be answered before anything else is taken."""
    return any(_is_gate(question) for question in walk.undecided)


def _is_gate(question: Question) -> bool:
    """Whether nothing may be taken before it is answered: it asks whether one takes part."""
    return any(ending in LEAVES for ending in question.ends.values())


def finish(flow: Flow, conv: Conversation, ending: Ending, now: datetime) -> Moved:
    """The conversation ended so, what is kept at its end, and whether it counts."""
    found = path_of(flow, conv)
    asked = [question.id for question in found.asked]
    valid = ending in (Ending.COMPLETE, Ending.EXPIRED) and is_valid(flow, asked, found.given)
    settled, effects = kept(flow, conv, found, now)
    ended = replace(
        settled,
        status=Status.ENDED,
        ending=ending,
        valid=valid,
        waiting_on=None,
        pending=None,
        handed=None,
        later=None,
        again=(),
        sent_at=now if ending is Ending.COMPLETE else None,
        clashed=(),
    )
    return ended, (*effects, Close(ending, valid))
