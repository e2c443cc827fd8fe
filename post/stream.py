"""A lane whose calls follow one another: each that ends makes room for the next.

Rounds (post/service.py) wait for their slowest call, which for mail may take ten minutes. Here
what has ended is written, and what comes next is taken, in one transaction; its commit is the
intent, and the calls begin at once. A call still on its way has its lease renewed, so that a
lapsed one says that its process is dead. It renders nothing and retries nothing by itself.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from ground.doors import Door
from post.lanes import Lane
from post.ports import Claimed, OutboxPort, Taking
from post.rules import Rules
from post.states import Ended

LEASE = timedelta(seconds=60)
RENEW_SECONDS = 15.0
IDLE_SECONDS = 1.0
GATHER = 64
"""So many that have ended are written without waiting for more …"""
GATHER_SECONDS = 0.05
"""… and fewer after so long."""
DRAIN_SECONDS = 8.0
"""At the end calls on their way may take so long; what is left then nobody can know."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Now:
    """This moment, and how the lane and the rules are at it."""

    at: datetime
    lane: Lane
    rules: Rules


@dataclass(slots=True)
class Flying:
    """The calls of one lane: on their way, and ended but not yet written."""

    on_way: dict[int, Claimed] = field(default_factory=dict)
    ended: list[tuple[Claimed, Ended]] = field(default_factory=list)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, message: Claimed, how: Ended) -> None:
        """A call has ended."""
        del self.on_way[message.id]
        self.ended.append((message, how))
        if len(self.ended) >= GATHER or not self.on_way:
            self.enough.set()


class Stream:
    """Sends by one lane. Any number of processes on PostgreSQL."""

    def __init__(
        self,
        door: Door[OutboxPort],
        call: Callable[[Claimed], Awaitable[Ended]],
        now: Callable[[], Now],
    ) -> None:
        self._door = door
        self._call = call
        self._now = now
        self._flying = Flying()

    async def run(self, moved: asyncio.Event) -> None:
        """Send until cancelled; then what is on its way may end, and is written.

        `moved` is set by whoever puts a message into the outbox, and by every call that ends.
        """
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._renewing())
            try:
                while True:
                    await self._turn(moved, tasks)
            except asyncio.CancelledError:
                await self._drained()
                raise

    async def pump(self, most: int) -> int:
        """One round of its own: take, call, write; how many were taken."""
        claimed = await self._written(most)
        ended = await asyncio.gather(*(self._call(message) for message in claimed))
        self._flying.ended += zip(claimed, ended, strict=True)
        if claimed:
            await self._written(0)
        return len(claimed)

    async def _turn(self, moved: asyncio.Event, tasks: asyncio.TaskGroup) -> None:
        moved.clear()
        flying = self._flying
        free = self._now().lane.in_flight - len(flying.on_way)
        try:
            claimed = await self._written(free)
        except Exception:
            log.exception("post.turn_failed")
            await asyncio.sleep(IDLE_SECONDS)
            return
        for message in claimed:
            flying.on_way[message.id] = message
            tasks.create_task(self._fly(message, moved))
        if flying.enough.is_set():  # the next transaction runs while these mails are rendered
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(moved.wait(), IDLE_SECONDS)
        if flying.ended:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(flying.enough.wait(), GATHER_SECONDS)

    async def _fly(self, message: Claimed, moved: asyncio.Event) -> None:
        self._flying.end(message, await self._call(message))
        moved.set()

    async def _written(self, most: int) -> Sequence[Claimed]:
        """What has ended is written, and up to `most` are taken, in one transaction."""
        now, flying = self._now(), self._flying
        ended, flying.ended = flying.ended, []
        flying.enough.clear()
        again = Counter(one.receiver for one, how in ended if how.settled.state == "queued")
        taking = Taking(most, LEASE, {name: n for name, n in again.items() if name})

        def unit(port: OutboxPort) -> Sequence[Claimed]:
            if ended:
                port.settle([how.settled for _, how in ended], now.at)
                port.learned(now.lane, [how.learned for _, how in ended], now.at)
            if most <= 0 and not again:
                return []
            return port.take(now.lane, now.at, taking, now.rules)

        if most <= 0 and not ended:
            return []
        try:
            return await self._door.run(unit)
        except BaseException:
            flying.ended = ended + flying.ended
            raise

    async def _renewing(self) -> None:
        """Say that this process is alive and its calls are on their way."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            try:
                await self._renew(list(self._flying.on_way.values()))
            except Exception:
                log.exception("post.renewal_failed")

    async def _renew(self, claimed: Sequence[Claimed]) -> None:
        if claimed:
            until = self._now().at + LEASE
            await self._door.run(lambda port: port.renew(claimed, until))

    async def _drained(self) -> None:
        """Nothing new is taken; calls on their way end, or are given up."""
        flying = self._flying
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                while flying.on_way:
                    flying.enough.clear()
                    await flying.enough.wait()
        await self._written(0)
