"""The rows of the lanes: who paused one and why. It sends nothing and tells nobody."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from ground.seal import Keyring
from post.ports import Pause
from storage import tables as t
from storage.bulk import missing_only

REAUTH = "reauth"
"""The class of reasons that only a new connection mends; it takes the place of any other."""


class LaneRows:
    """Keeps `post.ports.Lanes`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def pause(self, lane: str, reason: str, now: datetime) -> bool:
        self._db.execute(missing_only(t.lane, self._db.dialect.name), [{"name": lane}])
        stands = select(t.lane.c.paused).where(t.lane.c.name == lane).with_for_update()
        before = self._db.execute(stands).scalar_one()
        if before is not None and not (is_reauth(reason) and not is_reauth(before)):
            return False
        self._db.execute(
            update(t.lane)
            .where(t.lane.c.name == lane)
            .values(paused=reason, paused_at=now, told_at=None)
        )
        return True

    def resume(self, lane: str, now: datetime) -> bool:
        row = t.lane.c
        resumed = self._db.execute(
            update(t.lane)
            .where(row.name == lane, row.paused.is_not(None))
            .values(paused=None, paused_at=None, told_at=None, failures=0, broken_until=None)
        )
        if not resumed.rowcount:
            return False
        channel, _, account = lane.partition("/")
        message = t.message.c
        self._db.execute(
            update(t.message)
            .where(message.state == "queued", message.due_at > now, message.channel == channel)
            .where(message.error.like("config:%"))
            .where(or_(message.account == account, message.account.is_(None)))
            .values(due_at=now)
        )
        return True

    def paused(self) -> Mapping[str, Pause]:
        row = t.lane.c
        rows = self._db.execute(
            select(row.name, row.paused, row.paused_at, row.told_at)
            .where(row.paused.is_not(None))
            .order_by(row.name)
        )
        return {row.name: Pause(row.paused, row.paused_at, row.told_at) for row in rows}


def is_reauth(reason: str) -> bool:
    """Whether only a new connection helps."""
    return reason.partition(":")[0] == REAUTH
