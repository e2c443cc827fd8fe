"""From the webhook to the committed answer, over HTTP; the sender is a process of its own.

Beside it, in the same run: the same rows by a bare micro-batch (the floor), and a bare server that
does nothing but write them so.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time

import orjson
import uvloop
from aiohttp import web
from sqlalchemy import func, select

from bench import floor
from bench.barehook import Barehook, writing
from bench.postgres import NoPostgres, databases
from bench.rows import Row
from bench.stopwatch import Lap, percentile, rate
from bench.talks import Talk
from bench.turn import PEOPLE, ROUNDS, SENDERS, TURNS_EACH, BrokenRun, ask, sizes_of
from bench.volley import Order, Report
from bench.world import ACCOUNT, FLOW, ROOT, World
from bot.events import Replied, Tapped
from bot.step import step
from clock import SystemClock
from ground.seal import new_key
from server import public_app
from settings import PREFIX, Settings, read
from storage import tables as t
from storage.batches import LIMIT
from wiring import open_system

UNIT = "events/s"
APP, SECRET = "2310812391283", "sandbox-bench-webhook"
KEY = new_key()
PATH = "/webhook/zalo"
NOWHERE = "http://127.0.0.1:9"  # nothing is sent while events are measured
APART = timedelta(milliseconds=700)
"""Between two events of one person, about as in the measured rounds."""
LONGEST = 300  # seconds of one round


def webhook_sqlite(scale: float) -> Row:
    """Signed events a second on SQLite."""
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        urls = [f"sqlite:///{folder}/{name}.db" for name in ("real", "rows", "bare")]
        return _row("webhook_sqlite", scale, folder, urls)


def webhook_postgres(scale: float) -> Row:
    """The same on PostgreSQL."""
    try:
        with (
            tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder,
            databases("real", "rows", "bare") as urls,
        ):
            return _row("webhook_postgres", scale, folder, urls)
    except NoPostgres as missing:
        return Row("webhook_postgres", UNIT, note=f"PostgreSQL cannot be had: {missing}")


@dataclass(slots=True)
class _Laps:
    """Each kind's laps, and the seconds until each answer."""

    real: list[Lap] = field(default_factory=list)
    rows: list[Lap] = field(default_factory=list)
    bare: list[Lap] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    bare_waits: list[float] = field(default_factory=list)


def _row(name: str, scale: float, folder: str, urls: Sequence[str]) -> Row:
    people = max(round(PEOPLE * scale), SENDERS)
    laps = uvloop.run(_measured([_settings(folder, url) for url in urls], people))
    figures = {
        "p50_ms": percentile(laps.waits, 50) * 1000,
        "p99_ms": percentile(laps.waits, 99) * 1000,
        "bare_server_per_s": rate(laps.bare),
        "ratio_to_bare_server": rate(laps.real) / rate(laps.bare),
        "bare_server_p99_ms": percentile(laps.bare_waits, 99) * 1000,
    }
    cpu = median(lap.cpu_ms for lap in laps.real)
    return Row(name, UNIT, rate(laps.real), rate(laps.rows), cpu, figures)


