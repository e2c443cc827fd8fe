"""What a running system's health is read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from ground.when import minute_of_day
from storage import tables as t


@dataclass(frozen=True, slots=True)
class Health:
    """Counts by state, and since when the oldest message waits that could leave now."""

    messages: Mapping[str, int]
    inbox: Mapping[str, int]
    oldest_due: datetime | None


class HealthRows:
    """Reads only."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def look(self, now: datetime) -> Health:
        """How things stand at `now`."""
        message, inbox = t.message, t.inbox
        minute = minute_of_day(now)
        by_state = select(message.c.state, func.count()).group_by(message.c.state)
        arrived = select(inbox.c.state, func.count()).group_by(inbox.c.state)
        oldest = (
            select(message.c.due_at)
            .where(message.c.state == "queued", message.c.due_at <= now)
            .where(
                or_(
                    message.c.opens.is_(None),
                    (message.c.opens <= minute) & (minute < message.c.closes),
                )
            )
            .order_by(message.c.due_at)
            .limit(1)
        )
        return Health(
            dict(self._db.execute(by_state).tuples().all()),
            dict(self._db.execute(arrived).tuples().all()),
            self._db.execute(oldest).scalar_one_or_none(),
        )
