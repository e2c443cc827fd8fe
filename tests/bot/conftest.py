"""The stage of these tests, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.door import Proof
from tests.support import postgres
from tests.support.stage import Stage, stage


@asynccontextmanager
async def _ready(
    request: pytest.FixtureRequest, place: Path, flow: str, proof: Proof = Proof.CODE4
) -> AsyncIterator[Stage]:
    if request.param == "sqlite":
        async with stage(place, flow, proof) as ready:
            yield ready
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    migrated = postgres.template(server, "bot_service", _migrate)
    with postgres.fresh_database(server, like=migrated) as url:
        async with stage(url, flow, proof) as ready:
            yield ready


@pytest.fixture(params=["sqlite", "postgres"])
async def s(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    async with _ready(request, tmp_path, "hai-long-tthc") as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgres"])
async def short(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """With a survey that one tap of three stars or more ends."""
    async with _ready(request, tmp_path, "mot-cham") as ready:
        yield ready


@pytest.fixture(params=["sqlite", "postgres"])
async def trusting(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    """The same, where a number that the platform tells is proof enough."""
    async with _ready(request, tmp_path, "mot-cham", Proof.PLATFORM) as ready:
        yield ready


def _migrate(url: str) -> None:
    async def through() -> None:
        async with stage(url):
            pass

    with ThreadPoolExecutor(1) as threads:  # apart from the test's own loop
        threads.submit(asyncio.run, through()).result()
