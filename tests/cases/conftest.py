"""A real SQLite file behind the cases' door, and a small list of agencies."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Engine, create_engine, event

from cases.agencies import Agencies, Agency
from cases.mapping import built_in
from cases.normalise import Rules
from cases.ports import CasePort
from ground.seal import Keyring
from storage.cases import Cases
from storage.tables import meta

T = TypeVar("T")
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 09:00 in Vietnam
KEYRING = Keyring(b"k" * 32)


class SqliteDoor:
    """The two doors over one SQLite file; `breaks` makes the n-th write fail before its commit."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.writes = 0
        self.breaks = 0

    async def read(self, unit: Callable[[CasePort], T]) -> T:
        with self.engine.connect() as connection:
            return unit(Cases(connection, KEYRING))

    async def run(self, unit: Callable[[CasePort], T]) -> T:
        self.writes += 1
        with self.engine.begin() as connection:
            result = unit(Cases(connection, KEYRING))
            if self.writes == self.breaks:
                raise ConnectionError("the database went away")
            return result


@pytest.fixture
def door(tmp_path: Path) -> Iterator[SqliteDoor]:
    engine = create_engine(f"sqlite:///{tmp_path / 'cases.db'}")

    @event.listens_for(engine, "connect")
    def _settings(connection: object, _: object) -> None:
        for line in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {line}")  # type: ignore[attr-defined]

    meta.create_all(engine)
    yield SqliteDoor(engine)
    engine.dispose()


@pytest.fixture
def keyring() -> Keyring:
    return KEYRING


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def agencies() -> Agencies:
    return Agencies.of(
        "An Giang",
        (
            Agency("H01.05", "Sở Tư pháp", ("Sở TP",)),
            Agency("H01.12", "Sở Tài chính"),
            Agency("H01.20", "Thành phố Long Xuyên"),
            Agency("H01.23", "Huyện An Phú"),
            Agency("H01.24", "Huyện Châu Thành"),
        ),
    )


@pytest.fixture
def rules(agencies: Agencies) -> Rules:
    return Rules(built_in(), agencies, NOW)
