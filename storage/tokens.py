"""The rows of the accounts' tokens: sealed pairs, and whose turn it is to refresh one."""

from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from channels.zalo.token_ports import Lease, Pair, Stays
from ground.seal import Keyring
from storage import tables as t
from storage.lanes import LaneRows, is_reauth
from storage.upserts import inserter

_row = t.channel_state.c


class TokenRows:
    """Keeps `channels.zalo.token_ports.TokenPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._lanes = LaneRows(connection, keyring)

    def pair(self, lane: str) -> Pair | None:
        row = self._db.execute(select(t.channel_state).where(_row.channel == lane)).first()
        return self._opened(row) if row else None

    def begin(
        self, lane: str, refused: str, now: datetime, lease: timedelta
    ) -> Pair | Lease | Stays:
        row = self._locked(lane)
        if row is None:
            return Stays.MISSING
        pair = self._opened(row)
        if pair.access != refused:
            return pair
        pause = self._lanes.paused().get(lane)
        if pause is not None and is_reauth(pause.reason):
            return Stays.DEAD
        if row.lease_until is not None and row.lease_until > now:
            return Stays.BUSY
        fence = row.fence + 1
        self._set(lane, fence=fence, lease_until=now + lease, intent_at=row.intent_at or now)
        return Lease(pair, fence, again=row.intent_at is not None)

    def keep(self, lane: str, pair: Pair, used: str | None, now: datetime) -> bool:
        row = self._locked(lane)
        if used is not None and (row is None or self._opened(row).refresh != used):
            return False  # an admin connected anew meanwhile
        value = {
            "access": pair.access,
            "refresh": pair.refresh,
            "expires_at": pair.expires_at.isoformat(),
            "born_at": pair.born_at.isoformat(),
        }
        values = {
            "value_sealed": self._keys.seal(orjson.dumps(value).decode(), f"channel_state/{lane}"),
            "changed_at": now,
            "fence": (row.fence if row else 0) + 1,  # a call on its way may stop nothing any more
            "lease_until": None,
            "intent_at": None,
        }
        insert = inserter(self._db)(t.channel_state)
        keeping = insert.on_conflict_do_update(index_elements=["channel"], set_=values)
        self._db.execute(keeping, {"channel": lane, **values})
        pause = self._lanes.paused().get(lane)
        if pause is not None and (used is None or pause.reason.startswith(_OURS)):
            self._lanes.resume(lane, now)
        return True

    def let_go(self, lane: str, lease: Lease, unclear: bool) -> None:
        if not (unclear or lease.again):
            self._set(lane, lease.fence, lease_until=None, intent_at=None)
        else:
            self._set(lane, lease.fence, lease_until=None)

    def stop(self, lane: str, lease: Lease | None, reason: str, now: datetime) -> None:
        row = self._locked(lane)
        if lease is not None and (row is None or row.fence != lease.fence):
            return
        if lease is None and row is not None:
            return  # connected meanwhile
        if lease is not None:
            self.let_go(lane, lease, unclear=is_reauth(reason))
        self._lanes.pause(lane, reason, now)

    def _locked(self, lane: str) -> Any:
        found = select(t.channel_state).where(_row.channel == lane).with_for_update()
        return self._db.execute(found).first()

    def _opened(self, row: Any) -> Pair:
        value = orjson.loads(self._keys.open(row.value_sealed, f"channel_state/{row.channel}"))
        born = value.get("born_at")  # pairs of older releases have none
        return Pair(
            value["access"],
            value["refresh"],
            datetime.fromisoformat(value["expires_at"]),
            datetime.fromisoformat(born) if born else row.changed_at,
        )

    def _set(self, lane: str, at_fence: int | None = None, **values: Any) -> None:
        """Change a row; only while it has the fence `at_fence`, where one is given."""
        where = [_row.channel == lane]
        if at_fence is not None:
            where.append(_row.fence == at_fence)
        self._db.execute(update(t.channel_state).where(*where).values(**values))


_OURS = ("reauth:", "app:")
"""Pauses that a pair from the platform disproves."""
