"""langnghe cases: import files, pull the watched folders, list what was set aside."""

import argparse
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cases.agencies import Agencies
from cases.agencies_file import read_agencies
from cases.errors import CaseFileError
from cases.mapping import FieldMap, read_mapping
from cases.service import ImportReport, import_file, list_shared_contacts
from commands.common import DONE, FAULTS, Told, group, reading, show, system_of
from ground.when import local
from plans.model import Plan
from scheduler import Watch
from wiring import System
from wiring_files import plan_files

SHOWN = 1000


def define(parser: argparse.ArgumentParser, _name: str) -> None:
    """Arguments of the group."""
    made = group(
        parser,
        {
            "import": ("take in case files (CSV, XLSX, JSON)", _import),
            "pull": ("look once into the watched folders", _pull),
            "rejected": ("rows in quarantine, with place and reason", _rejected),
            "shared": ("contacts of agents and desks, set aside", _shared),
        },
    )
    made["import"].add_argument("paths", nargs="+", type=Path, metavar="PATH")
    made["import"].add_argument("--agencies", type=Path, help="agencies.yaml (else the plans')")
    made["import"].add_argument("--mapping", type=Path, help="own header names, beside the usual")
    made["pull"].add_argument("source", nargs="?", help="only this source")


async def _import(arguments: argparse.Namespace) -> int:
    async with system_of(arguments) as system:
        agencies = _agencies(arguments, system)
        fields = read_mapping(arguments.mapping)
        total = ImportReport()
        failed = False
        for path in arguments.paths:
            try:
                report = await _one(path, system, agencies, fields)
            except CaseFileError as error:
                print(f"{path.name}: {error.told(arguments.lang)}", file=sys.stderr)
                failed = True
                continue
            total = _plus(total, report)
        show(arguments, total, lambda: _sentence(total))
    return FAULTS if failed else DONE


async def _one(path: Path, system: System, agencies: Agencies, fields: FieldMap) -> ImportReport:
    door = system.store.door(lambda unit: unit.cases)
    now = system.clock.now()
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed} dòng"))
    with Progress(*columns, TimeElapsedColumn(), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(path.name, total=None)

        def progress(rows: int) -> None:
            bar.update(task, completed=rows)

        return await import_file(path, door, system.keyring, agencies, now, progress, fields)


def _agencies(arguments: argparse.Namespace, system: System) -> Agencies:
    if arguments.agencies is not None:
        return read_agencies(arguments.agencies)
    found = [read_agencies(_beside(plan, system)) for plan in system.plans]
    found += [source.agencies for source in system.sources]
    if not found:
        raise Told(
            "Chưa biết đơn vị nào: hãy thêm --agencies agencies.yaml hoặc một kế hoạch. / "
            "No agencies are known: add --agencies agencies.yaml or a plan."
        )
    return found[0]


def _beside(plan: Plan, system: System) -> Path:
    for path in plan_files(system.settings.plans):
        if plan.source == path.read_text("utf-8-sig").replace("\r\n", "\n"):
            return path.parent / plan.agencies
    raise Told(f"{plan.name}: agencies file not found")


def _plus(one: ImportReport, other: ImportReport) -> ImportReport:
    mine, more = asdict(one), asdict(other)
    return ImportReport(**{name: mine[name] + more[name] for name in mine})


def _sentence(report: ImportReport) -> str:
    return (
        f"Đã đọc {report.read} dòng: {report.new} hồ sơ mới, {report.changed} thay đổi, "
        f"{report.same} như cũ, {report.rejected} bị tách riêng; {report.completed} đã có kết quả. "
        "(langnghe cases rejected)"
    )


async def _pull(arguments: argparse.Namespace) -> int:
    async with system_of(arguments) as system:
        pulled = []
        for source in system.sources:
            if arguments.source in (None, source.name):
                watch = Watch(system, source)
                await watch.look()
                pulled += await watch.look()
        rows = [
            {
                "file": one.name,
                "report": asdict(one.report) if one.report else None,
                "failure": one.failure.told(arguments.lang) if one.failure else None,
            }
            for one in pulled
        ]
        show(arguments, rows, lambda: "\n".join(str(row) for row in rows) or "–")
    return FAULTS if any(row["failure"] for row in rows) else DONE


@dataclass(frozen=True, slots=True)
class _Rejected:
    source: str
    place: str
    reason: str
    hint: str | None
    at: datetime
    raw: str


async def _rejected(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.cases)
        found = await door.read(lambda port: port.rejected(SHOWN))
        rows = [
            _Rejected(
                row.source,
                row.place,
                row.reason,
                row.hint,
                row.at,
                system.keyring.open(row.raw_sealed, f"rejected_row/{row.raw_hash}"),
            )
            for row in found
        ]

        def lines() -> str:
            told = [f"{local(r.at):%d/%m %H:%M} {r.source} {r.place}: {r.reason}" for r in rows]
            return "\n".join(told) or "–"

        show(arguments, rows, lines)
    return DONE


async def _shared(arguments: argparse.Namespace) -> int:
    async with reading(arguments) as system:
        door = system.store.door(lambda unit: unit.cases)
        rows = await list_shared_contacts(door, system.keyring)
        show(arguments, rows, lambda: "\n".join(f"{r.cases:>6} {r.value}" for r in rows) or "–")
    return DONE
