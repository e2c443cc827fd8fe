"""The floor of the webhook: a bare server that answers after its rows are committed.

It checks no signature and reads no JSON; the rows are made beforehand, and those of the events that
arrive while a commit runs share the next one, as in the product.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path

from aiohttp import web

from bench import floor
from storage.batches import LIMIT
from storage.postgres import PostgresStore, postgres_engine
from storage.sqlite import sqlite_engine

Write = Callable[[floor.Batch], Awaitable[None]]


class Barehook:
    """Takes any POST as the next of the events whose rows were made."""

    def __init__(self, write: Write, workers: int) -> None:
        self.made: Iterator[floor.Batch] = iter(())
        self._write = write
        self._workers = workers
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._arrived = asyncio.Event()

    async def take(self, request: web.Request) -> web.Response:
        """Answered after the commit."""
        await request.read()
        committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(committed)
        self._arrived.set()
        await committed
        return web.Response()

    async def work(self) -> None:
        """Write until cancelled."""
        async with asyncio.TaskGroup() as workers:
            for _ in range(self._workers):
                workers.create_task(self._rounds())

    async def _rounds(self) -> None:
        while True:
            taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), LIMIT))]
            if not taken:
                self._arrived.clear()
                await self._arrived.wait()
                continue
            await self._write(_joined([next(self.made) for _ in taken]))
            for committed in taken:
                committed.set_result(None)


def _joined(ones: Sequence[floor.Batch]) -> floor.Batch:
    """Batches of one event each, as one."""
    return floor.Batch(
        *([row for one in ones for row in getattr(one, part.name)] for part in fields(floor.Batch))
    )


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[tuple[Write, int]]:
    """How a batch is written to the database of that address, and by how many workers at once."""
    if url.startswith("sqlite"):
        engine = sqlite_engine(Path(url.removeprefix("sqlite:///")))
        connection = engine.connect()

        def in_thread(batch: floor.Batch) -> None:
            with connection.begin():
                floor.write(connection, batch)

        yield lambda batch: asyncio.to_thread(in_thread, batch), 1
        connection.close()
        engine.dispose()
    else:
        pool = postgres_engine(url)

        async def over_the_wire(batch: floor.Batch) -> None:
            async with pool.connect() as wire, wire.begin():
                await wire.run_sync(floor.write, batch)

        yield over_the_wire, PostgresStore.WORKERS
        await pool.dispose()
