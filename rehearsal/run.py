"""A dress rehearsal from its terms to its report: stage, cases, draw, play, judgement.

The product runs in this process and the sandbox in one of its own; they meet over HTTP and SMTP
only. Everything else happens in a folder that is thrown away.
"""

import asyncio
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import orjson

from clock import SettableClock
from flows.model import Kind
from ground.seal import new_key
from ground.when import VIETNAM
from plans.model import Plan
from plans.service import draw_once
from rehearsal.browser import Browser
from rehearsal.casefile import FileCase, read_case_file
from rehearsal.evidence import gather_evidence
from rehearsal.fault_orders import Orders
from rehearsal.invariants import Evidence, Verdict, judge
from rehearsal.play import Play, Told
from rehearsal.report import report
from rehearsal.sample import write_sample
from rehearsal.sandbox_process import start_sandbox
from rehearsal.stage import Stage, stage_settings
from rehearsal.town import Town
from scheduler import Watch, jobs
from server import serving
from wiring import WAVE, System, open_system

START = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM).astimezone(UTC)
"""A Monday, 09:00. A rehearsal on a fixed day plays the same every day."""


MEMORY_BYTES = 2 << 30
SWITCH_SECONDS = 0.0005
"""Server, citizens and the database's thread share one interpreter: they take turns quickly."""


class CannotRehearse(Exception):
    """The plan's folder or the case file cannot be rehearsed with; the message says why."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is rehearsed, and how."""

    plan: Path
    cases: Path | None = None
    citizens: int = 8000
    response: float = 0.3
    days: int = 365
    seed: int = 7
    faults: dict[str, float] | None = None
    db: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of it."""

    report: dict[str, object]
    verdicts: list[Verdict]
    evidence: Evidence


async def rehearse(terms: Terms, told: Told) -> Rehearsed:
    """Play the whole. Raises CannotRehearse, Faulty, SandboxFailed, NothingToDraw, NeverQuiet."""
    begun = monotonic()
    sys.setswitchinterval(SWITCH_SECONDS)
    folder = Path(tempfile.mkdtemp(prefix="langnghe-rehearsal-", dir=_memory()))
    written = asyncio.get_running_loop().run_in_executor(None, _case_file, terms, folder)
    try:
        async with staged(terms, folder) as (stage, browser):
            done = await _play(terms, told, (stage, browser), await written)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return replace(done, report={**done.report, "wall_s": round(monotonic() - begun, 1)})


async def _play(
    terms: Terms, told: Told, staged: tuple[Stage, Browser], case_file: Path
) -> Rehearsed:
    stage, browser = staged
    plan, rows = _plan(stage.system), read_rows(case_file)
    await take_in(case_file, stage.system)
    record = await draw_plan(terms, stage.system, plan)
    town = town_of(terms, stage, browser, plan)
    await _order_faults(town, rows)
    quotas = {unit["agency"]: unit["quota"] for unit in record["units"]}
    await Play(stage, town, plan, quotas, told).run(terms.days)
    evidence = await gather_evidence(stage, town, plan, rows, record)
    verdicts = judge(evidence)
    return Rehearsed(await report(stage, plan, evidence, verdicts), verdicts, evidence)


def _memory() -> Path | None:
    """A folder in memory where the machine has a large one: what is thrown away needs no disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > MEMORY_BYTES
    return memory if roomy and os.access(memory, os.W_OK) else None


@asynccontextmanager
async def staged(terms: Terms, folder: Path) -> AsyncIterator[tuple[Stage, Browser]]:
    """A sandbox, the product and a browser, on clocks that stand still."""
    public, desk = _free_ports(2)
    async with AsyncExitStack() as stack:
        sandbox = await start_sandbox(None, public, (0, 0), START, ["--frozen", "--seed", "1"])
        stack.push_async_callback(sandbox.stop)
        await sandbox.post("/_/knobs", {"rate_per_minute": 0, "seen": "never"})
        settings = stage_settings(sandbox, folder, terms.plan, new_key(), (public, desk), terms.db)
        clock = SettableClock(START)
        system = await stack.enter_async_context(open_system(settings, clock))
        for keeper in system.tokens.values():
            await sandbox.connect(keeper)
        await stack.enter_async_context(serving(system, work=False))
        browser = await stack.enter_async_context(Browser())
        yield Stage(sandbox, system, clock, jobs(system)), browser


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]


def _plan(system: System) -> Plan:
    if len(system.plans) != 1:
        raise CannotRehearse("PLAN là một tệp plan.yaml. / PLAN is one plan.yaml.")
    return system.plans[0]


def _case_file(terms: Terms, folder: Path) -> Path:
    """The cases to rehearse with, in the rehearsal's folder; written while the stage is built."""
    if terms.cases is not None:
        return Path(shutil.copyfile(terms.cases, folder / f"cases{terms.cases.suffix}"))
    path = folder / "cases.json"
    write_sample(terms.plan.parent, path, terms.citizens, terms.seed, START)
    return path


def read_rows(case_file: Path) -> list[FileCase]:
    """The case file as the invariants read it. Raises CannotRehearse."""
    try:
        return read_case_file(case_file)
    except ValueError as reason:
        raise CannotRehearse(
            f"Tổng duyệt đọc JSON hoặc CSV theo tên trường của đồng bộ quốc gia: {reason}. / "
            f"A rehearsal reads JSON or CSV with the national sync's field names: {reason}."
        ) from None


async def take_in(case_file: Path, system: System) -> None:
    """Put the file into the watched folder, as another system would."""
    if not system.sources:
        raise CannotRehearse(
            "Cạnh kế hoạch cần có source.yaml. / A source.yaml is needed beside the plan."
        )
    source = system.sources[0]
    watch = Watch(system, source)
    await asyncio.to_thread(shutil.copyfile, case_file, source.folder / "inbox" / case_file.name)
    await watch.look()
    for pulled in await watch.look():
        if pulled.report is None:
            raise CannotRehearse(str(pulled.failure))


async def draw_plan(terms: Terms, system: System, plan: Plan) -> dict[str, Any]:
    """The plan's draw, made now if it was not; its record."""
    door = system.store.door(lambda unit: unit.plans)
    row = await draw_once(door, plan, WAVE, plan.seed or str(terms.seed), system.clock.now())
    record: dict[str, Any] = orjson.loads(row.record)
    return record


def town_of(terms: Terms, stage: Stage, browser: Browser, plan: Plan) -> Town:
    """The citizens."""
    flow = stage.system.shelf.named(plan.flow)
    texts = {q.text["vi"]: q.id for q in flow.questions if q.kind is Kind.TEXT}
    orders = Orders(terms.faults or {}, Random(f"{terms.seed}/faults"))
    began = stage.clock.now()
    zalo = plan.zalo
    rating = (zalo.rating, zalo.rating_answers) if zalo else ("", "")
    return Town(stage, browser, str(terms.seed), terms.response, texts, orders, began, rating)


async def _order_faults(town: Town, rows: list[FileCase]) -> None:
    phones = {phone for row in rows for phone in row.phones}
    mails = {mail for row in rows for mail in row.mails}
    await town.orders.once(town.stage.sandbox, phones, mails)