async def _measured(places: Sequence[Settings], people: int) -> _Laps:
    """The three take turns, so that each meets the same machine."""
    real, rows, bare = places
    laps = _Laps()
    for place in (rows, bare):
        async with open_system(place) as system:
            await system.store.migrate(
                World(system.keyring, system.shelf.named(FLOW.stem), people).fill
            )
    async with open_system(real) as system, writing(bare.db) as (write, workers):
        world = World(system.keyring, system.shelf.named(FLOW.stem), people)
        await system.store.migrate(world.fill)
        volleys = _volleys(world)
        barehook = Barehook(write, workers)
        app = web.Application()
        app.router.add_post(PATH, barehook.take)
        async with _listening(public_app(system)) as port, _listening(app) as bare_port:
            working = asyncio.get_running_loop().create_task(barehook.work())
            for number, texts in enumerate(volleys):
                lap, waits = await _fired(_order(world, port, texts, number))
                laps.real.append(lap)
                laps.waits += waits
                made_of = (await sizes_of(system.store), SystemClock().now(), number)
                count = people * TURNS_EACH
                made = list(floor.batches(world, count, LIMIT, made_of))
                laps.rows.append(await _rows(rows.db, made))
                barehook.made = floor.batches(world, count, 1, made_of)
                lap, waits = await _fired(_order(world, bare_port, texts, number))
                laps.bare.append(lap)
                laps.bare_waits += waits
            working.cancel()
        sent = ROUNDS * people * TURNS_EACH
        if (
            kept := await ask(system.store, select(func.count()).select_from(t.answer))
        ) < sent // 2:
            raise BrokenRun(f"{sent} events were acknowledged, {kept} answers stand")
    return laps


def _volleys(world: World) -> list[list[list[str]]]:
    """What everybody writes or presses, round by round; the survey is walked through beforehand."""
    rounds: list[list[list[str]]] = [[] for _ in range(ROUNDS)]
    for number in range(1, world.people + 1):
        talk = Talk(world.flow, world.begun(number), world.chat(number))
        at = SystemClock().now()
        for texts in rounds:
            said = []
            for _ in range(TURNS_EACH):
                at += APART
                event = talk.event(at)
                said.append(_text(event))
                talk.conversation = step(world.flow, talk.conversation, event, at)[0]
            texts.append(said)
    return rounds


def _text(event: Tapped | Replied) -> str:
    """As it arrives: a tap is the button's payload."""
    if isinstance(event, Tapped):
        return f"#{event.conversation}/{event.question}={event.value}"
    return event.text


def _order(world: World, port: int, texts: Sequence[Sequence[str]], number: int) -> Order:
    return Order(
        port=port,
        path=PATH,
        app_id=APP,
        oa_id=ACCOUNT,
        secret=SECRET,
        first_id=number * world.people * TURNS_EACH,
        connections=SENDERS,
        users=[world.chat(n).user for n in range(1, world.people + 1)],
        texts=texts,
    )


async def _fired(order: Order) -> tuple[Lap, Sequence[float]]:
    """One volley from the other process; the lap's processor time is this process's."""
    sender = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.volley",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    cpu = process_time()
    try:
        out, _ = await asyncio.wait_for(sender.communicate(order.written()), LONGEST)
    finally:
        if sender.returncode is None:
            sender.kill()
    spent = process_time() - cpu
    if sender.returncode:
        raise BrokenRun("the sender met an answer that was not 200")
    report = Report(**orjson.loads(out))
    return Lap(len(report.waits), report.seconds, spent), report.waits


async def _rows(url: str, made: Sequence[floor.Batch]) -> Lap:
    if url.startswith("sqlite"):
        path = Path(url.removeprefix("sqlite:///"))
        return await asyncio.to_thread(floor.on_sqlite, path, made)
    return await floor.on_postgres(url, made)


@asynccontextmanager
async def _listening(app: web.Application) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def _settings(folder: str, url: str) -> Settings:
    """An installation of its own: an account, no plan, an empty database."""
    given = {
        "DB": url,
        "DATA": folder,
        "KEY": KEY,
        "FLOWS": str(FLOW.parent),
        "PLANS": f"{folder}/plans",
        "SOURCES": f"{folder}/sources",
        "ZALO_APP_ID": APP,
        "ZALO_APP_SECRET": SECRET,
        "ZALO_OA_ID": ACCOUNT,
        "ZALO_OA_SECRET": SECRET,
        "ZALO_OPENAPI_URL": NOWHERE,
        "ZALO_BUSINESS_URL": NOWHERE,
        "ZALO_OAUTH_URL": NOWHERE,
    }
    return read({PREFIX + name: value for name, value in given.items()})
