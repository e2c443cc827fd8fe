"""When a gap in what we heard is suspected, and from when on the chats are to be swept. Pure.

`whole` is until when the history is known to be whole; it is kept in the store, so that neither a
restart nor a sweep that broke half-way forgets a gap.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

GAP = timedelta(minutes=30)
"""So long a silence may hide something; a quiet night costs a call or two."""
MARGIN = timedelta(minutes=10)
"""Swept from so long before the silence: what was under way then may have been lost."""
UNANSWERED = timedelta(minutes=10)
"""Every message of ours has an echo: so long after one, silence means that nothing arrives."""
AGAIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known at a tick."""

    whole: datetime | None  # None = nobody ever looked
    heard: datetime | None  # the newest arrival
    sent: datetime | None  # when we last sent to a chat
    swept: datetime | None = None  # by this process
    first: bool = False  # tick of this process

    @property
    def until(self) -> datetime | None:
        """Until when the history is whole, as far as anybody can know."""
        return self.whole or self.heard


def suspected(known: Heard, now: datetime) -> datetime | None:
    """From when on to sweep; None = there is no reason."""
    until, heard = known.until, known.heard
    if until is None or heard is None:
        return None  # nothing was ever heard: there is no talk that could miss anything
    spoke_again = heard - until > GAP
    silent = now - until > GAP
    rested = known.swept is None or now - known.swept >= AGAIN
    waits = known.sent is not None and known.sent > heard and now - known.sent > UNANSWERED
    if spoke_again or (silent and (known.first or (waits and rested))):
        return until - MARGIN
    return None


def whole_now(known: Heard, now: datetime) -> datetime:
    """Until when it is whole where no gap is suspected: as far as something was heard."""
    return max(filter(None, (known.until, known.heard)), default=now)
