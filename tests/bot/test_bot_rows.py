"""What goes straight to the driver means the same on both engines, and fails as all else does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from clock import SettableClock
from ground.doors import TransactionFailed
from storage import tables as t
from storage.bulk import insert_new, new_only, of_keys, update_many
from storage.hearing import DELIVERED
from storage.store import Store
from storage.turn_statements import many
from storage.unit import Unit
from tests.support import postgres
from tests.support.stores import empty_store

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_ARRIVED = select(t.inbox.c.event_key, t.inbox.c.received_at).where(
    t.inbox.c.event_key.in_(many("keys"))
)


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    async with empty_store(place, SettableClock(NOW)) as ready:
        yield ready


def _arrive(db: Connection, *keys: str) -> list[str]:
    """Those that were new."""
    rows = [
        {"event_key": key, "kind": "web", "received_at": NOW, "state": "done", "error": None}
        for key in keys
    ]
    insert = new_only(t.inbox, db.dialect.name, "event_key", "received_at")
    new = insert_new(db, insert, rows)
    assert all(at == NOW for _, at in new)
    return sorted(key for key, _ in new)


async def test_what_is_new_is_told_and_stands_once(store: Store) -> None:
    def unit(unit: Unit) -> None:
        db = unit._connection
        assert _arrive(db) == []
        assert _arrive(db, "b") == ["b"]
        assert _arrive(db, "a", "b", "c", "c", "d") == ["a", "c", "d"]
        assert db.execute(select(func.count()).select_from(t.inbox)).scalar_one() == 4
        found = of_keys(db, _ARRIVED, ["a", "c", "x"])
        assert sorted(found) == [("a", NOW), ("c", NOW)], "times are aware, and each is there once"
        assert of_keys(db, _ARRIVED, []) == []
        row = {"of_id": "nobody", "when": NOW + timedelta(hours=1), "saw": None}
        assert update_many(db, DELIVERED, [row]) in (0, None)

    await store.run(unit)


async def test_outside_a_transaction_nothing_is_run(store: Store) -> None:
    def unit(unit: Unit) -> None:
        db = unit._connection
        db.rollback()
        with pytest.raises(InvalidRequestError):
            _arrive(db, "a")

    await store.run(unit)


async def test_a_statement_that_fails_takes_its_unit_back_and_names_no_value(store: Store) -> None:
    def twice(unit: Unit) -> None:
        _arrive(unit._connection, "nobody's")
        broken = dict.fromkeys(("event_key", "kind", "received_at", "state"))
        with pytest.raises(DBAPIError) as told:
            insert_new(
                unit._connection,
                new_only(t.inbox, unit._connection.dialect.name, "event_key"),
                [broken | {"event_key": "somebody's"}],
            )
        assert "somebody" not in str(told.value)
        raise told.value

    with pytest.raises(TransactionFailed):
        await store.run(twice)
    assert await store.run(lambda unit: _arrive(unit._connection, "nobody's")) == ["nobody's"]


async def test_a_connection_that_dies_is_replaced(postgres_url: str) -> None:
    def cut(unit: Unit) -> None:
        db = unit._connection
        pid = db.execute(select(func.pg_backend_pid())).scalar_one()
        postgres.execute(postgres_url, f"SELECT pg_terminate_backend({pid})")
        _arrive(db, "a")

    async with empty_store(postgres_url, SettableClock(NOW)) as store:
        with pytest.raises(TransactionFailed):
            await store.run(cut)
        assert await store.run(lambda unit: _arrive(unit._connection, "a")) == ["a"]
