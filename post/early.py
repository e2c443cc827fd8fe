"""Receipts that overtook the answer to our own call: of messages whose platform id no row had yet.

They are given to their messages once these are known, and forgotten when they belong to nothing.
"""

from datetime import datetime, timedelta
from typing import Protocol

from ground.doors import Door

AT_ONCE = 200
MOST_ROUNDS = 50
FORGET = timedelta(days=7)


class EarlyPort(Protocol):
    """The rows of early receipts, and the messages that they belong to."""

    def join(self, after: str, limit: int) -> tuple[int, str | None]:
        """Of the receipts behind that platform id, give those to their messages that have one.

        How many were given, and the last id looked at (None = there are no more).
        """
        ...

    def forget(self, before: datetime) -> None:
        """Drop those that were told before that."""
        ...


async def join_early(door: Door[EarlyPort], now: datetime) -> int:
    """Look at all of them once; how many found their message. Safe to run again at any time."""
    joined, after = 0, ""
    for _ in range(MOST_ROUNDS):
        found, last = await door.run(lambda port, behind=after: port.join(behind, AT_ONCE))  # type: ignore[misc]
        joined += found
        if last is None:
            break
        after = last
    await door.run(lambda port: port.forget(now - FORGET))
    return joined
