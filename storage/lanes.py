"""The rows of the lanes: who paused one and why, what officers were told. It sends nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from ground.seal import Keyring
from post.alarms import Heard
from post.ports import NewMessage, Pause
from storage import tables as t
from storage.bulk import insert_many, missing_only
from storage.outbox_rows import message_values

REAUTH = "reauth"
"""The class of reasons that only a new connection mends; it takes the place of any other."""


class LaneRows:
    """Keeps `post.ports.Lanes` and `post.alarms.AlarmPort`."""

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
            .values(
                paused=None, paused_at=None, told_at=None,
                failures=0, broken_until=None, resumed_at=now,
            )
        )  # fmt: skip
        if not resumed.rowcount:
            return False
        channel, account = _NAME.split(lane)[:2] if _NAME.search(lane) else (lane, None)
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

    def tell(self, mails: Sequence[NewMessage], now: datetime) -> None:
        rows = [message_values(self._keys, mail, now) for mail in mails]
        insert_many(self._db, missing_only(t.message, self._db.dialect.name), rows)

    def told(self, lane: str, now: datetime) -> None:
        self._db.execute(update(t.lane).where(t.lane.c.name == lane).values(told_at=now))

    def heard(self, channel: str) -> Heard:
        inbox, message = t.inbox.c, t.message.c
        last = self._db.execute(
            select(inbox.received_at)
            .where(or_(inbox.kind == "receipt", inbox.kind.like(f"{channel}%")))
            .order_by(inbox.received_at.desc())
            .limit(1)
        ).scalar_one_or_none()
        sent = select(func.count(), func.min(message.sent_at)).where(message.channel == channel)
        if last is not None:
            sent = sent.where(message.sent_at > last)
        count, since = self._db.execute(sent.where(message.sent_at.is_not(None))).one()
        return Heard(last, count, since)


_NAME = re.compile("[/!#]")
"""What parts a lane's name: channel, account, and a road or template of it."""


def is_reauth(reason: str) -> bool:
    """Whether only a new connection helps."""
    return reason.partition(":")[0] == REAUTH
