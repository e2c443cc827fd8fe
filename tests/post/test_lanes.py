"""Pausing a lane and letting it go on, over both engines."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from clock import SettableClock
from post.ports import NewMessage, Pause
from storage import tables as t
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit
from tests.support.stores import KEYRING, empty_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
LANE = "zalo/8812"


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    async with empty_store(place, SettableClock(NOW)) as opened:
        yield opened


async def test_a_pause_is_kept_until_somebody_resumes(store: Store) -> None:
    door = store.door(lambda unit: unit.lanes)
    assert not await door.run(lambda lanes: lanes.resume(LANE, NOW))
    assert await door.run(lambda lanes: lanes.pause(LANE, "money:-321", NOW))
    assert await door.read(lambda lanes: lanes.paused()) == {LANE: Pause("money:-321", NOW, None)}
    assert await door.run(lambda lanes: lanes.resume(LANE, LATER))
    assert await door.read(lambda lanes: lanes.paused()) == {}


@pytest.mark.parametrize(
    ("first", "then", "stands"),
    [
        ("money:-321", "money:-321", "money:-321"),
        ("money:-321", "package:-224", "money:-321"),
        ("money:-321", "reauth:-14014", "reauth:-14014"),
        ("reauth:-14014", "reauth:-118", "reauth:-14014"),
        ("reauth:-14014", "money:-321", "reauth:-14014"),
    ],
)
async def test_the_first_reason_stands_but_a_dead_token_is_above_all(
    store: Store, first: str, then: str, stands: str
) -> None:
    door = store.door(lambda unit: unit.lanes)
    assert await door.run(lambda lanes: lanes.pause(LANE, first, NOW))
    told = await door.run(lambda lanes: lanes.pause(LANE, then, LATER))
    pause = (await door.read(lambda lanes: lanes.paused()))[LANE]
    assert (told, pause.reason) == (stands != first, stands)
    assert pause.at == (LATER if told else NOW)


async def test_what_waited_for_an_admin_is_due_when_the_lane_goes_on(store: Store) -> None:
    def put(unit: Unit) -> None:
        rows = [
            ("mine", "8812", "queued", "config:-321"),
            ("usual", None, "queued", "config:-321"),
            ("other account", "9913", "queued", "config:-321"),
            ("deferred", "8812", "queued", "defer:-133"),
            ("dead", "8812", "dead", "payload:-210"),
        ]
        for key, account, state, error in rows:
            new = NewMessage(key, None, "reply", "zalo", key, None, {}, LATER, account=account)
            values = message_values(KEYRING, new, NOW) | {"state": state, "error": error}
            unit._connection.execute(insert(t.message), values)
        unit.lanes.pause(LANE, "money:-321", NOW)

    def due(unit: Unit) -> set[str]:
        now = select(t.message.c.key).where(t.message.c.due_at == NOW)
        return set(unit._connection.execute(now).scalars())

    await store.run(put)
    await store.run(lambda unit: unit.lanes.resume(LANE, NOW))
    assert await store.read(due) == {"mine", "usual"}
