"""The rows of what mail has gone to each receiver, and what came back. It decides nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)

from ground.when import at_local, local_date
from post import pace
from post.bounds import Limits, MailPace
from post.pace import Paced, Returned
from post.providers import ALL, RECEIVERS
from storage import tables as t
from storage.bulk import insert_many, missing_only, update_many

_pace, _message = t.pace.c, t.message.c
_ROWS = select(t.pace).order_by(_pace.name).with_for_update()
_waiting = (
    select(literal_column("1"))
    .where(
        _message.state == literal_column("'queued'"),
        _message.receiver.is_not(None),
        _message.receiver == _pace.name,
        _message.due_at <= bindparam("now"),
    )
    .correlate(t.pace)
    .exists()
)
_WAITED_FOR = select(_pace.name).where(_waiting).order_by(_pace.name)
_KEEP = (
    update(t.pace)
    .where(_pace.name == bindparam("of"))
    .values(
        slot=bindparam("new_slot"),
        taken=bindparam("new_taken"),
        day=bindparam("new_day"),
        day_taken=bindparam("new_day_taken"),
        day_most=bindparam("new_day_most"),
    )
)
_failed = and_(
    _message.state == literal_column("'failed'"), _message.channel == literal_column("'email'")
)
_since = func.coalesce(_message.sent_at, _message.begun_at) > bindparam("since")
_complained = _message.error.like("recipient:complaint%")
_bounced = and_(
    or_(_message.error.like("recipient:bounce-5%"), _message.error.like("recipient:rcpt-5%")),
    # A full mailbox says nothing of the quality of our addresses (RFC 3463 §3.3).
    ~_message.error.like("%-5.2.2"),
)


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _returned(*more: ColumnElement[bool]) -> Select[int, int, int]:
    unsent = _message.sent_at.is_(None)
    return select(
        _counted(_bounced), _counted(_complained), _counted(and_(unsent, _bounced))
    ).where(_failed, _since, *more)


_RETURNED = _returned()
_RETURNED_OF = _returned(_message.receiver == bindparam("receiver"))
_REFUSED_US = (  # of them the message says "dead": it is ours to mend, and not the address's
    select(func.count())
    .select_from(t.mail_return)
    .where(t.mail_return.c.at > bindparam("since"), t.mail_return.c.kind == "policy")
)
_SENT = (
    select(func.count())
    .select_from(t.message)
    .where(_message.sent_at > bindparam("since"), _message.channel == "email")
)
_SENT_TO = _SENT.where(_message.receiver == bindparam("receiver"))


class PaceRows:
    """Works inside the outbox's write transaction, under the lock of the lane's row."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._rows: dict[str, Paced] = {}
        self._pace: MailPace | None = None

    def read(self, bounds: MailPace, now: datetime) -> None:
        """Every receiver's row as it is today, locked until the transaction ends."""
        self._pace = bounds
        rows = {row.name: _paced(row) for row in self._db.execute(_ROWS)}
        if len(rows) < len(RECEIVERS):
            insert = missing_only(t.pace, self._db.dialect.name)
            insert_many(self._db, insert, [{"name": name} for name in sorted(RECEIVERS)])
            rows = {row.name: _paced(row) for row in self._db.execute(_ROWS)}
        self._rows = {name: rows[name] for name in RECEIVERS}
        self._keep([row for row in self._rows.values() if row.day != local_date(now)], now)

    def free(self, now: datetime, most: int) -> tuple[Mapping[str, int], int]:
        """What may be begun to each receiver for whom something waits, and in all."""
        assert self._pace is not None
        found = {}
        for name in self._db.execute(_WAITED_FOR, {"now": now}).scalars():
            found[name] = pace.free(self._rows[name], self._pace.of(name), now)
        return found, min(most, pace.free(self._rows[ALL], self._pace.of(ALL), now))

    def took(self, receivers: Sequence[str | None], back: Mapping[str, int], now: datetime) -> None:
        """So many are called; `back` of an earlier round did not leave after all."""
        assert self._pace is not None
        counts = Counter(receiver for receiver in receivers if receiver in self._rows)
        counts[ALL] = len(receivers)
        returned = Counter(back)
        returned[ALL] = sum(back.values())
        moved = []
        for name in sorted({*counts, *returned} & set(self._rows)):
            row, bound = self._rows[name], self._pace.of(name)
            moved.append(pace.took(row, bound, now, counts[name], returned[name]))
        self._save([row for row in moved if row != self._rows[row.name]])

    def _keep(self, stale: Sequence[Paced], now: datetime) -> None:
        """Rows of an earlier day begin the new one."""
        assert self._pace is not None
        fresh = []
        for row in stale:
            good = row.day is None or self._good(row, row.day)
            fresh.append(pace.on_day(row, self._pace.of(row.name), local_date(now), good))
        self._save(fresh)

    def _good(self, row: Paced, day: date) -> bool:
        """Whether what came back since that day began is no reason to slow down."""
        assert self._pace is not None
        since = at_local(day, datetime.min.time())
        name = None if row.name == ALL else row.name
        return pace.verdict(returned(self._db, since, name), self._pace.limits) is None

    def _save(self, rows: Sequence[Paced]) -> None:
        self._rows.update({row.name: row for row in rows})
        values = [
            {
                "of": row.name,
                "new_slot": row.slot,
                "new_taken": row.taken,
                "new_day": row.day.isoformat() if row.day else None,
                "new_day_taken": row.day_taken,
                "new_day_most": row.day_most,
            }
            for row in rows
        ]
        update_many(self._db, _KEEP, values)


def _paced(row: Any) -> Paced:
    day = date.fromisoformat(row.day) if row.day else None
    return Paced(row.name, row.slot, row.taken, day, row.day_taken, row.day_most)


def came_back(connection: Connection, since: datetime) -> int:
    """How many mails came back or were complained of: cheap, to see whether anything is new."""
    bounced, complained, _ = connection.execute(_RETURNED, {"since": since}).one()
    return int(bounced) + int(complained) + _refused(connection, since)


def returned(connection: Connection, since: datetime, receiver: str | None = None) -> Returned:
    """What came back of what was handed over since then, to one receiver or in all."""
    values = {"since": since, "receiver": receiver}
    back, sent = (_RETURNED, _SENT) if receiver is None else (_RETURNED_OF, _SENT_TO)
    bounced, complained, unsent = connection.execute(back, values).one()
    bounced += 0 if receiver else _refused(connection, since)
    left = int(connection.execute(sent, values).scalar_one())
    return Returned(left + int(unsent), int(bounced), int(complained))


def _refused(connection: Connection, since: datetime) -> int:
    """How many came back for what we are or sent: SPF, DKIM, block lists (kind "policy")."""
    return int(connection.execute(_REFUSED_US, {"since": since}).scalar_one())


def window(limits: Limits, now: datetime, resumed_at: datetime | None) -> datetime:
    """Since when what came back counts: never from before somebody let the lane go on."""
    since = now - limits.window
    return since if resumed_at is None else max(since, resumed_at)
