"""A stage with a survey's folder and a publisher beside it, on SQLite and on PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.publications import Publication
from bot.publishing import Order, Publisher
from flows.language.compile import load_flow
from flows.model import Flow
from ground.faults import Fault
from storage.flows import FlowRows
from storage.store import RoomDoor
from tests.support import postgres
from tests.support.stage import Stage, stage
from tests.versions.surveys import NAME, put


@dataclass(slots=True)
class Press:
    """Publishes surveys of a folder; `failures` is what their tests say (None = no tests)."""

    stage: Stage
    folder: Path
    failures: list[str] | None = None
    judged: list[Path] = field(default_factory=list)
    misfits: list[Fault] = field(default_factory=list)
    load: Callable[[Path], Flow] = load_flow

    @property
    def door(self) -> RoomDoor[FlowRows]:
        """The store's versions."""
        return self.stage.store.door(lambda unit: unit.flows)

    async def publish(self, text: str, note: str = "") -> Publication:
        """Write the file and publish it."""
        put(self.folder, text)
        return await self.order(Order(NAME, "lan", note))

    async def order(self, order: Order) -> Publication:
        """Carry it out now."""
        publisher = Publisher(
            self.door, self.stage.turns.shelf, self.folder, self.load, self._judge,
            lambda _flow: self.misfits,
        )  # fmt: skip
        return await publisher.carry_out(order, self.stage.clock.now())

    def _judge(self, path: Path) -> Sequence[str] | None:
        self.judged.append(path)
        return self.failures


@pytest.fixture(params=["sqlite", "postgres"])
async def press(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Press]:
    if request.param == "sqlite":
        async with stage(tmp_path) as on:
            yield Press(on, tmp_path / "flows")
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    migrated = postgres.template(server, "versions", _migrate)
    with postgres.fresh_database(server, like=migrated) as url:
        async with stage(url) as on:
            yield Press(on, tmp_path / "flows")


def _migrate(url: str) -> None:
    async def through() -> None:
        async with stage(url):
            pass

    with ThreadPoolExecutor(1) as threads:  # apart from the test's own loop
        threads.submit(asyncio.run, through()).result()
