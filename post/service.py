"""The claim loop: lease what is due, commit the intent, call with no transaction open, record.

It renders nothing and retries nothing by itself: the retry time stands in the row.
"""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from ground.doors import Door
from post.ports import Claimed, Failure, OutboxPort, Sender, SendError, Settled
from post.states import failed, sent

BATCH = 48
TOGETHER = 16
"""Calls of one channel in flight at once."""
LEASE = timedelta(seconds=60)
IDLE_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class Post:
    """Sends what is due. One per process; any number of processes on PostgreSQL."""

    def __init__(self, door: Door[OutboxPort], senders: Mapping[str, Sender], clock: Clock) -> None:
        self._door = door
        self._senders = senders
        self._clock = clock
        self._nudged = {channel: asyncio.Event() for channel in senders}

    def nudge(self) -> None:
        """Something was put in the outbox: look at once."""
        for nudged in self._nudged.values():
            nudged.set()

    async def run(self) -> None:
        """Send until cancelled; a slow channel never holds up another."""
        async with asyncio.TaskGroup() as tasks:
            for channel in self._senders:
                tasks.create_task(self._run(channel))

    async def _run(self, channel: str) -> None:
        """Rounds of one channel; one that breaks is logged, and the next one comes."""
        nudged = self._nudged[channel]
        while True:
            nudged.clear()
            try:
                moved = await self._channel(channel)
            except Exception:
                log.exception("post.round_failed", channel=channel)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if not moved:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(nudged.wait(), IDLE_SECONDS)

    async def sweep(self) -> int:
        """Take up what a dead process left behind."""
        now = self._clock.now()
        return await self._door.run(lambda port: port.sweep(now))

    async def pump(self) -> int:
        """One round over every channel at once; how many messages were taken in hand."""
        return sum(await asyncio.gather(*(self._channel(name) for name in self._senders)))

    async def _channel(self, channel: str) -> int:
        now = self._clock.now()
        claimed = await self._door.run(lambda port: port.claim(channel, now, BATCH, LEASE))
        for start in range(0, len(claimed), TOGETHER):
            await self._send(claimed[start : start + TOGETHER])
        return len(claimed)

    async def _send(self, claimed: Sequence[Claimed]) -> None:
        now = self._clock.now()
        said = [(message.id, self._text(message)) for message in claimed]
        texts = {id_: text for id_, text in said if text is not None}
        allowed = await self._door.run(lambda port: port.begin(claimed, now, LEASE, texts))
        calls = [self._call(message) for message in claimed if message.id in allowed]
        settled = await asyncio.gather(*calls)
        if settled:
            after = self._clock.now()
            await self._door.run(lambda port: port.settle(settled, after))

    def _text(self, message: Claimed) -> str | None:
        try:
            return self._senders[message.channel].text(message)
        except Exception:  # noqa: BLE001  the call will break on it as well, and is recorded
            return None

    async def _call(self, message: Claimed) -> Settled:
        try:
            return sent(message, await self._senders[message.channel].send(message))
        except SendError as error:
            log.info("post.not_sent", message=message.id, kind=error.kind, code=error.code)
            return failed(message, error, self._clock.now())
        except Exception as error:
            log.exception("post.broken", message=message.id)
            own = SendError(Failure.PAYLOAD, type(error).__name__)
            return failed(message, own, self._clock.now())
