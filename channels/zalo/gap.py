"""When a gap in what we heard is suspected, and from when on the chats are to be swept. Pure.

It remembers the last tick of this process alone: after a restart the inbox tells when something was
heard last.
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
class Ticked:
    """What the last tick saw."""

    heard: datetime | None = None
    swept: datetime | None = None
    first: bool = True


def suspected(
    before: Ticked, heard: datetime | None, sent: datetime | None, now: datetime
) -> datetime | None:
    """From when on to sweep; None = there is no reason. `sent` is when we last sent to a chat."""
    if heard is None:
        return None  # nothing was ever heard: there is no talk that could miss anything
    if before.first:  # we were down
        return heard - MARGIN if now - heard > GAP else None
    if before.heard is not None and heard - before.heard > GAP:  # it speaks again
        return before.heard - MARGIN
    rested = before.swept is None or now - before.swept >= AGAIN
    waits = sent is not None and sent > heard and now - sent > UNANSWERED
    if rested and waits and now - heard > GAP:
        return heard - MARGIN
    return None
