"""Messages taken straight from the queue into a call: claim and intent in one transaction.

What `Outbox.claim` and `Outbox.begin` do in two, for a lane whose calls begin at once. It decides
nothing that they do not: pace, order, hours, refusals, budgets are the same.
"""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from ground.seal import Keyring
from post import pace
from post.lanes import Lane, Road, Room, room
from post.ports import Claimed, Taking
from post.rules import Rules
from storage import allowances
from storage import straight_statements as q
from storage.lapsed import look_now
from storage.outbox_lanes import LaneLedger
from storage.outbox_rows import claimed
from storage.outbox_statements import due_values
from storage.paces import PaceRows


class Straight:
    """Works inside the outbox's write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring, ledger: LaneLedger) -> None:
        self._db = connection
        self._keys = keyring
        self._ledger = ledger
        self._paces = PaceRows(connection)

    def take(self, lane: Lane, now: datetime, taking: Taking, rules: Rules) -> Sequence[Claimed]:
        """Keeps `post.ports.OutboxPort.take`."""
        stands = self._ledger.stands(lane)
        if lane.pace is not None:
            stands = self._ledger.judged(lane, lane.pace.limits, stands, now)
            self._paces.read(lane.pace, now)
        free = room(lane, stands, now, taking.most)
        rows = self._due(lane, now, free, free.open) if free.most > 0 else []
        for road in sorted(free.probed):
            if len(rows) < free.most and (probe := self._due(lane, now, free, {road}, 1)):
                self._ledger.probing(lane, road, now)
                rows += probe
        begun = self._start(rows, now, taking, rules)
        self._ledger.take(lane, stands, len(begun), now)
        if lane.pace is not None:
            self._paces.took([row.receiver for row in begun], taking.back, now)
        return [claimed(self._keys, row) for row in begun]

    def _due(
        self, lane: Lane, now: datetime, free: Room, roads: Set[Road], most: int | None = None
    ) -> list[Any]:
        """What is due: every answer first; then what we begin, to each receiver its share."""
        if not roads:
            return []
        most = most or free.most
        values = due_values(lane, free, roads, now)
        rows = list(self._db.execute(q.ANSWERS, {**values, "most": most}))
        left = min(most, free.begun) - len(rows)
        if left <= 0:
            return rows
        if lane.pace is None:
            return rows + list(self._db.execute(q.BEGUN, {**values, "most": left}))
        free_of, left = self._paces.free(now, left)
        if all(own >= left for own in free_of.values()):  # nobody's pace is felt: the oldest first
            return rows + list(self._db.execute(q.BEGUN, {**values, "most": left}))
        for receiver, part in pace.shares(free_of, left).items():
            asked = {**values, "receiver": receiver, "most": part}
            rows += self._db.execute(q.BEGUN_TO, asked)
        return rows

    def _start(
        self, rows: Sequence[Any], now: datetime, taking: Taking, rules: Rules
    ) -> Sequence[Any]:
        """Commit the intent for those that may be called; the others end, or wait."""
        if not rows:
            return []
        live = self._ended(rows, now)
        admitted = allowances.judge(self._db, live, now, rules)
        begun = [row for row in live if row.id in admitted.needs]
        if begun:
            ids = {"ids": [row.id for row in begun]}
            self._db.execute(q.START, {**ids, "now": now, "until": now + taking.lease})
            allowances.take(self._db, admitted, set(ids["ids"]))
        allowances.hold(self._db, admitted, now)
        return begun

    def _ended(self, rows: Sequence[Any], now: datetime) -> list[Any]:
        """Those left when who refused is dropped, and what is late."""
        for why, ids in (
            ("refused", [row.id for row in rows if row.refused]),
            ("late", [row.id for row in rows if row.late and not row.refused]),
        ):
            if ids:
                self._db.execute(q.END, {"ids": ids, "why": why})
        look_now(self._db, [row.invitation_id for row in rows if row.late], now)
        return [row for row in rows if not row.refused and not row.late]
