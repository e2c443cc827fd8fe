"""A process that renews an account's tokens and, at one step of it, kills itself.

`python -m faults.victim STEP`: a step of STEPS; `python -m faults.victim calls N`: N questions at
once with the token that is stored. The settings come from the environment. SIGKILL: nothing is
closed, written or said. With `calls` it says "ready", and calls once a line comes in.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import TypeVar

import aiohttp

from channels.zalo.reading import ZaloReader
from channels.zalo.token_ports import TokenPort
from channels.zalo.tokens import TokenKeeper
from ground.doors import Door
from settings import load
from wiring import System, open_system

T = TypeVar("T")

STEPS = ("before_intent", "after_intent", "call_unheard", "call_heard", "after_reply", "committed")
"""Where it dies. Of `call_…` the platform lets nothing come back, and the caller kills it."""


class Mined:
    """A door of which one use is the last. The first transaction is the intent's."""

    def __init__(self, door: Door[TokenPort], step: str) -> None:
        self._door = door
        self._step = step
        self._uses = 0

    async def read(self, unit: Callable[[TokenPort], T]) -> T:
        """As the door does."""
        return await self._door.read(unit)

    async def run(self, unit: Callable[[TokenPort], T]) -> T:
        """As the door does, and die before or after it."""
        self._uses += 1
        self._die("before_intent", 1)
        self._die("after_reply", 2)
        found = await self._door.run(unit)
        self._die("after_intent", 1)
        self._die("committed", 2)
        return found

    def _die(self, step: str, use: int) -> None:
        if (self._step, self._uses) == (step, use):
            os.kill(os.getpid(), signal.SIGKILL)


async def _renew(system: System, step: str) -> None:
    (account,) = system.accounts.values()
    door = Mined(system.store.door(lambda unit: unit.tokens), step)
    async with aiohttp.ClientSession() as http:
        keeper = TokenKeeper(account, door, http, system.clock)
        pair = await keeper.kept()
        assert pair is not None
        await keeper.renew(pair.access)


async def _call(system: System, count: int) -> None:
    (account,) = system.accounts.values()
    keeper = system.tokens[account.oa_id]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    async with aiohttp.ClientSession() as http:
        reader = ZaloReader(account, keeper, http)
        await asyncio.gather(*(reader.account() for _ in range(count)))


async def _main(arguments: list[str]) -> None:
    async with open_system(load()) as system:
        match arguments:
            case ["calls", count]:
                await _call(system, int(count))
            case [step] if step in STEPS:
                await _renew(system, step)
            case _:
                raise SystemExit(2)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1:]))
