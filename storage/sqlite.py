"""The embedded store: one process, one writer thread, readers beside it.

WAL with synchronous=FULL: an acknowledged answer is on the disk. Every write transaction is
BEGIN IMMEDIATE: a deferred one that turns writer fails at once under load.
"""

import asyncio
import fcntl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ground.doors import StoreBusy, TransactionFailed
from ground.seal import Keyring
from storage import driver
from storage.store import Clock, Store, TakeBatch
from storage.unit import Unit

T = TypeVar("T")

READERS = 2
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "secure_delete=ON",
    "cache_size=-16384",  # KiB a connection
    "wal_autocheckpoint=4000",  # pages: at 1000 an import checkpoints at nearly every commit
)


def sqlite_engine(path: Path) -> Engine:
    """An engine whose transactions are begun by us, never by the driver's legacy rules."""
    engine = create_engine(  # an error names no values: they are people's
        f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        driver.begin(connection, "BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


class SqliteStore(Store):
    """The three doors over one SQLite file."""

    WORKERS = 1

    def __init__(self, path: Path, keyring: Keyring, take: TakeBatch, clock: Clock) -> None:
        super().__init__(keyring, take, clock)
        self._lock = self._locked(path)
        self._engine = sqlite_engine(path)
        self._writer = ThreadPoolExecutor(1, "writer")
        self._readers = ThreadPoolExecutor(READERS, "reader")
        self._mine = threading.local()
        self._open: list[Connection] = []

    async def run(self, unit: Callable[[Unit], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, self._in_transaction, unit, False)

    async def read(self, unit: Callable[[Unit], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._in_transaction, unit, True)

    async def migrate(self, upgrade: Callable[[Connection], None]) -> None:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._writer, self._migrated, upgrade)

    def _migrated(self, upgrade: Callable[[Connection], None]) -> None:
        connection = self._connection(read_only=False)
        with connection.begin():
            upgrade(connection)

    async def stop(self) -> None:
        await super().stop()
        self._writer.shutdown()
        self._readers.shutdown()
        for connection in self._open:
            connection.close()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.close()

    def _locked(self, path: Path) -> IO[str] | None:
        return _lock(path)

    def _in_transaction(self, unit: Callable[[Unit], T], read_only: bool) -> T:
        connection = self._connection(read_only)
        try:
            with connection.begin():
                return unit(Unit(connection, self.keyring))
        except DBAPIError as error:
            raise TransactionFailed(type(error.orig).__name__) from error

    def _connection(self, read_only: bool) -> Connection:
        """This thread's own connection, kept open."""
        kept: Connection | None = getattr(self._mine, "connection", None)
        if kept is None:
            kept = self._engine.connect().execution_options(read_only=read_only)
            self._mine.connection = kept
            self._open.append(kept)
        return kept


class SqliteReader(SqliteStore):
    """For commands that only read, beside a running process: no lock, no migration, no writes."""

    async def run(self, unit: Callable[[Unit], T]) -> T:
        raise StoreBusy("Lệnh này chỉ đọc. / This command only reads.")

    async def migrate(self, upgrade: Callable[[Connection], None]) -> None:
        """The process that writes has done it."""

    def _locked(self, path: Path) -> IO[str] | None:
        if not path.exists():
            raise StoreBusy(
                f"Chưa có tệp dữ liệu {path}: hãy chạy langnghe serve hoặc langnghe cases import "
                f"trước. / There is no database {path} yet."
            )
        return None


def _lock(path: Path) -> IO[str]:
    """A second process on the same file is refused (house.md §4)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = open(f"{path}.lock", "w")  # noqa: SIM115  held open for the process's life
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise StoreBusy(
            f"Tệp dữ liệu {path.name} đang được một tiến trình khác dùng. Hãy dừng tiến trình đó, "
            "hoặc dùng PostgreSQL nếu cần nhiều tiến trình. / "
            f"{path.name} is in use by another process: stop it, or use PostgreSQL."
        ) from error
    return lock
