"""Waiting for an answer that will never come takes no time: the loop's clock is moved over it.

A patience short enough for a test would run out on a busy machine for calls that the platform did
answer. So it is long, and passes at once where the platform holds back all that is on its way.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from channels.zalo.send import ZaloSender
from post.ports import Claimed, Handed

LOOK_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Watched:
    """Zalo's way out; it keeps what is on its way, by the name that the platform knows."""

    sender: ZaloSender
    name_of: Callable[[Claimed], str]
    under_way: set[str] = field(default_factory=set)

    def text(self, message: Claimed) -> str | None:
        """As the sender says."""
        return self.sender.text(message)

    async def send(self, message: Claimed) -> Handed:
        """As the sender does."""
        name = self.name_of(message)
        self.under_way.add(name)
        try:
            return await self.sender.send(message)
        finally:
            self.under_way.discard(name)


@asynccontextmanager
async def no_waiting(
    under_way: Set[str], silent: Callable[[], Awaitable[Set[str]]], patience_seconds: float
) -> AsyncIterator[None]:
    """While it is open: where all that is under way is silent for good, patience runs out at once.

    A silent call is never made again (its outcome is unknown), so a name in both sets is waiting.
    """

    async def in_vain() -> bool:
        return bool(under_way) and under_way <= await silent()

    async with passing(in_vain, patience_seconds):
        yield


@asynccontextmanager
async def passing(in_vain: Callable[[], Awaitable[bool]], seconds: float) -> AsyncIterator[None]:
    """While it is open: so many seconds pass at once whenever all that is waited for is in vain.

    The clock stays ahead afterwards: no loop's clock goes back.
    """
    loop, ahead = asyncio.get_running_loop(), 0.0

    def moved() -> float:
        return monotonic() + ahead

    async def look() -> None:
        nonlocal ahead
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if await in_vain():
                ahead += seconds

    loop.time = moved  # type: ignore[method-assign]
    async with asyncio.TaskGroup() as tasks:
        looking = tasks.create_task(look())
        yield
        looking.cancel()
