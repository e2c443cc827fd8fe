"""Walking a flow: beginning, taking an answer, moving to the next question. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.answers import Given, stored
from bot.conversation import Conversation, Status, with_answer
from bot.events import Alert, Close, Effect, Record, ShareCase
from bot.keeping import kept
from flows.model import SEPARATOR, Ending, Flow, Question
from flows.walk.path import Path, Standing, path
from flows.walk.validity import is_valid

Moved = tuple[Conversation, tuple[Effect, ...]]

LEAVES = (Ending.REFUSED, Ending.WRONG_PERSON)
"""Endings after which nothing more is sent to this person."""


def path_of(flow: Flow, conv: Conversation) -> Path:
    """Where the conversation stands: what is asked, what is open, how it ended."""
    return path(flow, Standing(conv.answers, conv.facts, conv.seed, conv.lengths))


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
        waiting_on=path.open.id if path.open else None,
        asked_at=asked_at,
        reasks=0,
        pending=None,
    )


def take(flow: Flow, conv: Conversation, question: Question, given: Given, now: datetime) -> Moved:
    """Record an answer."""
    value, words, way_in = stored(flow.by_id[question.id], given.value), given.words, given.way_in
    moved, revision = with_answer(conv, question.id, value, now, words)
    effects: list[Effect] = [Record(question.id, value, way_in, revision, words)]
    if question.id not in conv.alerted and _warns(flow, moved, question):
        level = question.alert.level if question.alert else None
        assert level is not None
        moved = replace(moved, alerted=(*moved.alerted, question.id))
        effects.append(Alert(question.id, value, level))
    if question.consents_to == "share_case":
        before = conv.answers.get(question.id) == "yes"
        if before != (value == "yes"):
            effects.append(ShareCase(agreed=not before))
    return moved, tuple(effects)


def _warns(flow: Flow, conv: Conversation, question: Question) -> bool:
    """Whether the answer just given warns the agency: by its value, or by the rule's condition."""
    rule = question.alert
    if rule is None:
        return False
    if rule.values & set(conv.answers[question.id].split(SEPARATOR)):  # of several, any one
        return True
    return rule.when is not None and rule.when.holds(path_of(flow, conv).names)


def reachable(path: Path) -> tuple[Question, ...]:
    """The questions that may be answered now: of the path, none behind an unanswered consent."""
    blank = (n for n, q in enumerate(path.asked, 1) if q.id not in path.given and _is_gate(q))
    return path.asked[: next(blank, None)]


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
    )
    return ended, (*effects, Close(ending, valid))
