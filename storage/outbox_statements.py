"""The statements of the outbox, built once. Each is one round trip for the whole batch."""

from collections.abc import Set
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
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

from ground.when import minute_of_day
from post.lanes import BY_PHONE, Lane, Road, Room
from storage import tables as t
from storage.lapsed import in_time

# Written out, not bound: neither engine uses a partial index for a state it does not see.
_QUEUED: ColumnElement[str] = literal_column("'queued'")
_LEASED: ColumnElement[str] = literal_column("'leased'")
_SENDING: ColumnElement[str] = literal_column("'sending'")
_UNFINISHED = (_QUEUED, _LEASED, _SENDING)
RECHECK_UNKNOWN = timedelta(hours=24)


def _in_hours(table: Any) -> Any:
    minute: Any = bindparam("minute")
    return or_(table.c.opens.is_(None), and_(table.c.opens <= minute, minute < table.c.closes))


_older = t.message.alias("older")
_first_of_recipient = ~exists().where(
    and_(
        _older.c.recipient == t.message.c.recipient,
        _older.c.id < t.message.c.id,
        _older.c.state.in_(_UNFINISHED),
        # What we begin, and what waits for its hours, does not hold back an answer to a citizen.
        or_(
            _older.c.state != "queued",
            _older.c.opens.is_(None),
            and_(
                t.message.c.opens.is_not(None),
                _older.c.due_at <= bindparam("now"),
                _in_hours(_older),
            ),
        ),
    )
)
_of_lane = or_(
    t.message.c.account == bindparam("account"),
    and_(t.message.c.account.is_(None), bindparam("usual")),
)
_by_phone = func.coalesce(t.message.c.way, "").in_(BY_PHONE)
_passing = and_(
    or_(and_(_by_phone, bindparam("phone")), and_(~_by_phone, bindparam("chat"))),
    or_(
        t.message.c.template.is_(None),
        t.message.c.template.not_in(bindparam("resting", expanding=True)),
    ),
)


def due(of: ColumnElement[bool]) -> Select[Any]:
    """Due rows, oldest first. Each kind has an index of its own: it stops at the limit."""
    return (
        select(t.message)
        .where(t.message.c.state == _QUEUED, t.message.c.due_at <= bindparam("now"), of)
        .where(t.message.c.channel == bindparam("channel"), _of_lane, _passing)
        .where(_in_hours(t.message))
        .where(_first_of_recipient)
        .order_by(t.message.c.due_at, t.message.c.id)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, of=t.message)
    )


def due_values(lane: Lane, free: Room, roads: Set[Road], now: datetime) -> dict[str, Any]:
    """What `due` binds besides its limit."""
    return {
        "now": now,
        "minute": minute_of_day(now),
        "channel": lane.channel,
        "account": lane.account or "",
        "usual": lane.usual,
        "chat": Road.CHAT in roads,
        "phone": Road.PHONE in roads,
        "resting": sorted(free.resting),
    }


CLAIM_ANSWERS = due(t.message.c.opens.is_(None))
CLAIM_BEGUN = due(t.message.c.opens.is_not(None))
LEASE = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"))
    .values(state="leased", fence=t.message.c.fence + 1, lease_until=bindparam("until"))
)
_begun_by_us = t.message.c.purpose.in_(
    tuple(literal_column(f"'{purpose}'") for purpose in ("invite", "remind", "again"))
)
refused = exists().where(
    or_(
        t.refusal.c.subject_hash == t.message.c.subject_hash,
        # A refused phone or mail is left alone whoever else of the house is written to by it.
        and_(_begun_by_us, t.refusal.c.subject_hash == t.message.c.recipient),
    )
)
BEGIN = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(t.message.c.lease_until > bindparam("now"))
    .where(_in_hours(t.message), ~refused, in_time)
    .values(state="sending", lease_until=bindparam("until"), begun_at=bindparam("now"))
    .returning(t.message.c.id, t.message.c.fence, t.message.c.recipient)
)
RENEW = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"), t.message.c.fence == bindparam("old_fence"))
    .where(t.message.c.state == "sending")
    .values(lease_until=bindparam("until"))
)
SAID = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"))
    .values(echo_hash=bindparam("said"))
)
BACK = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(~refused)
    .values(state="queued", lease_until=None)
)
DROP = (
    update(t.message)
    .where(t.message.c.id.in_(bindparam("ids", expanding=True)), t.message.c.state == "leased")
    .where(refused)
    .values(state="dead", error="refused")
)
_arrived = or_(t.message.c.platform_id.is_not(None), t.message.c.delivered_at.is_not(None))
_arrived_by = case((t.message.c.platform_id.is_not(None), "echo"), else_="receipt")
_proven = and_(bindparam("new_state") == "unknown", _arrived)
_OUTCOME: dict[str, Any] = {
    # An echo or a receipt that came before the answer, or in its place, has proven the message.
    "state": case((_proven, "sent"), else_=bindparam("new_state")),
    "closed_by": case((_proven, _arrived_by), else_=t.message.c.closed_by),
    "platform_id": func.coalesce(bindparam("new_platform_id"), t.message.c.platform_id),
    "error": bindparam("new_error"),
    "due_at": bindparam("new_due_at"),
    "tries": bindparam("new_tries"),
    "sent_at": bindparam("new_sent_at"),
    "price": func.coalesce(bindparam("new_price", type_=Integer), t.message.c.price),
    "lease_until": None,
}
SETTLE = (
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"), t.message.c.fence == bindparam("old_fence"))
    .where(t.message.c.state == "sending")
    .values(_OUTCOME)
)
CLOSE_UNKNOWN = (
    # A late outcome may say that an unknown one was sent; it may not send anything again.
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"), t.message.c.state == "unknown")
    .values(
        state="sent",
        platform_id=func.coalesce(bindparam("new_platform_id"), t.message.c.platform_id),
        sent_at=bindparam("new_sent_at"),
        price=func.coalesce(bindparam("new_price", type_=Integer), t.message.c.price),
        closed_by="answer",
    )
)
_lapsed = and_(
    t.message.c.lease_until <= bindparam("now"), t.message.c.state.in_((_LEASED, _SENDING))
)
SWEEP = tuple(
    statement.returning(t.message.c.invitation_id, t.message.c.error)
    for statement in (
        update(t.message)
        .where(t.message.c.state == "leased", _lapsed)
        .values(state="queued", lease_until=None),
        update(t.message)
        .where(t.message.c.state == "sending", _lapsed)
        .values(
            state=case((_arrived, "sent"), else_="unknown"),
            closed_by=case((_arrived, _arrived_by), else_=None),
            error="unknown:lapsed",
            lease_until=None,
        ),
        update(t.message)
        .where(t.message.c.state == _QUEUED, t.message.c.not_after <= bindparam("now"))
        .values(state="dead", error="late"),
    )
)
CHECK_INVITATION = (
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
