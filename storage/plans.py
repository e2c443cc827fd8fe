"""The planner's rows: the frame, draws and samples, and where each unit stands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    case,
    func,
    select,
    true,
    update,
)

from ground.seal import Keyring
from plans.draw import FrameCase
from plans.model import Days
from plans.ports import (
    Around,
    Candidate,
    DrawRow,
    DueInvitation,
    Looked,
    NewInvitation,
    Room,
    SampleRow,
    UnitRow,
    UnitState,
)
from post.ports import NewMessage
from storage import tables as t
from storage.allowances import allow, room
from storage.candidates import candidates
from storage.invitations import Invitations
from storage.upserts import inserter

_COUNTED = {
    "valid": ("valid",),
    "started": ("started",),
    "pending": ("open",),
}


def _states_statement(of_unit: ColumnElement[bool]) -> Select[Any]:
    """Counts by unit; `of_unit` is a condition on `agency.id`. Built once: it runs every tick."""
    invitation, sample = t.invitation, t.sample
    counts = [
        func.sum(case((invitation.c.state.in_(states), 1), else_=0)).label(name)
        for name, states in _COUNTED.items()
    ]
    here = select(t.agency.c.id).where(of_unit).scalar_subquery()
    asked = (
        select(invitation.c.agency_id, *counts)
        .where(invitation.c.plan == bindparam("plan"), invitation.c.wave == bindparam("wave"))
        .where(invitation.c.agency_id.in_(here))
        .group_by(invitation.c.agency_id)
        .subquery()
    )
    waiting = (
        select(
            sample.c.agency_id,
            func.sum(case((sample.c.state == "waiting", 1), else_=0)).label("waiting"),
        )
        .where(sample.c.plan == bindparam("plan"), sample.c.wave == bindparam("wave"))
        .where(sample.c.agency_id.in_(here))
        .group_by(sample.c.agency_id)
        .subquery()
    )
    return (
        select(t.agency, asked.c.valid, asked.c.started, asked.c.pending, waiting.c.waiting)
        .join(waiting, waiting.c.agency_id == t.agency.c.id)
        .outerjoin(asked, asked.c.agency_id == t.agency.c.id)
        .order_by(t.agency.c.code)
    )


_STATES = _states_statement(true())
_STATE_OF_UNIT = _states_statement(t.agency.c.id == bindparam("unit"))


class PlanRows:
    """Keeps `plans.ports.PlanPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._invitations = Invitations(connection, keyring)
        self._insert = inserter(connection)

    # -- the draw --------------------------------------------------------------------------
    def units(self, codes: Sequence[str]) -> Mapping[str, UnitRow]:
        rows = self._db.execute(select(t.agency).where(t.agency.c.code.in_(codes)))
        return {row.code: UnitRow(row.id, row.code, row.name) for row in rows}

    def frame(
        self, units: Sequence[UnitRow], days: Days, statuses: frozenset[str]
    ) -> Sequence[FrameCase]:
        codes = {unit.id: unit.code for unit in units}
        rows = self._db.execute(
            select(t.case.c.key, t.case.c.agency_id)
            .where(t.case.c.agency_id.in_(list(codes)))
            .where(t.case.c.returned_on.between(days.first, days.last))
            .where(t.case.c.status.in_(sorted(statuses)) | t.case.c.refused)
        )
        return [FrameCase(row.key, codes[row.agency_id]) for row in rows]

    def drawn(self, plan: str, wave: int) -> DrawRow | None:
        row = self._db.execute(
            select(t.draw).where(t.draw.c.plan == plan, t.draw.c.wave == wave)
        ).one_or_none()
        return DrawRow(row.drawn_at, row.seed, row.record, row.plan_source) if row else None

    def save_sample(self, plan: str, wave: int, rows: Sequence[SampleRow]) -> None:
        keys = [row.case_key for row in rows]
        ids = {
            row.key: row.id
            for row in self._db.execute(
                select(t.case.c.key, t.case.c.id).where(t.case.c.key.in_(keys))
            )
        }
        values = [
            {
                "plan": plan,
                "wave": wave,
                "case_id": ids[row.case_key],
                "agency_id": row.agency,
                "position": row.position,
                "main": row.main,
                "state": "waiting",
            }
            for row in rows
        ]
        self._db.execute(self._insert(t.sample).on_conflict_do_nothing(), values)

    def save_draw(self, plan: str, wave: int, row: DrawRow) -> None:
        values = {
            "plan": plan,
            "wave": wave,
            "drawn_at": row.drawn_at,
            "seed": row.seed,
            "record": row.record,
            "plan_source": row.source,
        }
        self._db.execute(self._insert(t.draw).on_conflict_do_nothing(), values)

    # -- where units stand -----------------------------------------------------------------
    def lock_unit(self, plan: str, wave: int, unit: int) -> UnitState:
        self._db.execute(select(t.agency.c.id).where(t.agency.c.id == unit).with_for_update())
        return self._states(plan, wave, unit)[0]

    def states(self, plan: str, wave: int) -> Sequence[UnitState]:
        return self._states(plan, wave, None)

    def _states(self, plan: str, wave: int, unit: int | None) -> list[UnitState]:
        values: dict[str, object] = {"plan": plan, "wave": wave}
        if unit is None:
            rows = self._db.execute(_STATES, values)
        else:
            rows = self._db.execute(_STATE_OF_UNIT, {**values, "unit": unit})
        return [
            UnitState(
                UnitRow(row.id, row.code, row.name),
                int(row.valid or 0),
                int(row.started or 0),
                int(row.pending or 0),
                int(row.waiting or 0),
            )
            for row in rows
        ]

    def candidates(self, plan: str, wave: int, unit: int, around: Around) -> Sequence[Candidate]:
        return candidates(self._db, self._keys, (plan, wave, unit), around)

    def pass_over(self, plan: str, wave: int, reasons: Mapping[int, str]) -> None:
        for reason in sorted(set(reasons.values())):
            cases = [id_ for id_, why in reasons.items() if why == reason]
            self._mark(plan, wave, cases, reason)

    def _mark(self, plan: str, wave: int, cases: Sequence[int], state: str) -> None:
        sample = t.sample
        self._db.execute(
            update(sample)
            .where(sample.c.plan == plan, sample.c.wave == wave, sample.c.case_id.in_(cases))
            .values(state=state)
        )

    # -- invitations -----------------------------------------------------------------------
    def invite(self, invitations: Sequence[NewInvitation], now: datetime) -> None:
        self._invitations.add(invitations, now)
        first = invitations[0]
        cases = [invitation.candidate.case for invitation in invitations]
        self._mark(first.plan, first.wave, cases, "called")

    def due(self, plan: str, wave: int, around: Around) -> Sequence[DueInvitation]:
        return self._invitations.due(plan, wave, around)

    def looked(
        self, results: Sequence[Looked], messages: Sequence[NewMessage], now: datetime
    ) -> None:
        self._invitations.looked(results, messages, now)

    def allow(self, most: Mapping[str, int | None]) -> None:
        allow(self._db, most)

    def tell(self, message: NewMessage, now: datetime) -> None:
        self._invitations.enqueue([message], now)

    def room(self, plan: str, account: str, now: datetime) -> Room:
        return room(self._db, plan, account, now)

    def fill(self, plan: str, wave: int, units: Sequence[int]) -> None:
        """Also those let go before as silent or unreachable: their link is still out there."""
        self._invitations.fill(plan, wave, units)
