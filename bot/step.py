"""One step of a conversation: where it stood, what happened, what follows.

No clock, no database, no network, no ids: `step` says what should happen, and the service
that called it makes it so inside one transaction. The same input gives the same output.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.chat import replied, sent_other, tapped
from bot.closing import after_the_end, close, refuse
from bot.conversation import Conversation, Status
from bot.events import (
    AskedToStop,
    Begun,
    Effect,
    Ended,
    Event,
    Replied,
    Say,
    SentOther,
    Submitted,
    Tapped,
)
from bot.form import submitted
from bot.prompts import ask, opening, sentence
from bot.walk import begin
from flows.model import Flow

Moved = tuple[Conversation, tuple[Effect, ...]]


def step(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """Move a conversation on by one event.

    An answer that does not fit is an outcome, never an exception; an exception means a
    broken flow or broken code.
    """
    if conv.status is Status.ENDED:
        return after_the_end(conv, event)
    match event:
        case Begun():
            return _begun(flow, conv, now)
        case Replied():
            return replied(flow, conv, event, now)
        case Tapped():
            return tapped(flow, conv, event, now)
        case SentOther():
            return sent_other(flow, conv, event)
        case Submitted():
            return submitted(flow, conv, event, now)
        case AskedToStop():
            return refuse(conv)
        case Ended():
            return close(flow, conv, event.ending)
        case _:
            assert_never(event)


def _begun(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """The chat was bound. Begun on the page already: go on where that stands."""
    if conv.status is Status.OPEN:
        moved = replace(conv, asked_at=now)
        return moved, (Say(ask(flow, moved, before=sentence(conv, "recall"))),)
    moved = begin(flow, conv, now)
    return moved, (Say(opening(flow, moved)),)
