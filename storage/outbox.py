"""The outbox's rows. Claims go by due time, hours, pace, and order within a recipient."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select

from ground.seal import Keyring
from ground.when import minute_of_day
from post.lanes import Lane, Learned, Road, Room, room
from post.ports import NO_TEXTS, Claimed, Echoed, Settled, Taking
from post.rules import Rules
from storage import allowances
from storage import outbox_statements as q
from storage import tables as t
from storage.bulk import update_many
from storage.echoes import close_by_echoes
from storage.lapsed import drop_late, look_now
from storage.outbox_lanes import LaneLedger
from storage.outbox_rows import claimed, echo_hash
from storage.straight import Straight


class Outbox:
    """Keeps `post.ports.OutboxPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def sweep(self, now: datetime) -> int:
        swept = [row for s in q.SWEEP for row in self._db.execute(s, {"now": now})]
        look_now(self._db, [row.invitation_id for row in swept if row.error == "late"], now)
        return len(swept)

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Sequence[Claimed]:
        ledger = LaneLedger(self._db, self._keys)
        stands = ledger.stands(lane)
        free = room(lane, stands, now, limit)
        rows = self._due(lane, now, free, free.open) if free.most else []
        for road in sorted(free.probed):
            if len(rows) < free.most and (probe := self._due(lane, now, free, {road}, 1)):
                ledger.probing(lane, road, now)
                rows += probe
        if rows:
            until = now + lease
            self._db.execute(q.LEASE, [{"of_id": row.id, "until": until} for row in rows])
            ledger.take(lane, stands, len(rows), now)
        return [claimed(self._keys, row) for row in rows]

    def _due(
        self, lane: Lane, now: datetime, free: Room, roads: Set[Road], most: int | None = None
    ) -> list[Any]:
        """What is due by these roads: every answer first, and of what we begin what is left."""
        if not roads:
            return []
        most = most or free.most
        values = q.due_values(lane, free, roads, now)
        rows = list(self._db.execute(q.CLAIM_ANSWERS, {**values, "most": most}))
        left = min(most, free.begun) - len(rows)
        if left > 0:
            rows += self._db.execute(q.CLAIM_BEGUN, {**values, "most": left})
        return rows

    def learned(self, lane: Lane, learned: Sequence[Learned], now: datetime) -> None:
        LaneLedger(self._db, self._keys).learned(lane, learned, now)

    def begin(
        self,
        claimed: Sequence[Claimed],
        now: datetime,
        lease: timedelta,
        texts: Mapping[int, str] = NO_TEXTS,
        rules: Rules | None = None,
    ) -> set[int]:
        fences = {message.id: message.fence for message in claimed}
        admitted = allowances.admit(self._db, sorted(fences), now, rules) if rules else None
        ids = {"ids": sorted(admitted.needs if admitted else fences)}
        hours = {"now": now, "minute": minute_of_day(now), "until": now + lease}
        rows = self._db.execute(q.BEGIN, {**ids, **hours}).all()
        begun = {row.id for row in rows if row.fence == fences[row.id]}
        if admitted:
            allowances.take(self._db, admitted, begun)
        left = [id_ for id_ in fences if id_ not in begun]
        if left:
            self._db.execute(q.DROP, {"ids": left})
            drop_late(self._db, left, now)
            if admitted:
                allowances.hold(self._db, admitted, now)
            self._db.execute(q.BACK, {"ids": left})
        said = [
            {"of_id": row.id, "said": echo_hash(self._keys, row.recipient, texts[row.id])}
            for row in rows
            if row.id in begun and row.id in texts
        ]
        if said:
            self._db.execute(q.SAID, said)
        return begun

    def take(self, lane: Lane, now: datetime, taking: Taking, rules: Rules) -> Sequence[Claimed]:
        ledger = LaneLedger(self._db, self._keys)
        return Straight(self._db, self._keys, ledger).take(lane, now, taking, rules)

    def renew(self, claimed: Sequence[Claimed], until: datetime) -> None:
        rows = [{"of_id": one.id, "old_fence": one.fence, "until": until} for one in claimed]
        update_many(self._db, q.RENEW, sorted(rows, key=itemgetter("of_id")))

    def echoed(self, echoes: Sequence[Echoed]) -> None:
        close_by_echoes(self._db, self._keys, echoes)

    def settle(self, settled: Sequence[Settled], now: datetime) -> None:
        ordered = sorted(settled, key=lambda outcome: outcome.id)
        checks = [
            {
                "of_id": s.id,
                "when": now + (q.RECHECK_UNKNOWN if s.state == "unknown" else timedelta()),
            }
            for s in ordered
            if s.state in ("failed", "dead", "unknown")
        ]
        if checks:
            self._db.execute(q.CHECK_INVITATION, checks)
        allowances.give_back(self._db, ordered)
        met = update_many(self._db, q.SETTLE, [_outcome(outcome, now) for outcome in ordered])
        if met == len(ordered):
            return  # every row was still ours, so none is unknown
        told = [
            {
                "of_id": s.id,
                "new_platform_id": s.platform_id,
                "new_sent_at": now,
                "new_price": s.price,
            }
            for s in ordered
            if s.state == "sent"
        ]
        if told:
            self._db.execute(q.CLOSE_UNKNOWN, told)

    def standing(self) -> Mapping[str, str]:
        message = t.message
        rows = self._db.execute(
            select(message.c.key, message.c.platform_id, message.c.tracking, message.c.state)
        )
        return {
            name: row.state
            for row in rows
            for name in (row.key, row.tracking, row.platform_id)
            if name
        }


def _outcome(outcome: Settled, now: datetime) -> dict[str, Any]:
    return {
        "of_id": outcome.id,
        "old_fence": outcome.fence,
        "new_state": outcome.state,
        "new_platform_id": outcome.platform_id,
        "new_error": outcome.error,
        "new_due_at": outcome.due_at or now,
        "new_tries": outcome.tries,
        "new_sent_at": now if outcome.state == "sent" else None,
        "new_price": 0 if outcome.state in ("failed", "dead") else outcome.price,
    }
