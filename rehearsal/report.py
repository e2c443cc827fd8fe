"""The rehearsal's figures, as house.md §7 names them."""

from collections.abc import Mapping, Sequence
from typing import Any

from plans.model import Plan
from rehearsal.invariants import Evidence, Verdict
from rehearsal.stage import Stage
from results import service
from results.ports import UnitCounts
from wiring import WAVE

_NONE = UnitCounts("", "", 0, 0, 0, None, 0, 0, 0, 0, 0, 0, 0)


async def report(
    stage: Stage, plan: Plan, evidence: Evidence, verdicts: Sequence[Verdict]
) -> dict[str, object]:
    """All but `wall_s`. `sent` counts invitations and reminders that arrived, by channel."""
    door = stage.system.store.door(lambda unit: unit.results)
    tally = await service.tally(door, plan.name, WAVE, stage.system.shelf.named(plan.flow))
    counts = {unit.counts.code: unit.counts for unit in tally.units}
    quotas = {str(u["agency"]): int(u["quota"]) for u in evidence.draw["units"] if u["quota"]}
    every = list(counts.values())
    return {
        "quota": sum(quotas.values()),
        "drawn": sum(unit.drawn for unit in every),
        "invited": sum(unit.called for unit in every),
        "reserves_called": sum(unit.reserves for unit in every),
        "sent": _sent(evidence),
        "valid": sum(unit.valid for unit in every),
        "partial": sum(unit.partial for unit in every),
        "refused": sum(unit.refused for unit in every),
        "unreachable": sum(unit.unreachable for unit in every),
        "answers": len(evidence.answers),
        "by_agency": {
            code: _unit(quota, counts.get(code, _NONE)) for code, quota in sorted(quotas.items())
        },
        "invariants": {verdict.name: verdict.holds for verdict in verdicts},
    }


def _unit(quota: int, unit: UnitCounts) -> Mapping[str, Any]:
    return {
        "quota": quota,
        "invited": unit.called,
        "valid": unit.valid,
        "short": max(0, quota - unit.valid),
    }


def _sent(evidence: Evidence) -> dict[str, int]:
    offices = {address.casefold() for address in evidence.rules.alerts.values()}
    mails = (str(mail["to"][0]).casefold() for mail in evidence.mails)
    return {
        "zalo": sum(1 for bubble in evidence.bubbles if bubble["kind"] == "template"),
        "email": sum(1 for to in mails if to not in offices),
    }
