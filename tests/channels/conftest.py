"""A sandbox in this process on free ports, frozen at 09:00 of a Monday, and an HTTP session."""

import itertools
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.options import Options
from sandbox.server import start
from tests.sandbox.practice import SEED, Client


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def platform(http: aiohttp.ClientSession) -> AsyncIterator[Client]:
    ticks = itertools.count()
    options = Options(http=0, smtp=0, frozen=True, webhook="")
    running = await start(options, lambda: float(next(ticks)), SEED)
    yield Client(running, http)
    await running.close()
