"""Ways through a whole system on SQLite: the page over real HTTP, and a case file taken in."""

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from re import findall
from time import perf_counter

import aiohttp
import uvloop
from aiohttp import web

from bench.rows import Row
from bench.stopwatch import Stopwatch, percentile
from bench.turn import BrokenRun
from bench.world import FLOW, ROOT, World
from cases.agencies_file import read_agencies
from cases.service import import_file
from clock import SystemClock
from ground.seal import new_key
from rehearsal.sample import write_sample
from server import public_app
from settings import PREFIX, Settings, read
from wiring import open_system

PEOPLE, VISITORS = 400, 8
ROWS = 100_000
EXAMPLE = ROOT / "examples" / "an_giang"


def page(scale: float) -> Row:
    """The 99th percentile of looking at the page and posting a screen of it."""
    with _settings() as settings:
        return uvloop.run(_page(settings, max(round(PEOPLE * scale), VISITORS)))


async def _page(settings: Settings, people: int) -> Row:
    async with open_system(settings) as system:
        world = World(system.keyring, system.shelf.named("hai-long-tthc"), people)
        await system.store.migrate(world.fill)
        runner = web.AppRunner(public_app(system), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            base = f"http://127.0.0.1:{runner.addresses[0][1]}/k/"
            return await _visits(base, world)
        finally:
            await runner.cleanup()


async def _visits(base: str, world: World) -> Row:
    gets: list[float] = []
    posts: list[float] = []

    async def visitor(numbers: Sequence[int]) -> None:
        async with aiohttp.ClientSession() as session:
            for number in numbers:
                url = base + world.token(number)
                started = perf_counter()
                async with session.get(url) as response:
                    shown = await response.text()
                gets.append(perf_counter() - started)
                started = perf_counter()
                async with session.post(url, data=_answers(shown)) as response:
                    after = await response.text()
                posts.append(perf_counter() - started)
                if response.status != 200 or "asked" not in after or after == shown:
                    raise BrokenRun(f"the page answered {response.status} and did not move on")

    watch = Stopwatch()
    async with asyncio.TaskGroup() as visitors:
        for first in range(VISITORS):
            visitors.create_task(visitor(range(first + 1, world.people + 1, VISITORS)))
    lap = watch.lap(world.people)
    each = [get + post for get, post in zip(gets, posts, strict=True)]
    figures = {
        "get_p99_ms": percentile(gets, 99) * 1000,
        "post_p99_ms": percentile(posts, 99) * 1000,
        "p50_ms": percentile(each, 50) * 1000,
        "visits_per_s": lap.rate,
    }
    return Row(
        "page", "ms, GET + POST, p99", percentile(each, 99) * 1000, None, lap.cpu_ms, figures
    )


def _answers(shown: str) -> list[tuple[str, str]]:
    """The form as a citizen fills it in who is content with everything."""
    asked = findall(r'name="asked" value="([^"]+)"', shown)
    hidden = findall(r'type="hidden" name="(?!asked)([^"]+)" value="([^"]*)"', shown)
    return [*hidden, *(("asked", id_) for id_ in asked), *((f"q.{id_}", "4") for id_ in asked)]


def import_sqlite(scale: float) -> Row:
    """Rows of a CSV file taken in a second, dirt and all."""
    with _settings() as settings:
        path = settings.data / "cases.csv"
        write_sample(EXAMPLE, path, round(ROWS * scale), 7, SystemClock().now())
        return uvloop.run(_import(settings, path))


async def _import(settings: Settings, path: Path) -> Row:
    agencies = read_agencies(EXAMPLE / "agencies.yaml")
    async with open_system(settings) as system:
        door = system.store.door(lambda unit: unit.cases)
        watch = Stopwatch()
        report = await import_file(path, door, system.keyring, agencies, system.clock.now())
        lap = watch.lap(report.read)
    if report.new + report.same + report.changed + report.rejected != report.read or not report.new:
        raise BrokenRun(f"rows are missing: {report}")
    figures = {"rows": report.read, "rejected": report.rejected, "seconds": lap.seconds}
    return Row("import_sqlite", "rows/s", lap.rate, None, lap.cpu_ms, figures)


@contextmanager
def _settings() -> Iterator[Settings]:
    """An installation of its own: no plan, no channel, an empty database."""
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        given = {
            "DB": f"sqlite:///{folder}/bench.db",
            "DATA": folder,
            "KEY": new_key(),
            "FLOWS": str(FLOW.parent),
            "PLANS": f"{folder}/plans",
            "SOURCES": f"{folder}/sources",
        }
        yield read({PREFIX + name: value for name, value in given.items()})
