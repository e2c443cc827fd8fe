"""One step of a conversation: where it stood, what happened, what follows.

No clock, no database, no network, no ids: `step` says what should happen, and the service
that called it makes it so inside one transaction. The same input gives the same output.
"""

from datetime import datetime
from typing import TypeAlias, assert_never

from bot.chat import begun, replied, sent_other, tapped
from bot.closing import close, refuse, withdrawn
from bot.conversation import Conversation, Status
from bot.events import (
    AskedForOfficer,
    AskedToStop,
    Begun,
    Corrected,
    Effect,
    Ended,
    Event,
    Greeted,
    HandedBack,
    Rated,
    Replied,
    Sent,
    SentOther,
    SharedPhone,
    Submitted,
    Tapped,
    WentSilent,
    Withdrew,
    Woken,
)
from bot.form import submitted
from bot.handing import called_for, handed_back
from bot.mail_events import Mailed
from bot.mailed import mailed
from bot.over import after_the_end
from bot.rating import rated
from bot.sending import sent
from bot.snoozing import went_silent, woken
from flows.model import Flow

Moved = tuple[Conversation, tuple[Effect, ...]]
Outside: TypeAlias = (
    AskedForOfficer | AskedToStop | Mailed | Withdrew | Ended | HandedBack | Woken | WentSilent
)


def step(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """Move a conversation on by one event.

    An answer that does not fit is an outcome, never an exception; an exception means a
    broken flow or broken code.
    """
    if conv.status is Status.ENDED:
        return after_the_end(flow, conv, event, now)
    match event:
        case Begun() | SharedPhone() | Greeted():  # a number answers nothing: the door keeps it
            return begun(flow, conv, now)
        case Replied():
            return replied(flow, conv, event, now)
        case Tapped():
            return tapped(flow, conv, event, now)
        case SentOther():
            return sent_other(flow, conv, event, now)
        case Rated():
            return rated(flow, conv, event, now)
        case Submitted():
            return submitted(flow, conv, event, now)
        case Sent():
            return sent(flow, conv, event, now)
        case Corrected():  # what was not sent yet is changed as everywhere
            return conv, ()
        case _:
            return _from_outside(flow, conv, event, now)


def _from_outside(flow: Flow, conv: Conversation, event: Outside, now: datetime) -> Moved:
    """What the mail's stop, the clockwork and an officer bring."""
    match event:
        case AskedForOfficer():
            return called_for(conv)
        case AskedToStop():
            return refuse(conv)
        case Mailed():
            return mailed(conv, event)
        case Withdrew():
            return withdrawn(conv)
        case Ended():
            return close(flow, conv, event.ending, now)
        case HandedBack():
            return handed_back(flow, conv, event, now)
        case Woken():
            return woken(flow, conv, event, now)
        case WentSilent():
            return went_silent(flow, conv, event, now)
        case _:
            assert_never(event)
