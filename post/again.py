"""An invitation's message sent once more, because somebody asked for its link. Pure, but the port.

It goes where the last one went, and to no address that anybody typed; so nobody can be written to
by it who was not invited, and not more often than this.
"""

from datetime import datetime, timedelta
from typing import Protocol

PURPOSE = "again"
WAIT = timedelta(hours=12)
MOST = 3
"""Of one invitation, in all."""


def may_go(before: int, last_at: datetime | None, now: datetime) -> bool:
    """Whether one more may go: `before` = how many went already, `last_at` = when the last did."""
    return before < MOST and (last_at is None or last_at + WAIT <= now)


class AgainPort(Protocol):
    """The rows that it takes."""

    def send_again(self, ref: str, now: datetime) -> bool:
        """Put the last message that arrived into the outbox once more, for the invitation that
        `ref` names (`ground.seal.LINKS`), if it is open still and `may_go`; whether it was.
        """
        ...
