"""What is kept of what arrived, for officers and for the clockwork. No SQL here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Unseen:
    """Arrivals of one kind that nothing followed from, or that broke; never their text."""

    kind: str
    state: str  # kept, quarantined
    count: int
    first: datetime
    last: datetime
    error: str | None  # of one of them


class InboxPort(Protocol):
    """The inbox as an officer and the clockwork see it."""

    def unseen(self) -> Sequence[Unseen]:
        """What no officer has looked at, by kind, the quarantined first."""
        ...

    def looked(self, state: str, at: datetime) -> int:
        """An officer has seen all of that state that arrived by `at`; how many there were."""
        ...

    def last_heard(self) -> datetime | None:
        """When the platform's newest event arrived."""
        ...

    def last_sent(self) -> datetime | None:
        """When we last sent something to a chat; looked for among the newest messages."""
        ...

    def whole(self) -> datetime | None:
        """Until when nothing is known to be missing; None = nobody ever looked."""
        ...

    def keep_whole(self, until: datetime, now: datetime) -> None:
        """Remember it."""
        ...

    def prune(self, done_before: datetime, seen_before: datetime, limit: int) -> int:
        """Forget what has run out, at most `limit` rows; how many were forgotten.

        Done events that arrived before `done_before`, but for those of open threads; kept ones and
        those looked at before `seen_before`. What is quarantined stays until somebody has looked.
        """
        ...
