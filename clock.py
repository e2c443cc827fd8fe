"""Tells the time: this machine's, a settable one, or the sandbox's.

The only place that reads a clock. It never sleeps for anybody: who waits, waits elsewhere.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Protocol, Self

import aiohttp

POLL_WAIT_SECONDS = 25
RETRY_SECONDS = 1.0


class Clock(Protocol):
    """What tells the present moment."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that stands still until it is moved: for tests and rehearsals. Forward only."""

    def __init__(self, start: datetime) -> None:
        self._now = _aware(start)

    def now(self) -> datetime:
        """The moment that it was last moved to, in UTC."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by` and return the new moment; raises ValueError if it is negative."""
        return self.set(self._now + by)

    def set(self, moment: datetime) -> datetime:
        """Move to `moment` and return it; raises ValueError if that would go back."""
        moment = _aware(moment)
        if moment < self._now:
            raise ValueError(f"a clock does not go back: {self._now} -> {moment}")
        self._now = moment
        return moment


class ClockLost(Exception):
    """The sandbox's clock does not answer, or not with a time."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the sandbox's clock showed, and our own steady seconds at that instant."""

    now: datetime
    version: int
    frozen: bool
    at: float


class FollowingClock:
    """Follows the sandbox's clock, used as `async with FollowingClock(url) as clock`.

    It asks once at the start (ClockLost if nobody answers), then holds a request open that
    is answered when the clock is moved. In between it runs on by itself, unless the clock is
    frozen; a sandbox that is gone for a while is asked again each second.
    `GET url` answers `{"now": ISO 8601 with zone, "version": int, "frozen": bool}`;
    `?after=N&wait=S` holds the answer for up to S seconds while the version is N.
    """

    def __init__(self, url: str, steady: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._steady = steady
        self._reading: _Reading | None = None
        self._session: aiohttp.ClientSession | None = None
        self._following: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """The sandbox's present moment, in UTC."""
        if self._reading is None:
            raise ClockLost("the clock is not followed yet: use `async with`")
        return _run_on(self._reading, self._steady())

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=POLL_WAIT_SECONDS + 10, connect=5)
        self._session = aiohttp.ClientSession(timeout=timeout)
        try:
            self._reading = await self._ask(self._session, {})
        except ClockLost:
            await self._session.close()
            raise
        self._following = asyncio.create_task(self._follow(self._session, self._reading))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._following:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
        if self._session:
            await self._session.close()

    async def _follow(self, session: aiohttp.ClientSession, reading: _Reading) -> None:
        while True:
            try:
                query = {"after": str(reading.version), "wait": str(POLL_WAIT_SECONDS)}
                reading = _later(reading, await self._ask(session, query))
                self._reading = reading
            except ClockLost:
                await asyncio.sleep(RETRY_SECONDS)

    async def _ask(self, session: aiohttp.ClientSession, query: dict[str, str]) -> _Reading:
        try:
            async with session.get(self._url, params=query) as response:
                response.raise_for_status()
                shown = json.loads(await response.read())
            moment = _aware(datetime.fromisoformat(shown["now"]))
            return _Reading(moment, int(shown["version"]), bool(shown["frozen"]), self._steady())
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise ClockLost(f"the sandbox's clock at {self._url} gave no time: {error}") from error


def _run_on(reading: _Reading, steady: float) -> datetime:
    if reading.frozen:
        return reading.now
    return reading.now + timedelta(seconds=max(0.0, steady - reading.at))


def _later(old: _Reading, new: _Reading) -> _Reading:
    """The new reading; never a hair back only because the answer was long on its way."""
    if new.version == old.version and new.now < _run_on(old, new.at):
        return old
    return new


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"a naive time: {moment.isoformat()}")
    return moment.astimezone(UTC)
