"""A month of two plans on the virtual clock: money, windows, hours, and the order of ways.

A first plan asks by template, so that citizens speak in the chat; a second one begins some days
later and asks the same people by every way, on a budget that may run out. Meanwhile citizens write
at 22:40 and at 03:00. What must hold is judged from the platform's bill and log.
`python scripts/rehearse_month.py --citizens 300 --seed 3` plays one and prints its figures.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from ground.when import at_local, local_date
from plans.model import Plan
from rehearsal.casefile import FileCase
from rehearsal.evidence import gather_evidence
from rehearsal.invariants import Evidence, Verdict, judge
from rehearsal.month_plans import write_month
from rehearsal.play import next_opening
from rehearsal.run import START, Rehearsed, Terms, draw_plan, read_rows, staged, take_in, town_of
from rehearsal.sample import write_sample
from rehearsal.stage import Stage
from rehearsal.town import Town

JUDGED = (
    "costs_equal_the_bill", "begun_only_in_window", "budget_never_passed", "own_messages_answered",
    "ways_in_stated_order", "inside_window", "outbox_knows_what_arrived",
)  # fmt: skip
FIRST_DAYS = 4
"""So many days after the first plan the second one is drawn."""
STEP = timedelta(hours=2)
NIGHT = (time(22, 40), time(3, 0))
CHAT_SHARE = 0.7
"""Of those reached by Zalo and willing: who answer in the chat."""


@dataclass(frozen=True, slots=True)
class Month:
    """What is played."""

    citizens: int = 300
    days: int = 30
    seed: int = 7
    budget: int = 30_000  # đồng of the second plan
    response: float = 0.7
    faults: Mapping[str, float] | None = None
    db: str = ""


async def play_month(month: Month) -> Rehearsed:
    """Play it. Raises what a rehearsal raises."""
    folder = Path(tempfile.mkdtemp(prefix="langnghe-month-"))
    try:
        plans = write_month(folder / "plans", month.budget)
        cases = folder / "cases.json"
        await asyncio.to_thread(
            write_sample, plans / "truoc", cases, month.citizens, month.seed, START
        )
        terms = Terms(plans, cases, month.citizens, month.response, month.days, month.seed,
                      dict(month.faults or {}), month.db)  # fmt: skip
        async with staged(terms, folder) as (stage, browser):
            rows = read_rows(cases)
            await take_in(cases, stage.system)
            before, after = (stage.system.plan(name) for name in ("truoc", "thang"))
            town = town_of(terms, stage, browser, after)
            town.chat_share = CHAT_SHARE
            return await _Play(month, stage, town, before, after, rows).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(slots=True)
class _Play:
    """One month, after the cases came in."""

    month: Month
    stage: Stage
    town: Town
    before: Plan
    after: Plan
    rows: list[FileCase]

    async def run(self) -> Rehearsed:
        """Draw the first plan, play some days, draw the second, and play to the end."""
        terms = Terms(Path(), seed=self.month.seed)
        rng = Random(f"{self.month.seed}/month")
        begun = self.stage.clock.now()
        await self._people(rng)
        await draw_plan(terms, self.stage.system, self.before)
        await self._until(begun + timedelta(days=FIRST_DAYS), rng)
        record = await draw_plan(terms, self.stage.system, self.after)
        drawn = self.stage.clock.now()
        await self._until(begun + timedelta(days=self.month.days), rng)
        found = await gather_evidence(self.stage, self.town, self.after, self.rows, record)
        evidence = replace(found, budget_from=drawn)
        verdicts = judge(evidence, JUDGED)
        return Rehearsed(_report(evidence, verdicts), verdicts, evidence)

    async def _people(self, rng: Random) -> None:
        """Some have no Zalo, some refuse templates, some use a computer alone."""
        phones = sorted({phone for row in self.rows for phone in row.phones})
        kinds = ("zalo", "refuses", "inactive")
        declared = [
            {"phone": phone, kind: kind != "zalo"}
            for phone in phones
            if (kind := rng.choices((*kinds, ""), (6, 4, 2, 88))[0])
        ]
        await self.stage.sandbox.post("/_/people", declared)
        mails = {mail for row in self.rows for mail in row.mails}
        await self.town.orders.once(self.stage.sandbox, phones, mails)

    async def _until(self, end: datetime, rng: Random) -> None:
        """Every two hours, whenever the hours open, whenever somebody acts, and twice a night."""
        now = self.stage.clock.now()
        while now < end:
            await self.stage.settle()
            await self.town.look()
            await self.town.act()
            await self.stage.settle()
            await self.town.look()
            now = self.stage.clock.now()
            night = _next_night(now)
            visit = self.town.next_visit()
            nexts = [now + STEP, next_opening(self.after.window, now), night, end]
            following = min(moment for moment in (*nexts, visit) if moment and moment > now)
            await self.stage.move_to(following)
            now = following
            if now == night:
                await self._at_night(rng)

    async def _at_night(self, rng: Random) -> None:
        """People write as they please: who answered before, one who blocks, and a stranger."""
        ended = sorted({s.phone for s in self.town.scripts.values() if s.completed_at and s.phone})
        writers = [*rng.sample(ended, min(len(ended), 4)), f"8497{rng.randrange(10**7):07d}"]
        await self.stage.take([{"phone": p, "do": "say", "text": "xin chào"} for p in writers])
        if ended and rng.random() < 0.2:
            blocks = {"phone": rng.choice(ended), "do": "block"}
            await self.stage.take([blocks])
        await self.town.look()


def _next_night(now: datetime) -> datetime:
    today = local_date(now)
    days = (today + timedelta(days=n) for n in range(2))
    return min(at for day in days for hour in NIGHT if (at := at_local(day, hour)) > now)


def _report(evidence: Evidence, verdicts: list[Verdict]) -> dict[str, object]:
    sent = Counter(str(row["way"]) for row in evidence.costs if row["state"] == "sent")
    states = Counter(str(row["state"]) for row in evidence.costs)
    billed = [row for row in evidence.bill if row["price"]]
    return {
        "bill": sum(row["price"] for row in evidence.bill),
        "report": sum(row["dong"] for row in evidence.costs if row["state"] == "sent"),
        "reserved": sum(row["dong"] for row in evidence.costs if row["state"] != "sent"),
        "budget": evidence.budget,
        "spent_of_it": sum(
            row["price"] for row in billed
            if datetime.fromisoformat(str(row["time"])) >= evidence.budget_from
        ),
        "messages": dict(sent),
        "states": dict(states),
        "invited_in_chat": sum(1 for s in evidence.scripts if s.chat),
        "citizens_wrote": sum(1 for b in evidence.bubbles if b["by"] != "oa"),
        "mails": len(evidence.mails),
        "invariants": {verdict.name: verdict.holds for verdict in verdicts},
    }  # fmt: skip
