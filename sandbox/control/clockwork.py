"""Control of the virtual clock."""

import asyncio
from datetime import datetime

from aiohttp import web

from sandbox.clock import VirtualClock, Window
from sandbox.control.common import answer, row_of, wait
from sandbox.values import Json, epoch_ms, number, text
from sandbox.world import World


def move(clock: VirtualClock, window: Window, row: Json) -> None:
    """{"advance": seconds}, {"to": "next_window"} or {"to": ISO}; raises ValueError."""
    if "advance" in row:
        clock.advance(number(row, "advance", -1))
        return
    goal, now_ms = text(row, "to"), clock.now_ms
    if goal == "next_window":
        target = window.next_opening(now_ms)
    else:
        when = datetime.fromisoformat(goal)
        if when.tzinfo is None:
            raise ValueError("a time needs its offset")
        target = epoch_ms(when)
    clock.advance((target - now_ms) / 1000)


class ClockControl:
    """The handlers, one a route."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def clock(self, request: web.Request) -> web.Response:
        """With ?after=N&wait=S: answers when the version passes N, or S seconds passed."""
        clock = self._world.clock
        after = int(request.query.get("after", "-1"))
        loop = asyncio.get_running_loop()
        until = loop.time() + wait(request)
        while clock.version <= after and (left := until - loop.time()) > 0:
            await clock.bell.wait(left)
        return answer(clock.answer())

    async def move_clock(self, request: web.Request) -> web.Response:
        """Jump forward."""
        move(self._world.clock, self._world.options.window, await row_of(request))
        return answer(self._world.clock.answer())
