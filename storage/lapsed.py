"""Messages whose window closed while they waited: they die, and the plan looks for another way."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, update

from storage import tables as t

late = t.message.c.not_after <= bindparam("now")
in_time = or_(t.message.c.not_after.is_(None), ~late)
_ids = t.message.c.id.in_(bindparam("ids", expanding=True))
_DROP = (
    update(t.message)
    .where(_ids, t.message.c.state == "leased", late)
    .values(state="dead", error="late")
    .returning(t.message.c.invitation_id)
)
_LOOK_NOW = (
    update(t.invitation)
    .where(t.invitation.c.id.in_(bindparam("ids", expanding=True)))
    .where(t.invitation.c.state == "open")
    .values(check_at=bindparam("when"))
)


def drop_late(connection: Connection, messages: Sequence[int], now: datetime) -> None:
    """Of these leased messages the late ones die."""
    gone = connection.execute(_DROP, {"ids": list(messages), "now": now}).scalars().all()
    look_now(connection, gone, now)


def look_now(connection: Connection, invitations: Iterable[int | None], now: datetime) -> None:
    """The clockwork looks at these invitations at its next tick."""
    if ids := sorted({id_ for id_ in invitations if id_ is not None}):
        connection.execute(_LOOK_NOW, {"ids": ids, "when": now})
