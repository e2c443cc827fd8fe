"""What the keeper of tokens needs of the store. No SQL here.

A refresh token works once. So one process at a time may ask for a new pair: it takes a lease that
outlasts the call, and the intent is committed before the call leaves.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token, its end, and the refresh token that makes the next one."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime  # of the access token
    born_at: datetime  # of the refresh token, which lives three months


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to ask for a new pair, until it lapses."""

    pair: Pair
    fence: int
    again: bool  # an earlier call with this refresh token ended without an answer


class Stays(Enum):
    """Why there is neither another pair nor a lease."""

    MISSING = "missing"  # the account was never connected
    BUSY = "busy"  # another process asks just now
    DEAD = "dead"  # only a new connection helps; officers were told


class TokenPort(Protocol):
    """One account's pair, by the account's lane name "zalo/<oa id>"; inside a transaction."""

    def pair(self, lane: str) -> Pair | None:
        """The pair that is kept."""
        ...

    def begin(
        self, lane: str, refused: str, now: datetime, lease: timedelta
    ) -> Pair | Lease | Stays:
        """After the access token `refused`: the pair of somebody who was faster, or a lease.

        With the lease the intent to use the refresh token is written down.
        """
        ...

    def keep(self, lane: str, pair: Pair, used: str | None, now: datetime) -> bool:
        """Keep a pair got for the refresh token `used`; None = an admin brought it.

        False where another pair is kept by now. The lane goes on if only this held it up.
        """
        ...

    def let_go(self, lane: str, lease: Lease, unclear: bool) -> None:
        """Give a lease back; `unclear` where the platform may have taken the refresh token."""
        ...

    def stop(self, lane: str, lease: Lease | None, reason: str, now: datetime) -> None:
        """The platform's answer is final: pause the lane. Without effect for an outdated lease."""
        ...
