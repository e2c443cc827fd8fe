"""Which conversations are to be closed: expired, or their unit's quota is full."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from flows.model import Ending
from storage import tables as t


class Closings:
    """Keeps `bot.clock_ports.ClosingPort`; the closing itself is a turn."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def due(self, now: datetime, limit: int) -> Sequence[tuple[int, Ending]]:
        invitation, conversation = t.invitation, t.conversation
        rows = self._db.execute(
            select(conversation.c.id, invitation.c.state)
            .join(conversation, conversation.c.id == invitation.c.id)
            .where(invitation.c.ended_at.is_(None))
            .where(or_(invitation.c.expires_at <= now, invitation.c.state == "quota_full"))
            .order_by(invitation.c.id)
            .limit(limit)
        )
        return [
            (row.id, Ending.QUOTA_FULL if row.state == "quota_full" else Ending.EXPIRED)
            for row in rows
        ]
