"""What may not leave later than a moment does not, however long it lay in hand."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from clock import SettableClock
from post.lanes import Lane
from post.ports import NewMessage
from storage.store import Store
from tests.support.stores import empty_store

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, postgres_url: str
) -> AsyncIterator[Store]:
    place = postgres_url if request.param == "postgresql" else tmp_path / "late.db"
    async with empty_store(place, SettableClock(NOON)) as opened:
        yield opened


LANE = Lane("zalo/1", "zalo", "1")


async def _put(store: Store, not_after: datetime | None) -> None:
    new = NewMessage("1/invite", None, "invite", "zalo", "a", None, {}, NOON, not_after=not_after)
    await store.door(lambda unit: unit.turns).run(lambda port: port.enqueue([new], NOON))


async def test_what_lapsed_in_hand_is_not_sent(store: Store) -> None:
    await _put(store, NOON + timedelta(seconds=30))
    outbox = store.door(lambda unit: unit.outbox)
    claimed = await outbox.run(lambda port: port.claim(LANE, NOON, 10, LEASE))
    assert len(claimed) == 1
    late = NOON + timedelta(seconds=30)
    assert await outbox.run(lambda port: port.begin(claimed, late, LEASE)) == set()
    assert await outbox.read(lambda port: port.standing()) == {"1/invite": "dead"}


@pytest.mark.parametrize("not_after", [None, NOON + timedelta(seconds=31)])
async def test_what_is_in_time_is(store: Store, not_after: datetime | None) -> None:
    await _put(store, not_after)
    outbox = store.door(lambda unit: unit.outbox)
    claimed = await outbox.run(lambda port: port.claim(LANE, NOON, 10, LEASE))
    late = NOON + timedelta(seconds=30)
    assert len(await outbox.run(lambda port: port.begin(claimed, late, LEASE))) == 1
