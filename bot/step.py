"""One step of a conversation: where it stood, what happened, what follows.

No clock, no database, no network, no ids: `step` says what should happen, and the service
that called it makes it so inside one transaction. The same input gives the same output.
"""

from datetime import datetime
from typing import assert_never

from bot.chat import begun, replied, sent_other, tapped
from bot.closing import after_the_end, close, refuse
from bot.conversation import Conversation, Status
from bot.events import (
    AskedToStop,
    Begun,
    Effect,
    Ended,
    Event,
    Replied,
    Sent,
    SentOther,
    SharedPhone,
    Submitted,
    Tapped,
)
from bot.form import submitted
from bot.sending import sent
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
        case Begun() | SharedPhone():  # the door keeps the number; here it answers nothing
            return begun(flow, conv, now)
        case Replied():
            return replied(flow, conv, event, now)
        case Tapped():
            return tapped(flow, conv, event, now)
        case SentOther():
            return sent_other(flow, conv, event, now)
        case Submitted():
            return submitted(flow, conv, event, now)
        case Sent():
            return sent(flow, conv, event, now)
        case AskedToStop():
            return refuse(conv)
        case Ended():
            return close(flow, conv, event.ending, now)
        case _:
            assert_never(event)
