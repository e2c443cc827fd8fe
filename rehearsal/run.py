"""A dress rehearsal from its terms to its report: stage, cases, draw, play, judgement.

The product runs in this process and the sandbox in one of its own; they meet over HTTP and SMTP
only. Everything else happens in a folder that is thrown away.
"""

import asyncio
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import monotonic

import aiohttp
import orjson

from clock import SettableClock
from flows.model import Kind
from ground.seal import new_key
from ground.when import VIETNAM
from plans.model import Plan
from plans.service import draw_once
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
    folder = Path(tempfile.mkdtemp(prefix="langnghe-rehearsal-"))
    try:
        async with _staged(terms, folder) as (stage, browser):
            system, plan = stage.system, _plan(stage.system)
            case_file = await _take_in(terms, system)
            record = await _draw(terms, system, plan)
            rows = read_case_file(case_file)
            town = _town(terms, stage, browser, plan)
            await _order_faults(town, rows)
            quotas = {unit["agency"]: unit["quota"] for unit in record["units"]}
            await Play(stage, town, plan, quotas, told).run(terms.days)
            evidence = await gather_evidence(stage, town, plan, rows, record)
            verdicts = judge(evidence)
            figures = await report(stage, plan, evidence, verdicts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Rehearsed({**figures, "wall_s": round(monotonic() - begun, 1)}, verdicts, evidence)


@asynccontextmanager
async def _staged(
    terms: Terms, folder: Path
) -> AsyncIterator[tuple[Stage, aiohttp.ClientSession]]:
    public, desk = _free_ports(2)
    async with AsyncExitStack() as stack:
        sandbox = await start_sandbox(None, public, (0, 0), START, ["--frozen", "--seed", "1"])
        stack.push_async_callback(sandbox.stop)
        await sandbox.post("/_/knobs", {"rate_per_minute": 0, "seen": "never"})
        settings = stage_settings(
            sandbox, folder, terms.plan, new_key(), (public, desk), terms.db
        )
        clock = SettableClock(START)
        system = await stack.enter_async_context(open_system(settings, clock))
        if system.tokens is not None:
            await sandbox.connect(system.tokens)
        await stack.enter_async_context(serving(system, work=False))
        browser = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        )
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


async def _take_in(terms: Terms, system: System) -> Path:
    """Put the case file into the watched folder as another system would; where it is now."""
    if not system.sources:
        raise CannotRehearse(
            f"Cạnh {terms.plan.name} cần có source.yaml. / A source.yaml is needed beside it."
        )
    source = system.sources[0]
    watch = Watch(system, source)
    kept = system.settings.data / f"rehearsed{terms.cases.suffix if terms.cases else '.json'}"
    if terms.cases is not None:
        await asyncio.to_thread(shutil.copyfile, terms.cases, kept)
    else:
        now = system.clock.now()
        await asyncio.to_thread(
            write_sample, terms.plan.parent, kept, terms.citizens, terms.seed, now
        )
    await asyncio.to_thread(shutil.copyfile, kept, source.folder / "inbox" / kept.name)
    await watch.look()
    for pulled in await watch.look():
        if pulled.report is None:
            raise CannotRehearse(str(pulled.failure))
    return kept


async def _draw(terms: Terms, system: System, plan: Plan) -> dict[str, list[dict[str, object]]]:
    door = system.store.door(lambda unit: unit.plans)
    row = await draw_once(door, plan, WAVE, plan.seed or str(terms.seed), system.clock.now())
    record: dict[str, list[dict[str, object]]] = orjson.loads(row.record)
    return record


def _town(terms: Terms, stage: Stage, browser: aiohttp.ClientSession, plan: Plan) -> Town:
    flow = stage.system.shelf.named(plan.flow)
    texts = {q.text["vi"]: q.id for q in flow.questions if q.kind is Kind.TEXT}
    orders = Orders(terms.faults or {}, Random(f"{terms.seed}/faults"))
    began = stage.clock.now()
    return Town(stage, browser, str(terms.seed), terms.response, texts, orders, began)


async def _order_faults(town: Town, rows: list[FileCase]) -> None:
    phones = {phone for row in rows for phone in row.phones}
    mails = {mail for row in rows for mail in row.mails}
    await town.orders.once(town.stage.sandbox, phones, mails)
