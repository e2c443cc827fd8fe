"""Echoes of our own messages: what an unknown outcome is closed by. It sends nothing again."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, case, literal_column, select, update

from ground.seal import Keyring
from post.ports import Echoed
from storage import tables as t
from storage.outbox_rows import echo_hash

SKEW = timedelta(seconds=30)
"""The platform's clock may be so far behind ours."""

# Written out, not bound: neither engine uses a partial index for a state it does not see.
_OPEN: tuple[ColumnElement[str], ...] = (literal_column("'sending'"), literal_column("'unknown'"))
_KNOWN = select(t.message.c.platform_id).where(
    t.message.c.platform_id.in_(bindparam("ids", expanding=True))
)
_NEWEST = (
    # Two messages may say the same: the echo is of the call that began last before it.
    select(t.message.c.id)
    .where(t.message.c.echo_hash == bindparam("hash"), t.message.c.state.in_(_OPEN))
    .where(t.message.c.platform_id.is_(None), t.message.c.begun_at <= bindparam("latest"))
    .order_by(t.message.c.begun_at.desc(), t.message.c.id.desc())
    .limit(1)
    .with_for_update()
)
_unknown = t.message.c.state == "unknown"
_FOUND = (
    # A call still in flight only learns its id: its answer, or the lack of one, settles it.
    update(t.message)
    .where(t.message.c.id == bindparam("of_id"))
    .values(
        platform_id=bindparam("named"),
        closed_by=case((_unknown, "echo"), else_=t.message.c.closed_by),
        sent_at=case((_unknown, t.message.c.begun_at), else_=t.message.c.sent_at),
        state=case((_unknown, "sent"), else_=t.message.c.state),
    )
)


def close_by_echoes(connection: Connection, keyring: Keyring, echoes: Sequence[Echoed]) -> None:
    """Give each echo to the open call of that recipient and text; one we know changes nothing."""
    if not echoes:
        return
    ids = [echo.platform_id for echo in echoes]
    known = set(connection.execute(_KNOWN, {"ids": ids}).scalars())
    for echo in sorted(echoes, key=lambda each: (each.at, each.platform_id)):
        if echo.platform_id in known:
            continue
        known.add(echo.platform_id)
        named = {"hash": echo_hash(keyring, echo.recipient, echo.text), "latest": echo.at + SKEW}
        found = connection.execute(_NEWEST, named).scalar()
        if found is not None:
            connection.execute(_FOUND, {"of_id": found, "named": echo.platform_id})
