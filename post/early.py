"""Receipts that overtook the answer to our own call: of messages whose platform id no row had yet.

They are given to their messages once these are known, and forgotten when they belong to nothing.
"""

from datetime import datetime, timedelta
from typing import Protocol

from ground.doors import Door

AT_ONCE = 200
FORGET = timedelta(days=7)


class EarlyPort(Protocol):
    """The rows of early receipts, and the messages that they belong to."""

    def join(self, limit: int) -> int:
        """Give receipts to the messages that have their platform id by now; how many."""
        ...

    def forget(self, before: datetime) -> None:
        """Drop those that were told before that."""
        ...


async def join_early(door: Door[EarlyPort], now: datetime) -> int:
    """One round; how many receipts found their message. Safe to run again at any time."""

    def round_(port: EarlyPort) -> int:
        joined = port.join(AT_ONCE)
        port.forget(now - FORGET)
        return joined

    return await door.run(round_)
