"""A store of today's schema and nothing in it, on the engine that `place` names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.service import Turns
from bot.shelf import Shelf
from clock import SettableClock
from ground.seal import Keyring
from storage.migrate import upgrade
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.store import Store

KEYRING = Keyring(bytes(range(32)))


@asynccontextmanager
async def empty_store(place: Path | str, clock: SettableClock) -> AsyncIterator[Store]:
    """`place` is a file of SQLite, or the address of a PostgreSQL database."""
    rest = (KEYRING, Turns(Shelf([])).take, clock)
    store: Store = (
        PostgresStore(place, *rest) if isinstance(place, str) else SqliteStore(place, *rest)
    )
    try:
        await store.migrate(upgrade)
        await store.start()
        yield store
    finally:
        await store.stop()
