"""The rows that a person must look at, and what they decide. Each decision is one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, and_, bindparam, cast, func, or_, select, update

from post.judging import Stuck
from storage import tables as t
from storage.lapsed import look_now

OFFICER = "officer"
"""Who decided, in `closed_by`; never a name."""
_LIVING = ("open", "started", "unreachable")
_row = t.message.c
_of_person = or_(
    *(_row.error.like(f"{kind}:%") for kind in ("payload", "retry", "config", "unknown"))
)
_STUCK = (
    select(
        _row.id,
        _row.state,
        _row.purpose,
        func.coalesce(_row.way, cast(_row.channel, String)),
        func.coalesce(_row.account, ""),
        func.coalesce(t.case.c.code, ""),
        func.coalesce(_row.error, ""),
        _row.tries,
        func.coalesce(_row.begun_at, _row.created_at, type_=_row.created_at.type),
    )
    .outerjoin(t.invitation, t.invitation.c.id == _row.invitation_id)
    .outerjoin(t.case, t.case.c.id == t.invitation.c.case_id)
    .limit(bindparam("most"))
)
_SENT = (
    update(t.message)
    .where(_row.id.in_(bindparam("ids", expanding=True)), _row.state == "unknown")
    .values(state="sent", closed_by=OFFICER, sent_at=_row.begun_at)
    .returning(_row.id)
)
_NOT_SENT = (
    update(t.message)
    .where(_row.id.in_(bindparam("ids", expanding=True)), _row.state == "unknown")
    .values(state="dead", closed_by=OFFICER, error="unknown:not-sent")
    .returning(_row.invitation_id)
)
_ends = select(t.invitation.c.id).where(
    t.invitation.c.id == _row.invitation_id, t.invitation.c.state.not_in(_LIVING)
)
_AGAIN = (
    update(t.message)
    .where(_row.id == bindparam("of_id"), _row.state == "dead", _of_person)
    .where(or_(_row.not_after.is_(None), _row.not_after > bindparam("now")))
    .where(~and_(_row.purpose.in_(("invite", "remind", "again")), _ends.exists()))
    .values(state="queued", tries=0, due_at=bindparam("now"), closed_by=OFFICER)
    .returning(_row.id)
)


class JudgingRows:
    """Keeps `post.judging.JudgingPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def unknown(self, limit: int) -> Sequence[Stuck]:
        listed = _STUCK.where(_row.state == "unknown").order_by(_row.id)
        return self._listed(listed, limit)

    def dead(self, limit: int) -> Sequence[Stuck]:
        listed = _STUCK.where(_row.state == "dead", _of_person).order_by(_row.id.desc())
        return self._listed(listed, limit)

    def _listed(self, statement: Any, limit: int) -> Sequence[Stuck]:
        return [Stuck(*row) for row in self._db.execute(statement, {"most": limit})]

    def was_sent(self, ids: Sequence[int], now: datetime) -> int:
        return len(self._db.execute(_SENT, {"ids": list(ids)}).all())

    def not_sent(self, ids: Sequence[int], now: datetime) -> int:
        of = self._db.execute(_NOT_SENT, {"ids": list(ids)}).scalars().all()
        look_now(self._db, of, now)
        return len(of)

    def again(self, id_: int, now: datetime) -> bool:
        return self._db.execute(_AGAIN, {"of_id": id_, "now": now}).first() is not None
