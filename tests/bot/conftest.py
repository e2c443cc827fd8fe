"""The stage of these tests, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.stage import Stage, stage


@pytest.fixture(params=["sqlite", "postgres"])
async def s(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    if request.param == "sqlite":
        async with stage(tmp_path) as ready:
            yield ready
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    migrated = postgres.template(server, "bot_service", _migrate)
    with postgres.fresh_database(server, like=migrated) as url:
        async with stage(url) as ready:
            yield ready


def _migrate(url: str) -> None:
    async def through() -> None:
        async with stage(url):
            pass

    with ThreadPoolExecutor(1) as threads:  # apart from the test's own loop
        threads.submit(asyncio.run, through()).result()
