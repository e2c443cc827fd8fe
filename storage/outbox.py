"""The outbox's rows. Claims go by due time, hours of the day, and order within a recipient."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)

from ground.seal import Keyring
from ground.when import minute_of_day
from post.ports import NO_TEXTS, Claimed, Echoed, Settled
from storage import tables as t
from storage.echoes import close_by_echoes
from storage.lapsed import drop_late, in_time, look_now
from storage.outbox_rows import echo_hash, message_body

# Written out, not bound: neither engine uses a partial index for a state it does not see.
_QUEUED: ColumnElement[str] = literal_column("'queued'")
_LEASED: ColumnElement[str] = literal_column("'leased'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_UNFINISHED = (_QUEUED, _LEASED, _SENDING)
_RECHECK_UNKNOWN = timedelta(hours=24)


def _in_hours(table: Any) -> Any:
    minute: Any = bindparam("minute")
    return or_(table.c.opens.is_(None), and_(table.c.opens <= minute, minute < table.c.closes))


_older = t.message.alias("older")
_first_of_recipient = ~exists().where(
    and_(
        _older.c.recipient == t.message.c.recipient,
        _older.c.id < t.message.c.id,
        _older.c.state.in_(_UNFINISHED),
        # What waits for its hours does not hold back an answer to a citizen.
        or_(
            _older.c.state != "queued", and_(_older.c.due_at <= bindparam("now"), _in_hours(_older))
        ),
    )
)
_CLAIM = (
    select(t.message)
    .where(t.message.c.state == _QUEUED, t.message.c.due_at <= bindparam("now"))
    .where(t.message.c.channel == bindparam("channel"))
    .where(_in_hours(t.message))
    .where(_first_of_recipient)
    .order_by(t.message.c.opens.is_not(None), t.message.c.due_at, t.message.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=t.message)
)
_LEASE = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"))
    .values(state="leased", fence=t.message.c.fence + 1, lease_until=bindparam("until"))
)
_begun_by_us = t.message.c.purpose.in_((literal_column("'invite'"), literal_column("'remind'")))
_refused = exists().where(
    or_(
        t.refusal.c.subject_hash == t.message.c.subject_hash,
        # A refused phone or mail is left alone whoever else of the house is written to by it.
        and_(_begun_by_us, t.refusal.c.subject_hash == t.message.c.recipient),
    )
)
_BEGIN = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(t.message.c.lease_until > bindparam("now"))
    .where(_in_hours(t.message), ~_refused, in_time)
    .values(state="sending", lease_until=bindparam("until"), begun_at=bindparam("now"))
    .returning(t.message.c.id, t.message.c.fence, t.message.c.recipient)
)
_SAID = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"))
    .values(echo_hash=bindparam("said"))
)
_BACK = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(~_refused)
    .values(state="queued", lease_until=None)
)
_DROP = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(_refused)
    .values(state="dead", error="refused")
)
_proven = and_(bindparam("new_state") == "unknown", t.message.c.platform_id.is_not(None))
_OUTCOME: dict[str, Any] = {
    # An echo that came before the answer, or in its place, has proven the message.
    "state": case((_proven, "sent"), else_=bindparam("new_state")),
    "closed_by": case((_proven, "echo"), else_=t.message.c.closed_by),
    "platform_id": func.coalesce(bindparam("new_platform_id"), t.message.c.platform_id),
    "error": bindparam("new_error"),
    "due_at": bindparam("new_due_at"),
    "tries": bindparam("new_tries"),
    "sent_at": bindparam("new_sent_at"),
    "price": func.coalesce(bindparam("new_price", type_=Integer), t.message.c.price),
    "lease_until": None,
}
_SETTLE = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"), t.message.c.fence == bindparam("old_fence"))
    .where(t.message.c.state == "sending")
    .values(_OUTCOME)
)
_CLOSE_UNKNOWN = (
    # A late outcome may say that an unknown one was sent; it may not send anything again.
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"), t.message.c.state == "unknown")
    .values(
        state="sent",
        platform_id=func.coalesce(bindparam("new_platform_id"), t.message.c.platform_id),
        sent_at=bindparam("new_sent_at"),
        closed_by="answer",
    )
)
_lapsed = and_(
    t.message.c.lease_until <= bindparam("now"), t.message.c.state.in_((_LEASED, _SENDING))
)
_SWEEP = tuple(
    statement.returning(t.message.c.invitation_id, t.message.c.error)
    for statement in (
        update(t.message)
        .where(t.message.c.state == "leased", _lapsed)
        .values(state="queued", lease_until=None),
        update(t.message)
        .where(t.message.c.state == "sending", _lapsed)
        .values(
            state=case((t.message.c.platform_id.is_not(None), "sent"), else_="unknown"),
            closed_by=case((t.message.c.platform_id.is_not(None), "echo"), else_=None),
            error="unknown:lapsed",
            lease_until=None,
        ),
        update(t.message)
        .where(t.message.c.state == _QUEUED, t.message.c.not_after <= bindparam("now"))
        .values(state="dead", error="late"),
    )
)
_CHECK_INVITATION = (
    update(t.invitation)
    .where(
        t.invitation.c.id
        == select(t.message.c.invitation_id)
        .where(t.message.c.id == bindparam("of_id"))
        .scalar_subquery()
    )
    .where(t.invitation.c.state == "open")
    .values(check_at=bindparam("when"))
)


class Outbox:
    """Keeps `post.ports.OutboxPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def sweep(self, now: datetime) -> int:
        swept = [row for s in _SWEEP for row in self._db.execute(s, {"now": now})]
        look_now(self._db, [row.invitation_id for row in swept if row.error == "late"], now)
        return len(swept)

    def claim(self, channel: str, now: datetime, limit: int, lease: timedelta) -> Sequence[Claimed]:
        values = {"now": now, "minute": minute_of_day(now), "channel": channel, "most": limit}
        rows = self._db.execute(_CLAIM, values).all()
        if rows:
            until = now + lease
            self._db.execute(_LEASE, [{"of_id": row.id, "until": until} for row in rows])
        return [self._claimed(row) for row in rows]

    def _claimed(self, row: Any) -> Claimed:
        return Claimed(
            id=row.id,
            fence=row.fence + 1,
            key=row.key,
            purpose=row.purpose,
            channel=row.channel,
            body=message_body(self._keys, row.key, row.body_sealed),
            tries=row.tries,
            tracking=row.tracking,
            account=row.account,
            way=row.way,
            price=row.price,
            opens=row.opens,
            closes=row.closes,
        )

    def begin(
        self,
        claimed: Sequence[Claimed],
        now: datetime,
        lease: timedelta,
        texts: Mapping[int, str] = NO_TEXTS,
    ) -> set[int]:
        fences = {message.id: message.fence for message in claimed}
        ids = {"ids": list(fences)}
        hours = {"now": now, "minute": minute_of_day(now), "until": now + lease}
        rows = self._db.execute(_BEGIN, {**ids, **hours}).all()
        begun = {row.id for row in rows if row.fence == fences[row.id]}
        left = [id_ for id_ in fences if id_ not in begun]
        if left:
            self._db.execute(_DROP, {"ids": left})
            drop_late(self._db, left, now)
            self._db.execute(_BACK, {"ids": left})
        said = [
            {"of_id": row.id, "said": echo_hash(self._keys, row.recipient, texts[row.id])}
            for row in rows
            if row.id in begun and row.id in texts
        ]
        if said:
            self._db.execute(_SAID, said)
        return begun

    def echoed(self, echoes: Sequence[Echoed]) -> None:
        close_by_echoes(self._db, self._keys, echoes)

    def settle(self, settled: Sequence[Settled], now: datetime) -> None:
        ordered = sorted(settled, key=lambda outcome: outcome.id)
        checks = [
            {
                "of_id": s.id,
                "when": now + (_RECHECK_UNKNOWN if s.state == "unknown" else timedelta()),
            }
            for s in ordered
            if s.state in ("failed", "dead", "unknown")
        ]
        if checks:
            self._db.execute(_CHECK_INVITATION, checks)
        self._db.execute(_SETTLE, [_outcome(outcome, now) for outcome in ordered])
        told = [
            {"of_id": s.id, "new_platform_id": s.platform_id, "new_sent_at": now}
            for s in ordered
            if s.state == "sent"
        ]
        if told:
            self._db.execute(_CLOSE_UNKNOWN, told)

    def standing(self) -> Mapping[str, str]:
        message = t.message
        rows = self._db.execute(
            select(message.c.key, message.c.platform_id, message.c.tracking, message.c.state)
        )
        return {
            name: row.state
            for row in rows
            for name in (row.key, row.tracking, row.platform_id)
            if name
        }


def _outcome(outcome: Settled, now: datetime) -> dict[str, Any]:
    return {
        "of_id": outcome.id,
        "old_fence": outcome.fence,
        "new_state": outcome.state,
        "new_platform_id": outcome.platform_id,
        "new_error": outcome.error,
        "new_due_at": outcome.due_at or now,
        "new_tries": outcome.tries,
        "new_sent_at": now if outcome.state == "sent" else None,
        "new_price": outcome.price,
    }
