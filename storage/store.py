"""The store: three doors (read, run, turn) that mean the same on SQLite and PostgreSQL.

The rooms above cannot tell which engine is behind them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy import Connection

from bot.ports import TurnPort
from bot.service import Batch
from bot.turns import Arrival, Outcome
from ground.seal import Keyring
from storage.batches import TurnQueue
from storage.unit import Unit

T = TypeVar("T")
P = TypeVar("P")

TakeBatch = Callable[[TurnPort, Sequence[Arrival], datetime], Batch]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class RoomDoor(Generic[P]):
    """A room's door: the store's own, narrowed to one port."""

    def __init__(self, store: "Store", port: Callable[[Unit], P]) -> None:
        self._store = store
        self._port = port

    async def read(self, unit: Callable[[P], T]) -> T:
        """Run `unit` on a read-only snapshot."""
        return await self._store.read(lambda whole: unit(self._port(whole)))

    async def run(self, unit: Callable[[P], T]) -> T:
        """Run `unit` in one write transaction."""
        return await self._store.run(lambda whole: unit(self._port(whole)))


class Store(ABC):
    """What both engines share: the queue of turns, and the doors of the rooms."""

    WORKERS: int

    def __init__(self, keyring: Keyring, take: TakeBatch, clock: Clock) -> None:
        self.keyring = keyring
        self._take = take
        self._clock = clock
        self._queue = TurnQueue(self._run_batch, self.WORKERS)

    @abstractmethod
    async def read(self, unit: Callable[[Unit], T]) -> T:
        """Run a plain function on a read-only snapshot; never waits for the writer."""

    @abstractmethod
    async def run(self, unit: Callable[[Unit], T]) -> T:
        """Run a plain function in one write transaction. Raises TransactionFailed."""

    @abstractmethod
    async def migrate(self, upgrade: Callable[[Connection], None]) -> None:
        """Bring the schema to the newest version; call before `start`."""

    async def turn(self, arrival: Arrival) -> Outcome:
        """Take an arrival with whatever else arrives meanwhile; answered after the commit."""
        return await self._queue.put(arrival)

    def door(self, port: Callable[[Unit], P]) -> RoomDoor[P]:
        """A door for one room."""
        return RoomDoor(self, port)

    async def start(self) -> None:
        """Begin to take turns."""
        self._queue.start()

    async def stop(self) -> None:
        """Finish the turns in hand."""
        await self._queue.stop()

    async def _run_batch(self, arrivals: Sequence[Arrival]) -> Batch:
        now = self._clock.now()
        return await self.run(lambda unit: self._take(unit.turns, arrivals, now))
