"""A database of the release before, with rows in it, brought to the newest schema; both engines.

Also that the migrations come to the very tables that the code names.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from bot.service import Turns
from bot.shelf import Shelf
from clock import SettableClock
from ground.seal import Keyring
from storage import migrate
from storage import tables as t
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.store import Store
from tests.support.stage import START

BEFORE = "0002"
LONG = ",".join(f"lua_chon_{n:03}" for n in range(100))
"""Several values, longer than the column of the release before."""
ANSWER = {
    "conversation_id": 1, "question": "thai_do", "revision": 1, "case_id": 1, "agency_id": 1,
    "plan": "thu", "wave": 1, "flow": "thu", "flow_hash": "aa", "kind": "scale", "value": "4",
    "channel": "web", "way_in": "form", "language": "vi", "at": START,
}  # fmt: skip
ALERT = {
    "case_id": 1, "question": "thai_do", "conversation_id": 1, "agency_id": 1, "plan": "thu",
    "value": "2", "at": START, "case_shared": False,
}  # fmt: skip
AGENCY = {"id": 1, "code": "A.01", "name": "Sở Y tế", "names": "[]"}


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store without a table."""
    rest = (Keyring(bytes(range(32))), Turns(Shelf([])).take, SettableClock(START))
    empty: Store
    if request.param == "sqlite":
        empty = SqliteStore(tmp_path / "langnghe.db", *rest)
    else:
        empty = PostgresStore(request.getfixturevalue("postgres_url"), *rest)
    await empty.start()
    try:
        yield empty
    finally:
        await empty.stop()


async def upgraded(store: Store) -> None:
    """As the release before left it, a row in each table that changes; then the upgrade."""
    await store.migrate(_release_before)
    await store.migrate(migrate.upgrade)


def _release_before(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, BEFORE)
    for table, values in ((t.agency, AGENCY), (t.answer, ANSWER), (t.alert, ALERT)):
        connection.execute(insert(table).values(values))


async def rows(store: Store, table: Table) -> list[dict[str, Any]]:
    """Every row of a table, as the code of today reads it."""
    found: list[dict[str, Any]] = []

    def look(connection: Connection) -> None:
        found.extend(dict(row) for row in connection.execute(select(table)).mappings())

    await store.migrate(look)
    return found


async def run(store: Store, statement: str) -> None:
    """A statement written by hand, in a transaction of its own."""

    def execute(connection: Connection) -> None:
        connection.execute(text(statement))

    await store.migrate(execute)


async def test_the_rows_of_the_release_before_stay(store: Store) -> None:
    await upgraded(store)
    assert await rows(store, t.answer) == [{**ANSWER, "sensitive": False}]
    assert await rows(store, t.alert) == [{**ALERT, "level": "notice"}]


async def test_an_answer_with_several_values_has_room(store: Store) -> None:
    await upgraded(store)
    several = {**ANSWER, "question": "muon", "kind": "multi", "value": LONG, "sensitive": True}

    def add(connection: Connection) -> None:
        connection.execute(insert(t.answer).values(several))

    await store.migrate(add)
    assert several in await rows(store, t.answer)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET value = '5'",
        "UPDATE answer SET sensitive = true",
        "DELETE FROM answer",
        "DELETE FROM ledger",
        "DELETE FROM flow_publication",
    ],
)
async def test_what_is_append_only_stays_so(store: Store, statement: str) -> None:
    await upgraded(store)
    await store.migrate(_fill)
    with pytest.raises(DBAPIError, match="append-only"):
        await run(store, statement)
    assert await rows(store, t.answer) == [{**ANSWER, "sensitive": False}]


def _fill(connection: Connection) -> None:
    """A row in the two tables that the upgrade does not touch: SQLite's triggers go by row."""
    version = {"hash": "aa", "name": "thu", "source": "", "first_used_at": START}
    published = {
        "name": "thu", "number": 1, "hash": "aa", "at": START, "publisher": "lan", "note": "",
        "meaning": "[]",
    }  # fmt: skip
    leaf = {"kind": "answer", "at": START, "subject": "answer/1/thai_do/1", "commitment": "00"}
    for table, values in (
        (t.flow_version, version), (t.flow_publication, published), (t.ledger, leaf)
    ):  # fmt: skip
        connection.execute(insert(table).values(values))


async def test_an_alerts_case_can_still_be_shared_and_taken_back(store: Store) -> None:
    await upgraded(store)
    await run(store, "UPDATE alert SET case_shared = true")
    (row,) = await rows(store, t.alert)
    assert row["case_shared"] is True


@pytest.mark.parametrize("path", [upgraded, lambda store: store.migrate(migrate.upgrade)],
                         ids=["from the release before", "from nothing"])  # fmt: skip
async def test_the_migrations_come_to_the_tables_of_the_code(
    store: Store, path: Callable[[Store], Awaitable[None]]
) -> None:
    await path(store)
    found: list[object] = []

    def compare(connection: Connection) -> None:
        sized = connection.dialect.name == "postgresql"  # SQLite keeps no length of a text
        context = MigrationContext.configure(connection, opts={"compare_type": sized})
        found.extend(compare_metadata(context, t.meta))

    await store.migrate(compare)
    assert found == []
