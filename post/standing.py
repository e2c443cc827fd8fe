"""How a channel stands, for a person to read: what waits, what is unknown, when it was heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Count:
    """Messages that have not ended well, of one account, state and purpose."""

    account: str | None  # None = the usual account
    state: str
    purpose: str
    count: int


@dataclass(frozen=True, slots=True)
class Rest:
    """A lane, road or template that rests by itself: its quota or rate is used up, or it broke."""

    name: str
    until: datetime
    failures: int  # in a row; 0 = it rests for another reason


class StandingPort(Protocol):
    """Reads only."""

    def counts(self, channel: str) -> Sequence[Count]:
        """What is not sent and not given up: queued, leased, sending, unknown, dead."""
        ...

    def heard(self, channel: str, account: str | None = None) -> datetime | None:
        """When the newest event came; of one account, those whose event names it."""
        ...

    def resting(self, now: datetime) -> Sequence[Rest]:
        """What goes on by itself after a time."""
        ...
