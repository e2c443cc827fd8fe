"""Events that come one to five times, shuffled and at once, leave what one delivery in order does.

`make faults ONLY=webhook_duplicates` does the same with 10,000 events.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.support import postgres
from tests.support.shuffled import Stages, compare
from tests.support.stage import Stage, stage

PEOPLE = 12
MUST_DIFFER_FROM_NOTHING = ("answer", "ledger", "message", "thread_line", "inbox", "media")


@pytest.fixture(params=["sqlite", "postgres"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Stages, Stages]:
    """Two empty stages of one engine."""

    @asynccontextmanager
    async def opened(name: str) -> AsyncIterator[Stage]:
        if request.param == "sqlite":
            (tmp_path / name).mkdir()
            async with stage(tmp_path / name) as ready:
                yield ready
            return
        server: postgres.Server = request.getfixturevalue("postgres_server")
        with postgres.fresh_database(server) as url:
            async with stage(url) as ready:
                yield ready

    return lambda: opened("once"), lambda: opened("often")


@pytest.mark.parametrize("seed", [1, 2])
async def test_repeats_and_disorder_between_persons_change_nothing(
    two: tuple[Stages, Stages], seed: int
) -> None:
    found = await compare(*two, PEOPLE, seed)
    assert found.differing == {}
    assert found.deliveries > 2 * found.events
    assert [name for name in MUST_DIFFER_FROM_NOTHING if not found.rows[name]] == []


async def test_one_event_that_is_lost_would_be_seen(two: tuple[Stages, Stages]) -> None:
    """The comparison can fail."""
    found = await compare(*two, 3, 3, lost=1)
    assert set(found.differing) >= {"inbox", "conversation", "message"}
