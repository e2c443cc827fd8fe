"""The three clocks; the one that follows is tried against a small clock over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from clock import ClockLost, FollowingClock, SettableClock, SystemClock

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam


class SandboxClock:
    """A clock that is served as the sandbox serves its own."""

    def __init__(self) -> None:
        self.shown: dict[str, Any] = {
            "now": "2026-11-23T09:00:00+07:00",
            "version": 1,
            "frozen": True,
        }
        self.moved = asyncio.Condition()
        self.asked = asyncio.Queue[str]()

    async def answer(self, request: web.Request) -> web.Response:
        await self.asked.put(request.query_string)
        if after := request.query.get("after"):
            async with self.moved:
                await self.moved.wait_for(lambda: self.shown["version"] != int(after))
        return web.json_response(self.shown)

    async def move(self, now: str, *, frozen: bool) -> None:
        version = int(self.shown["version"])
        while await self.asked.get() != f"after={version}&wait=25":
            pass
        async with self.moved:
            self.shown = {"now": now, "version": version + 1, "frozen": frozen}
            self.moved.notify_all()
        while await self.asked.get() != f"after={version + 1}&wait=25":
            pass  # whoever followed has read the new time and asks for the next


@pytest.fixture
async def sandbox() -> AsyncIterator[tuple[SandboxClock, str]]:
    shown = SandboxClock()
    application = web.Application()
    application.router.add_get("/_/clock", shown.answer)
    async with TestServer(application) as server:
        yield shown, str(server.make_url("/_/clock"))


def test_the_system_clock_is_aware_and_in_utc() -> None:
    first, second = SystemClock().now(), SystemClock().now()
    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first < timedelta(seconds=5)


def test_a_settable_clock_moves_forward_only() -> None:
    clock = SettableClock(START.astimezone(timezone(timedelta(hours=7))))
    assert (clock.now(), clock.now().tzinfo) == (START, UTC)
    assert clock.advance(timedelta(hours=1)) == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
    with pytest.raises(ValueError, match="does not go back"):
        clock.set(START)
    assert clock.now() == datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        SettableClock(datetime(2026, 11, 23))  # noqa: DTZ001


async def test_it_follows_a_frozen_clock_and_its_jumps(sandbox: tuple[SandboxClock, str]) -> None:
    shown, url = sandbox
    steady = iter(range(100, 10_000, 60))
    async with FollowingClock(url, lambda: float(next(steady))) as clock:
        assert clock.now() == clock.now() == START
        await shown.move("2026-11-24T09:00:00+07:00", frozen=True)
        assert clock.now() == START + timedelta(days=1)


async def test_between_answers_it_runs_on_by_itself(sandbox: tuple[SandboxClock, str]) -> None:
    shown, url = sandbox
    shown.shown["frozen"] = False
    seconds = [50.0]
    async with FollowingClock(url, lambda: seconds[0]) as clock:
        assert clock.now() == START
        seconds[0] += 12.5
        assert clock.now() == START + timedelta(seconds=12.5)


async def test_nobody_answers(free_port: int) -> None:
    with pytest.raises(ClockLost, match=f"127.0.0.1:{free_port}"):
        await FollowingClock(f"http://127.0.0.1:{free_port}/_/clock").__aenter__()


@pytest.mark.parametrize("wrong", [{}, {"now": "2026-11-23T09:00:00", "version": 1}, {"now": 5}])
async def test_an_answer_that_is_no_time(
    sandbox: tuple[SandboxClock, str], wrong: dict[str, object]
) -> None:
    shown, url = sandbox
    shown.shown = wrong
    with pytest.raises(ClockLost):
        await FollowingClock(url).__aenter__()
