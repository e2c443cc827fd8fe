"""The planner's clockwork: draw once, call up in drawn order, remind, let go.

"Find what is due at `now`, do some, repeat": idempotent by natural keys, safe to run again.
It never sees an answer.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

import structlog

from ground.doors import Door
from ground.seal import new_code, new_ref, new_token
from ground.when import local_date
from plans.callup import how_many
from plans.draw import Draw, draw, record
from plans.invite import look, new_invitation, ways_to
from plans.letter import Asking, Secrets
from plans.model import Plan, days_of, quotas_of
from plans.ports import (
    Around,
    Candidate,
    DrawRow,
    NewInvitation,
    PlanPort,
    Room,
    SampleRow,
    UnitRow,
)
from plans.spending import budget_mail, level
from plans.ways import TEMPLATED, Way, affordable

T = TypeVar("T")
BATCH = 200
"""Rows in one unit of work: the writer is never kept from citizens for long."""

log = structlog.get_logger(__name__)


class NothingToDraw(Exception):
    """The frame is empty, or a unit of the plan is not in the store."""


async def draw_once(
    door: Door[PlanPort], plan: Plan, wave: int, seed: str, now: datetime
) -> DrawRow:
    """The plan's draw: made and stored if it was not, else as it stands.

    Drawing and ordering run in a thread, so that a large frame does not hold up the loop.
    """
    known = await door.read(lambda port: port.drawn(plan.name, wave))
    if known is not None:
        return known
    days = days_of(plan, local_date(now))
    codes = sorted(plan.alerts)
    units = await door.read(lambda port: port.units(codes))
    missing = [code for code in codes if code not in units]
    if missing:
        raise NothingToDraw(
            f"Kế hoạch {plan.name}: chưa có đơn vị {', '.join(missing)} trong dữ liệu. Hãy nạp hồ "
            f"sơ trước (langnghe cases import). / Units not imported yet: {', '.join(missing)}."
        )
    frame = await door.read(lambda port: port.frame(list(units.values()), days, plan.statuses))
    sizes = Counter(case.agency for case in frame)
    quotas = {code: n for code, n in quotas_of(plan, sizes).items() if code in units}
    drawn = await asyncio.to_thread(draw, frame, quotas, seed)
    ids = {code: unit.id for code, unit in units.items()}
    for rows in _chunks(list(_sample(drawn, ids)), BATCH):
        await door.run(lambda port, rows=rows: port.save_sample(plan.name, wave, rows))  # type: ignore[misc]
    text = record(drawn, plan.name, wave, days).decode()
    row = DrawRow(now, seed, text, plan.source)
    await door.run(lambda port: port.save_draw(plan.name, wave, row))
    log.info("plans.drawn", plan=plan.name, frame=drawn.frame_size)
    return row


def _sample(drawn: Draw, ids: dict[str, int]) -> Iterator[SampleRow]:
    for unit in drawn.units:
        for place, key in enumerate((*unit.main, *unit.reserve), 1):
            yield SampleRow(key, ids[unit.agency], place, place <= len(unit.main))


def _chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


async def call_up(
    door: Door[PlanPort], asking: Asking, quotas: dict[str, int], now: datetime
) -> int:
    """Invite the next of each list where a quota could still take them; how many were."""
    plan, wave = asking.plan, asking.wave
    states = await door.read(lambda port: port.states(plan.name, wave))
    full = [s.unit.id for s in states if s.valid >= quotas.get(s.unit.code, 0) and s.pending]
    if full:
        await door.run(lambda port: port.fill(plan.name, wave, full))
    called = 0
    for state in states:
        quota = quotas.get(state.unit.code, 0)
        waiting = state.waiting and how_many(quota, state.valid, state.pending, state.started)
        while waiting:
            invited, waiting = await door.run(_call_up_unit(asking, state.unit, quota, now))
            called += invited
    return called


def _call_up_unit(
    asking: Asking, unit_row: UnitRow, quota: int, now: datetime
) -> Callable[[PlanPort], tuple[int, bool]]:
    """A unit of work: call up the next cases of a unit; (invited, whether to go on).

    The unit is locked and counted again in the same transaction: two processes that look at
    once never invite more than the quota could take.
    """
    plan, wave = asking.plan, asking.wave

    def unit(port: PlanPort) -> tuple[int, bool]:
        state = port.lock_unit(plan.name, wave, unit_row.id)
        wanted = min(how_many(quota, state.valid, state.pending, state.started), BATCH)
        if not wanted:
            return 0, False
        candidates = port.candidates(plan.name, wave, unit_row.id, _around(asking, now, wanted))
        called = _Called(asking, unit_row, port.room(plan.name, asking.account or "", now))
        broke = not all(called.up(candidate, now) for candidate in candidates)
        if called.reasons:
            port.pass_over(plan.name, wave, called.reasons)
        if called.invitations:
            port.invite(called.invitations, now)
        enough = len(called.invitations) == wanted < BATCH
        return len(called.invitations), bool(candidates) and not enough and not broke

    return unit


def _around(asking: Asking, now: datetime, limit: int) -> Around:
    return Around(now, limit, asking.account or "", now - asking.rules.begun_span)


@dataclass(slots=True)
class _Called:
    """The cases of a unit that are called up in one unit of work, in drawn order."""

    asking: Asking
    unit: UnitRow
    room: Room
    reasons: dict[int, str] = field(default_factory=dict)
    invitations: list[NewInvitation] = field(default_factory=list)
    taken: set[object] = field(default_factory=set)

    def up(self, candidate: Candidate, now: datetime) -> bool:
        """Invite one or pass over; False = nobody more: the money does not suffice for this one."""
        means = self.asking.means(self.room)
        ways = ways_to(means, candidate, now)
        reason = _reason(candidate, ways, self.taken)
        if reason is not None:
            self.reasons[candidate.case] = reason
            return True
        way = affordable(means, ways)
        if way is None:
            return False
        self.room = self.room.less(way.price, way.templates)
        self.taken.update((candidate.person, *(contact.hash for contact in candidate.contacts)))
        secrets = Secrets(new_ref(), new_token(), new_code(), new_token())
        whom = (candidate, way, self.asking.account)
        self.invitations.append(new_invitation(self.asking, self.unit, whom, secrets, now))
        return True


def _reason(candidate: Candidate, ways: Sequence[Way], taken: set[object]) -> str | None:
    """Why a case is passed over: never because of what anybody answered."""
    if candidate.refused:
        return "refused"
    if not ways:
        return "unreachable"
    if candidate.busy or candidate.person in taken:
        return "same_person"
    if any(contact.hash in taken for contact in candidate.contacts):
        return "same_contact"
    return None


async def tell_money(
    door: Door[PlanPort], asking: Asking, before: str | None, to: str, now: datetime
) -> str | None:
    """Tell officers that a budget is nearly or wholly spent, once each; how it stands.

    `before` is how it stood; `to` the address for plans that name no officer.
    """
    plan = asking.plan
    if plan.budget is None:
        return None
    budget = plan.budget
    room = await door.read(lambda port: port.room(plan.name, asking.account or "", now))
    means = asking.means(room)
    told, mail = level(means), plan.officers.mail or to
    if told is None or not mail or told == before:
        return told
    message = budget_mail(means, budget, told, mail, now)
    await door.run(lambda port: port.tell(message, now))
    return told


async def follow_up(door: Door[PlanPort], asking: Asking, now: datetime) -> int:
    """Look at the invitations that are due; how many were looked at."""
    plan, wave = asking.plan, asking.wave

    def unit(port: PlanPort) -> int:
        due = port.due(plan.name, wave, _around(asking, now, BATCH))
        room = port.room(plan.name, asking.account or "", now)
        results = []
        for invitation in due:
            looked, message = look(asking.means(room), invitation, now)
            results.append((looked, message))
            if message is not None:
                room = room.less(message.price, int(message.way in TEMPLATED))
        messages = [
            replace(message, key=f"{invitation.id}/{message.key}", invitation=invitation.id)
            for invitation, (_, message) in zip(due, results, strict=True)
            if message is not None
        ]
        if due:
            port.looked([looked for looked, _ in results], messages, now)
        return len(due)

    return await door.run(unit)
