"""The rows of a lane as the outbox moves them: pace, breakers, rests. It decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, or_, select, update

from ground.seal import Keyring
from post.bounds import Limits
from post.lanes import (
    BREAK_AFTER,
    PROBE_EVERY,
    Count,
    Lane,
    Learned,
    Rest,
    Road,
    Stand,
    Trouble,
    begun_row,
    counts,
    road_row,
    slot_of,
)
from post.pace import verdict
from storage import tables as t
from storage.bulk import insert_many, missing_only
from storage.columns import Moment
from storage.lanes import LaneRows
from storage.paces import came_back, returned, window

_row = t.lane.c
_STANDS = (
    select(
        _row.name, _row.slot, _row.taken, _row.paused, _row.broken_until, _row.failures,
        _row.resumed_at,
    )
    .where(
        or_(
            _row.name.in_((bindparam("lane"), bindparam("shared"))),
            _row.name.like(bindparam("roads")),
            _row.name.like(bindparam("templates")),
        )
    )
    .order_by(_row.name)
    .with_for_update()
)  # fmt: skip
_TAKE = (
    update(t.lane)
    .where(_row.name == bindparam("of"))
    .values(slot=bindparam("start"), taken=bindparam("count"))
)
_PROBING = (
    update(t.lane)
    .where(_row.name.in_(bindparam("names", expanding=True)), _row.failures >= BREAK_AFTER)
    .values(broken_until=bindparam("until"))
)
_WELL = (
    update(t.lane)
    .where(_row.name.in_(bindparam("names", expanding=True)), _row.failures > 0)
    .values(failures=0, broken_until=None)
)
_failed = _row.failures + bindparam("more")
_FAILED = (
    update(t.lane)
    .where(_row.name == bindparam("of"))
    .values(
        failures=_failed,
        broken_until=case(
            (_failed >= BREAK_AFTER, bindparam("until", type_=Moment)), else_=_row.broken_until
        ),
    )
)
_UNTIL = (
    update(t.lane)
    .where(_row.name == bindparam("of"))
    .where(func.coalesce(_row.broken_until, bindparam("until", type_=Moment)) <= bindparam("until"))
    .values(broken_until=bindparam("until"))
)


class LaneLedger:
    """Works inside the outbox's write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def stands(self, lane: Lane) -> Mapping[str, Stand]:
        """The rows of a lane, locked until the transaction ends: two claims never count at once."""
        named = {
            "lane": lane.name,
            "shared": lane.shared or lane.name,
            "roads": f"{lane.name}!%",
            "templates": f"{lane.name}#%",
        }
        found = {row.name: Stand(*row) for row in self._db.execute(_STANDS, named)}
        if missing := {lane.name, lane.shared or lane.name} - set(found):
            self._add(sorted(missing))
            found = {row.name: Stand(*row) for row in self._db.execute(_STANDS, named)}
        return found

    def take(self, lane: Lane, rows: Mapping[str, Stand], calls: int, now: datetime) -> None:
        """Count calls that are about to be made."""
        taken = []
        for name, rate in ((lane.name, lane.rate), (lane.shared or "", lane.shared_rate)):
            if rate:
                start, _ = slot_of(rate, now)
                before = rows[name].taken if rows[name].slot == start else 0
                taken.append({"of": name, "start": start, "count": before + calls})
        if taken:
            self._db.execute(_TAKE, taken)

    def judged(
        self, lane: Lane, limits: Limits, rows: Mapping[str, Stand], now: datetime
    ) -> Mapping[str, Stand]:
        """The lane's rows after a look at what came back: too much, and nothing more is begun."""
        name = begun_row(lane.name)
        stand = rows.get(name, Stand(name))
        if stand.stopped(now):
            return rows
        since = window(limits, now, stand.resumed_at)
        if not came_back(self._db, since):
            return rows
        if not (reason := verdict(returned(self._db, since), limits)):
            return rows
        LaneRows(self._db, self._keys).pause(name, reason, now)
        return {**rows, name: Stand(name, paused=reason)}

    def probing(self, lane: Lane, road: Road, now: datetime) -> None:
        """One message tries the road; the next one may after `PROBE_EVERY`."""
        names = [road_row(lane.name, road, trouble) for trouble in Trouble]
        self._db.execute(_PROBING, {"names": names, "until": now + PROBE_EVERY})

    def learned(self, lane: Lane, learned: Sequence[Learned], now: datetime) -> None:
        """Keeps `post.ports.OutboxPort.learned`."""
        moved = counts(lane.name, learned)
        failed = [count for count in moved if count.failed]
        rests = {each.rest for each in learned if each.rest is not None}
        if failed or rests:
            self.stands(lane)  # in the order in which a claim takes them: two never wait crosswise
        if well := [count.row for count in moved if count.well]:
            self._db.execute(_WELL, {"names": well})
        if failed:
            self._fail(failed, now)
        for rest in sorted(rests, key=lambda each: (each.row, each.until or now)):
            self._rest(rest, now)

    def _fail(self, failed: Sequence[Count], now: datetime) -> None:
        self._add([count.row for count in failed])
        until = now + PROBE_EVERY
        rows = [{"of": count.row, "more": count.failed, "until": until} for count in failed]
        self._db.execute(_FAILED, rows)

    def _rest(self, rest: Rest, now: datetime) -> None:
        if rest.reason is not None:
            LaneRows(self._db, self._keys).pause(rest.row, rest.reason, now)
            return
        self._add([rest.row])
        self._db.execute(_UNTIL, {"of": rest.row, "until": rest.until})

    def _add(self, names: Sequence[str]) -> None:
        rows = [{"name": name} for name in names]
        insert_many(self._db, missing_only(t.lane, self._db.dialect.name), rows)
