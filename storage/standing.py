"""How a channel's accounts stand, counted from their rows for a person to read. Reads only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from post.standing import Count, Rest
from storage import tables as t

_OPEN = ("queued", "leased", "sending", "unknown", "dead")


class StandingRows:
    """Keeps `post.standing.StandingPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def counts(self, channel: str) -> Sequence[Count]:
        message = t.message.c
        rows = self._db.execute(
            select(message.account, message.state, message.purpose, func.count())
            .where(message.channel == channel, message.state.in_(_OPEN))
            .group_by(message.account, message.state, message.purpose)
            .order_by(message.account, message.state, message.purpose)
        )
        return [Count(*row) for row in rows]

    def heard(self, channel: str, account: str | None = None) -> datetime | None:
        inbox = t.inbox.c
        newest = select(inbox.received_at).order_by(inbox.received_at.desc()).limit(1)
        if account is not None:
            newest = newest.where(inbox.event_key.startswith(f"{channel}/{account}/"))
        else:
            newest = newest.where(or_(inbox.kind == "receipt", inbox.kind.startswith(channel)))
        return self._db.execute(newest).scalar_one_or_none()

    def resting(self, now: datetime) -> Sequence[Rest]:
        lane = t.lane.c
        rows = self._db.execute(
            select(lane.name, lane.broken_until, lane.failures)
            .where(lane.broken_until > now)
            .order_by(lane.name)
        )
        return [Rest(*row) for row in rows]
