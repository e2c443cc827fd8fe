"""The same import on PostgreSQL: the same counts, and the same rows as on SQLite."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from cases.agencies import Agencies
from cases.agencies_file import read_agencies
from cases.ports import CasePort
from cases.service import import_file, list_shared_contacts
from examples.files import write
from examples.generate import generate, read_units
from ground.seal import Keyring
from storage.cases import Cases
from storage.tables import address, case, meta, person, rejected_row
from tests.cases.conftest import KEYRING, SqliteDoor

T = TypeVar("T")
LIST = Path(__file__).parents[2] / "examples" / "an_giang" / "agencies.yaml"


class PostgresDoor:
    """The two doors over one PostgreSQL database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine

    async def run(self, unit: Callable[[CasePort], T]) -> T:
        async with self.engine.begin() as connection:
            return await connection.run_sync(lambda plain: unit(Cases(plain, KEYRING)))

    read = run


@pytest.fixture
async def postgres_door(postgres_url: str) -> AsyncIterator[PostgresDoor]:
    engine = create_async_engine(postgres_url.replace("postgresql:", "postgresql+asyncpg:", 1))
    async with engine.begin() as connection:
        await connection.run_sync(meta.create_all)
    yield PostgresDoor(engine)
    await engine.dispose()


def facts(port: CasePort) -> list[Any]:
    """What must not depend on the engine: everything but ids and sealed bytes."""
    assert isinstance(port, Cases)
    own = ("id", "agency_id", "person_id", "name_sealed")
    mine = [c for c in case.columns if c.name not in own]
    owner = select(*mine, person.c.key_hash, person.c.key_kind).join(person)
    statements = (
        owner.order_by(case.c.key),
        select(address.c.hash, address.c.channel, address.c.state).order_by(address.c.hash),
        select(rejected_row.c.place, rejected_row.c.reason, rejected_row.c.hint).order_by(
            rejected_row.c.place
        ),
    )
    found = [port._db.execute(statement).all() for statement in statements]
    return [[tuple(row) for row in rows] for rows in found]


async def test_both_engines_keep_the_same(
    tmp_path: Path, door: SqliteDoor, postgres_door: PostgresDoor, keyring: Keyring, now: datetime
) -> None:
    agencies: Agencies = read_agencies(LIST)
    path = tmp_path / "cases.json"
    write(generate(read_units(LIST, now.date()), 1200, 7, now), path)
    first = await import_file(path, postgres_door, keyring, agencies, now)
    assert first == await import_file(path, door, keyring, agencies, now)
    assert first.new > 1100
    kept = await postgres_door.read(facts)
    assert kept == await door.read(facts)
    again = await import_file(path, postgres_door, keyring, agencies, now)
    assert (again.new, again.changed, again.rejected) == (0, 0, first.rejected)
    assert await postgres_door.read(facts) == kept
    shared = await list_shared_contacts(postgres_door, keyring)
    assert shared == await list_shared_contacts(door, keyring)
    assert [one.value for one in shared] == ["84909000777"]
