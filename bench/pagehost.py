"""`python -m bench.pagehost FOLDER PEOPLE WHAT`: the measured server, a process of its own.

WHAT: `question` or `section` (the product's public door, one question or one section a screen), or
`bare` (the floor: any GET gets a ready page, any POST the same after its row is committed, those
that arrive while a commit runs sharing the next one). It prints its port, then its processor time
in seconds for every line on standard input, and ends with it.
"""

import asyncio
import sqlite3
import sys
from collections import deque
from pathlib import Path
from time import process_time

import uvloop
from aiohttp import web

from bench.surveyed import Answerers, settings_in
from bot.understand.tables import tables
from server import public_app, settled
from wiring import open_system

READY = Path(__file__).parent / "flows" / "ready.html"


class Bare:
    """The floor's writer: a row a POST, one commit for all that wait."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}")
        self._db.execute("CREATE TABLE kept (id INTEGER PRIMARY KEY, form BLOB NOT NULL)")
        self._waiting: deque[tuple[bytes, asyncio.Future[None]]] = deque()
        self._arrived = asyncio.Event()

    def app(self) -> web.Application:
        """GET and POST of everything."""
        ready = READY.read_bytes()

        async def show(_request: web.Request) -> web.Response:
            return web.Response(body=ready, content_type="text/html")

        async def keep(request: web.Request) -> web.Response:
            committed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((await request.read(), committed))
            self._arrived.set()
            await committed
            return web.Response(body=ready, content_type="text/html")

        app = web.Application()
        app.router.add_get("/{any:.*}", show)
        app.router.add_post("/{any:.*}", keep)
        return app

    async def work(self) -> None:
        """Write until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            taken = [self._waiting.popleft() for _ in range(len(self._waiting))]
            await asyncio.to_thread(self._write, [form for form, _ in taken])
            for _, committed in taken:
                committed.set_result(None)

    def _write(self, forms: list[bytes]) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT INTO kept (form) VALUES (?)", [(form,) for form in forms])
        self._db.execute("COMMIT")


async def main(folder: Path, people: int, what: str) -> None:
    """Serve until standard input ends."""
    if what == "bare":
        bare = Bare(folder / "bare.db")
        working = asyncio.get_running_loop().create_task(bare.work())
        await _serve(bare.app())
        working.cancel()
        return
    async with open_system(settings_in(folder, what)) as system:
        answerers = Answerers(system.keyring, system.shelf.named("chin-cau"), people)
        await system.store.migrate(answerers.fill)
        tables()
        settled()  # as `langnghe serve` does
        await _serve(public_app(system))


async def _serve(app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
    print(runner.addresses[0][1], flush=True)
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while await reader.readline():
        print(process_time(), flush=True)
    await runner.cleanup()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
