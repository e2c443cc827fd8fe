"""A way through a whole system on SQLite: a case file taken in."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvloop

from bench.rows import Row
from bench.stopwatch import Stopwatch
from bench.turn import BrokenRun
from bench.world import FLOW, ROOT
from cases.agencies_file import read_agencies
from cases.service import import_file
from clock import SystemClock
from ground.seal import new_key
from rehearsal.sample import write_sample
from settings import PREFIX, Settings, read
from wiring import open_system

ROWS = 100_000
EXAMPLE = ROOT / "examples" / "an_giang"


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
