"""Whom the clockwork must wake or remind; what follows is a turn."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from bot.clock_ports import Silence
from bot.ports import WakeUp
from storage import tables as t
from storage.officers import STEP

_DONE = (
    update(t.wake_up)
    .where(t.wake_up.c.conversation_id == bindparam("of_id"))
    .where(t.wake_up.c.step == STEP, t.wake_up.c.attempt == bindparam("number"))
    .values(state="done")
)


class Waking:
    """Keeps `bot.clock_ports.WakingPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def waking(self, now: datetime, limit: int) -> Sequence[WakeUp]:
        wake = t.wake_up.c
        rows = self._db.execute(
            select(wake.conversation_id, wake.attempt, wake.due_at)
            .where(wake.state == "waiting", wake.due_at <= now)
            .order_by(wake.due_at, wake.conversation_id)
            .limit(limit)
        )
        return [WakeUp(*row) for row in rows]

    def woken(self, wakes: Sequence[WakeUp]) -> None:
        rows = [{"of_id": wake.conversation, "number": wake.number} for wake in wakes]
        self._db.execute(_DONE, rows)

    def silent(self, plan: str, reminded: int, since: datetime, limit: int) -> Sequence[Silence]:
        talk, invitation = t.conversation.c, t.invitation.c
        rows = self._db.execute(
            select(talk.id, invitation.reminded, talk.updated_at)
            .join(t.invitation, invitation.id == talk.id)
            .where(talk.status == "open", talk.chat_hash.is_not(None), talk.updated_at <= since)
            .where(invitation.plan == plan, invitation.reminded == reminded)
            .where(invitation.ended_at.is_(None))
            .order_by(talk.updated_at, talk.id)
            .limit(limit)
        )
        return [Silence(*row) for row in rows]
