"""The store on PostgreSQL: any number of processes, the same synchronous units by `run_sync`."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ground.doors import TransactionFailed
from ground.seal import Keyring
from storage.store import Clock, Store, TakeBatch
from storage.unit import Unit

T = TypeVar("T")

TRIES = 3
"""How often a unit is run that lost to another (serialization failure, deadlock)."""
_LOST_TO_ANOTHER = {"40001", "40P01"}


def postgres_engine(url: str) -> AsyncEngine:
    """An engine over asyncpg; `url` is postgresql://…"""
    dsn = url.replace("postgresql://", "postgresql+asyncpg://", 1)
    return create_async_engine(
        dsn,
        pool_size=8,
        max_overflow=4,
        pool_pre_ping=True,
        hide_parameters=True,  # an error names no values: they are people's
        connect_args={
            "server_settings": {
                "application_name": "langnghe",
                "lock_timeout": "10s",
                "statement_timeout": "60s",
                "idle_in_transaction_session_timeout": "30s",
                "synchronous_commit": "on",
            }
        },
    )


class PostgresStore(Store):
    """The three doors over PostgreSQL."""

    WORKERS = 2

    def __init__(self, url: str, keyring: Keyring, take: TakeBatch, clock: Clock) -> None:
        super().__init__(keyring, take, clock)
        self._engine = postgres_engine(url)

    async def run(self, unit: Callable[[Unit], T]) -> T:
        for attempt in range(TRIES):
            try:
                async with self._engine.connect() as connection, connection.begin():
                    return await connection.run_sync(self._in(unit))
            except DBAPIError as error:
                lost = getattr(error.orig, "sqlstate", None) in _LOST_TO_ANOTHER
                if lost and attempt < TRIES - 1:
                    continue
                raise TransactionFailed(type(error.orig).__name__) from error
            except OSError as error:
                raise TransactionFailed(type(error).__name__) from error
        raise AssertionError("unreachable")

    async def read(self, unit: Callable[[Unit], T]) -> T:
        try:
            async with self._engine.connect() as connection:
                await connection.execution_options(postgresql_readonly=True)
                async with connection.begin():
                    return await connection.run_sync(self._in(unit))
        except DBAPIError as error:
            raise TransactionFailed(type(error.orig).__name__) from error
        except OSError as error:
            raise TransactionFailed(type(error).__name__) from error

    async def migrate(self, upgrade: Callable[[Connection], None]) -> None:
        async with self._engine.connect() as connection, connection.begin():
            # Two processes that start together upgrade one after the other.
            await connection.execute(text("SELECT pg_advisory_xact_lock(5104071)"))
            await connection.run_sync(upgrade)

    async def stop(self) -> None:
        await super().stop()
        await self._engine.dispose()

    def _in(self, unit: Callable[[Unit], T]) -> Callable[[Connection], T]:
        return lambda connection: unit(Unit(connection, self.keyring))
