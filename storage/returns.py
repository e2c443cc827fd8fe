"""The rows of mails that came in about mails of ours, and what follows for message and address.

Rows are taken in the order of locks: address, invitation, message. It decides by Returned.what
and the dated rules alone; what a mail is was decided before (channels/email).
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy import case as when

from bot.turns import Returned
from ground.seal import Keyring
from ground.when import local_date
from post.rules import Rules
from storage import tables as t
from storage.columns import Moment
from storage.hearing import earlier
from storage.lapsed import look_now
from storage.turn_statements import many
from storage.upserts import inserter

LOST = ("hard", "soft", "policy", "complaint")
"""Kinds after which the mail has not reached its reader."""
ARRIVED = ("auto", "human")
"""Kinds that prove that it did."""
_row = t.message.c
_UNSAID = {"hard": "5.0.0", "soft": "4.0.0", "policy": "5.7.0"}
"""The codes of reports that name none."""
_NAMED = select(_row.id, _row.tracking, _row.recipient, _row.invitation_id).where(
    _row.tracking.in_(many("tracked")), _row.channel == "email"
)
_DEAD = update(t.address).where(
    t.address.c.hash.in_(many("hashes")), t.address.c.channel == "email"
).values(state="dead")  # fmt: skip
_LOSE = (
    update(t.message)
    .where(_row.id == bindparam("of_id"), _row.state.not_in(("failed", "dead")))
    .values(
        state=bindparam("new_state"),
        error=bindparam("why"),
        sent_at=func.coalesce(_row.sent_at, _row.begun_at, type_=Moment),
        lease_until=None,
    )
)
_unknown = _row.state == "unknown"
_ARRIVE = (
    update(t.message)
    .where(_row.id == bindparam("of_id"))
    .values(
        delivered_at=earlier(_row.delivered_at, "at"),
        closed_by=when((_unknown, "receipt"), else_=_row.closed_by),
        state=when((_unknown, "sent"), else_=_row.state),
    )
)
_waiting = (_row.recipient.in_(many("hashes")), _row.channel == "email", _row.state == "queued")
_WAITS_FOR = select(_row.invitation_id).where(*_waiting)
_DROP = update(t.message).where(*_waiting).values(state="failed", error="recipient:dead-address")
_TOLD = (
    select(t.mail_return.c.address_hash, t.mail_return.c.kind, t.mail_return.c.at)
    .where(
        t.mail_return.c.address_hash.in_(many("hashes")), t.mail_return.c.at > bindparam("since")
    )
    .order_by(t.mail_return.c.at)
)


class ReturnRows:
    """Keeps its part of `bot.ports.TurnPort` inside one write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    def returned(self, told: Sequence[Returned], rules: Rules | None, now: datetime) -> None:
        tracked = {"tracked": sorted({one.tracking for one in told})}
        rows = {row.tracking: row for row in self._db.execute(_NAMED, tracked)}
        known = [(one, rows[one.tracking]) for one in told if one.tracking in rows]
        if not known:
            return
        known.sort(key=lambda pair: (pair[1].id, pair[0].event_key))
        self._db.execute(
            self._insert(t.mail_return).on_conflict_do_nothing(),
            [self._return(one, row) for one, row in known],
        )
        dead = {"hashes": self._dying(known, rules, now)}
        lost = [(one, row) for one, row in known if one.what in LOST]
        looked = [row.invitation_id for _, row in lost]
        if dead["hashes"]:
            self._db.execute(_DEAD, dead)
            looked += self._db.execute(_WAITS_FOR, dead).scalars().all()
        look_now(self._db, looked, now)
        if lost:
            self._db.execute(_LOSE, [_loss(one, row) for one, row in lost])
        if dead["hashes"]:
            self._db.execute(_DROP, dead)  # what waits for them; the plans look elsewhere
        came = [{"of_id": r.id, "at": one.received_at} for one, r in known if one.what in ARRIVED]
        if came:
            self._db.execute(_ARRIVE, came)

    def _return(self, one: Returned, row: Any) -> dict[str, Any]:
        place = f"mail_return/{one.event_key}"
        return {
            "event_key": one.event_key,
            "message_id": row.id,
            "address_hash": row.recipient,
            "kind": one.what,
            "status": one.status,
            "at": one.received_at,
            "answers_sealed": self._keys.seal(one.answers, place) if one.answers else None,
        }

    def _dying(
        self, known: Sequence[tuple[Returned, Any]], rules: Rules | None, now: datetime
    ) -> list[str]:
        """The addresses that take no more mail; an officer's is never given up."""
        theirs = [(one, row) for one, row in known if row.invitation_id is not None]
        found = {row.recipient for one, row in theirs if one.what in ("hard", "complaint")}
        soft = {row.recipient for one, row in theirs if one.what == "soft"} - found
        if rules is not None and soft:
            since = now - rules.soft_span
            days: dict[str, set[date]] = {}
            for row in self._db.execute(_TOLD, {"hashes": sorted(soft), "since": since}):
                if row.kind in ARRIVED:
                    days.pop(row.address_hash, None)  # it lives: counted from nothing
                elif row.kind == "soft":
                    days.setdefault(row.address_hash, set()).add(local_date(row.at))
            found |= {one for one, fell in days.items() if len(fell) >= rules.soft_bounces}
        return sorted(found)


def _loss(one: Returned, row: Any) -> dict[str, Any]:
    """How the message ends. One of ours to mend, and one to an officer, stand at the desk."""
    if one.what == "complaint":
        told, ours = "complaint", False
    else:
        told, ours = f"bounce-{one.status or _UNSAID[one.what]}", one.what == "policy"
    ours = ours or row.invitation_id is None
    state, kind = ("dead", "config") if ours else ("failed", "recipient")
    return {"of_id": row.id, "new_state": state, "why": f"{kind}:{told}"}
