"""Gathers what the invariants look at: the sandbox's log, the scripts, the product's exports."""

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any

import yaml

from ground.when import at_local, local_date
from plans.model import Plan, days_of
from rehearsal.casefile import FileCase
from rehearsal.invariants import Evidence
from rehearsal.invariants.evidence import Rules
from rehearsal.stage import Stage
from rehearsal.town import Town
from results import service
from wiring import WAVE
from wiring_files import plan_files


async def gather_evidence(
    stage: Stage, town: Town, plan: Plan, cases: list[FileCase], draw: dict[str, Any]
) -> Evidence:
    """Everything, once the play is over."""
    sandbox, system = stage.sandbox, stage.system
    results = system.store.door(lambda unit: unit.results)
    outbox = await system.store.door(lambda unit: unit.outbox).read(lambda port: port.standing())
    costs = await system.store.door(lambda unit: unit.costs).read(lambda port: port.bill())
    flow = system.shelf.named(plan.flow)
    tally = await service.tally(results, plan.name, WAVE, flow)
    said = await service.answers(results, plan.name, WAVE, sensitive=True)
    return Evidence(
        rules=_rules(stage, plan, town.began),
        cases=cases,
        calls=await sandbox.get("/_/calls"),
        bubbles=await sandbox.get("/_/messages"),
        mails=await sandbox.get("/_/mails"),
        scripts=list({id(script): script for script in town.scripts.values()}.values()),
        strangers=town.strangers,
        draw=draw,
        # what follows from answers is nobody's word: citizens are asked about their own
        answers=[asdict(line) for line in said if line.way_in not in ("computed", "path")],
        valid={unit.counts.code: unit.counts.valid for unit in tally.units},
        outbox=outbox,
        costs=[asdict(row) for row in costs],
        bill=(await sandbox.get("/_/bill"))["messages"],
        users=await users_of(stage),
        budget=plan.budget.total if plan.budget else None,
        smtp_faults=any(name.startswith("smtp") for name in town.orders.shares),
        chat_faults=any(name.startswith("chat") for name in town.orders.shares),
    )


async def users_of(stage: Stage) -> dict[str, str]:
    """Whose phone a user id is, as only the sandbox knows."""
    people = await stage.sandbox.get("/_/people")
    return {str(person["user_id"]): str(person["phone"]) for person in people}


def _rules(stage: Stage, plan: Plan, began: datetime) -> Rules:
    days = days_of(plan, local_date(began))
    flow = stage.system.shelf.named(plan.flow)
    path = next(iter(plan_files(stage.system.settings.plans))).with_name(plan.agencies)
    listed = yaml.safe_load(path.read_text("utf-8"))["agencies"]
    return Rules(
        agencies={unit["name"]: unit["code"] for unit in listed if unit["code"] in plan.alerts},
        alerts=plan.alerts,
        opens=plan.window.opens,
        closes=plan.window.closes,
        silent_after=sum(plan.reminders, plan.patience),
        expires=plan.expires,
        invites=frozenset((plan.zalo.invite, plan.zalo.rating) if plan.zalo else ()),
        from_day=at_local(days.first, time(0)).astimezone(UTC),
        to_day=at_local(days.last, time(0)).astimezone(UTC) + timedelta(days=1),
        statuses=plan.statuses,
        overall=flow.valid_when.answered,
        percent=flow.valid_when.criteria_percent,
        alerting={q.id: q.alert.values for q in flow.questions if q.alert},
        rating=plan.zalo.rating if plan.zalo else "",
        reach=tuple(way.value for way in plan.reach),
    )
