"""The claim loop: lease what is due, commit the intent, call with no transaction open, record.

It renders nothing and retries nothing by itself: the retry time stands in the row.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from ground.doors import Door
from post.lanes import Lane, Learned, road_of
from post.ports import Claimed, Failure, OutboxPort, Sender, SendError
from post.rules import Rules
from post.states import Ended, failed, sent
from post.stream import Now, Stream

BATCH = 48
TOGETHER = 16
"""Calls of one round in flight at once; no more are claimed, so that they are made at once."""
ROUNDS = 3
"""Rounds of one lane beside each other: a call that hangs holds up its own round alone."""
LEASE = timedelta(seconds=60)
IDLE_SECONDS = 1.0

log = structlog.get_logger(__name__)

LanesAt = Callable[[datetime], Mapping[str, Lane]]
"""The lanes by name, with their rates of that moment. The names are always the same."""


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class Post:
    """Sends what is due. One per process; any number of processes on PostgreSQL."""

    def __init__(
        self,
        door: Door[OutboxPort],
        senders: Mapping[str, Sender],
        clock: Clock,
        lanes: LanesAt,
        rules: Callable[[datetime], Rules],
    ) -> None:
        self._door = door
        self._senders = senders
        self._clock = clock
        self._lanes = lanes
        self._rules = rules
        served = [lane for lane in lanes(clock.now()).values() if lane.channel in senders]
        self._nudged = {lane.name: asyncio.Event() for lane in served}
        self._streams = {
            lane.name: Stream(door, partial(self._call, lane.name), partial(self._at, lane.name))
            for lane in served
            if lane.in_flight
        }

    def nudge(self) -> None:
        """Something was put in the outbox: look at once."""
        for nudged in self._nudged.values():
            nudged.set()

    async def run(self) -> None:
        """Send until cancelled; a slow lane never holds up another."""
        async with asyncio.TaskGroup() as tasks:
            for name, nudged in self._nudged.items():
                if name in self._streams:
                    tasks.create_task(self._streams[name].run(nudged))
                    continue
                for _ in range(ROUNDS):
                    tasks.create_task(self._run(name))

    async def _run(self, name: str) -> None:
        """Rounds of one lane; one that breaks is logged, and the next one comes.

        What a round ended with is written in the transaction that claims the next one.
        """
        nudged = self._nudged[name]
        ended: list[Ended] = []
        while True:
            nudged.clear()
            try:
                claimed = await self._turn(name, ended, TOGETHER)
                ended = []
                ended = await self._send(name, claimed)
            except Exception:
                log.exception("post.round_failed", lane=name)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if not claimed:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(nudged.wait(), IDLE_SECONDS)

    async def sweep(self) -> int:
        """Take up what a dead process left behind."""
        now = self._clock.now()
        return await self._door.run(lambda port: port.sweep(now))

    async def pump(self) -> int:
        """One round over every lane at once; how many messages were taken in hand."""
        return sum(await asyncio.gather(*(self._pump(name) for name in self._nudged)))

    async def _pump(self, name: str) -> int:
        if name in self._streams:
            return await self._streams[name].pump(BATCH)
        claimed = await self._turn(name, [], BATCH)
        for start in range(0, len(claimed), TOGETHER):
            await self._settle(name, await self._send(name, claimed[start : start + TOGETHER]))
        return len(claimed)

    def _at(self, name: str) -> Now:
        now = self._clock.now()
        return Now(now, self._lanes(now)[name], self._rules(now))

    async def _turn(self, name: str, ended: Sequence[Ended], most: int) -> Sequence[Claimed]:
        now = self._clock.now()
        lane = self._lanes(now)[name]

        def unit(port: OutboxPort) -> Sequence[Claimed]:
            _write(port, lane, ended, now)
            return port.claim(lane, now, most, LEASE)

        return await self._door.run(unit)

    async def _settle(self, name: str, ended: Sequence[Ended]) -> None:
        now = self._clock.now()
        lane = self._lanes(now)[name]
        await self._door.run(lambda port: _write(port, lane, ended, now))

    async def _send(self, name: str, claimed: Sequence[Claimed]) -> list[Ended]:
        if not claimed:
            return []
        now = self._clock.now()
        rules = self._rules(now)
        said = [(message.id, self._text(message)) for message in claimed]
        texts = {id_: text for id_, text in said if text is not None}
        allowed = await self._door.run(lambda port: port.begin(claimed, now, LEASE, texts, rules))
        calls = [self._call(name, message) for message in claimed if message.id in allowed]
        return await asyncio.gather(*calls)

    def _text(self, message: Claimed) -> str | None:
        try:
            return self._senders[message.channel].text(message)
        except Exception:  # noqa: BLE001  the call will break on it as well, and is recorded
            return None

    async def _call(self, name: str, message: Claimed) -> Ended:
        try:
            return sent(message, await self._senders[message.channel].send(message))
        except SendError as error:
            log.info("post.not_sent", message=message.id, kind=error.kind, code=error.code)
            return self._failed(name, message, error)
        except Exception as error:
            log.exception("post.broken", message=message.id)
            own = SendError(Failure.PAYLOAD, type(error).__name__)
            ended = self._failed(name, message, own)
            return replace(ended, learned=Learned(road_of(message.way), counts=False))

    def _failed(self, name: str, message: Claimed, error: SendError) -> Ended:
        now = self._clock.now()
        return failed(self._lanes(now)[name], message, error, now, self._rules(now))


def _write(port: OutboxPort, lane: Lane, ended: Sequence[Ended], now: datetime) -> None:
    if ended:
        port.settle([each.settled for each in ended], now)
        port.learned(lane, [each.learned for each in ended], now)
