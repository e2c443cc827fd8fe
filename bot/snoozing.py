"""“Later”, silence, and coming back. Pure: the clockwork brings the events, the plan the times."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.asking import repeated
from bot.conversation import Conversation, Status
from bot.events import Effect, Prompt, Reminded, Say, WakeAt, WentSilent, Woken
from bot.handing import quiet
from bot.moments import later, told
from bot.prompts import sentence
from flows.model import Flow

Moved = tuple[Conversation, tuple[Effect, ...]]

AWAY = timedelta(hours=12)
"""Who comes back after so long is told where we were, before being told of not being understood."""


def snoozed(conv: Conversation, text: str, now: datetime) -> Moved:
    """The citizen wants to answer later: they are left alone until then."""
    until = later(conv, text, now)
    moved = replace(conv, later=until, laters=conv.laters + 1, pending=None)
    line = sentence(conv, "later", when=told(conv, until, now))
    return moved, (WakeAt(moved.laters, until), Say(Prompt(line)))


def woken(flow: Flow, conv: Conversation, event: Woken, now: datetime) -> Moved:
    """The moment has come; whoever spoke up meanwhile is not woken."""
    if conv.later is None or event.number != conv.laters or conv.status is not Status.OPEN:
        return conv, ()
    return repeated(flow, replace(conv, later=None), "later_is_now", now)


def went_silent(flow: Flow, conv: Conversation, event: WentSilent, now: datetime) -> Moved:
    """One of the plan's reminders; after the last of them a kind line, and no more."""
    if conv.later is not None and now < conv.later:
        return conv, ()  # they said when
    used: tuple[Effect, ...] = (Reminded(),)
    if conv.status is not Status.OPEN or conv.asked_at is None or quiet(conv, now):
        return conv, used  # nothing waits for them in chat
    if event.last:
        line = sentence(conv, "left_alone", deadline=str(conv.facts.get("plan.deadline") or ""))
        return conv, (*used, Say(Prompt(line)))
    moved, effects = repeated(flow, conv, "silent", now)
    return moved, (*used, *effects)


def spoke_up(conv: Conversation) -> Conversation:
    """The citizen did something: nothing needs to wake them."""
    return conv if conv.later is None else replace(conv, later=None)
