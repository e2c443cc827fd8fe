"""Once the talk is over: corrections at the page until the closing, and what came too late.

A form that was open when the talk ended is refused kindly, and what stood in it is shown to its
writer. It judges no answer.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.afterwards import Afterwards
from bot.conversation import Conversation, Status
from flows.model import Ending

_CLOSED = (Ending.EXPIRED, Ending.QUOTA_FULL)


def standing(until: datetime, now: datetime) -> Afterwards:
    """What a page that is only looked at knows: until when sent answers may be corrected."""
    return Afterwards(until if now < until else None)


def too_late(fields: Mapping[str, str]) -> Afterwards:
    """Nothing of a form with these fields was taken, since the time has run out."""
    return Afterwards(None, unsent=dict(fields))


def posted(
    before: Conversation, moved: Conversation, fields: Mapping[str, str], until: datetime
) -> Afterwards:
    """What became of a form with these fields: it came too late if the talk was over before it,
    or was closed behind its back.
    """
    late = before.status is Status.ENDED or moved.ending in _CLOSED
    return Afterwards(until, unsent=dict(fields) if late else {})


def corrected(before: Conversation, moved: Conversation, until: datetime) -> Afterwards:
    """What became of a correction: which answers are new."""
    old = before.revisions
    new = (id_ for id_, number in moved.revisions.items() if number > old.get(id_, 0))
    return Afterwards(until, frozenset(new))
