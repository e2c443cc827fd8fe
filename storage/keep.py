"""What a channel keeps for itself between starts, sealed: Zalo's tokens, why it is paused."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from ground.seal import Keyring
from storage import tables as t
from storage.upserts import inserter


class Keep:
    """One sealed JSON value a name."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    def get(self, name: str) -> dict[str, Any] | None:
        """The kept value, or None."""
        sealed = self._db.execute(
            select(t.channel_state.c.value_sealed).where(t.channel_state.c.channel == name)
        ).scalar_one_or_none()
        if sealed is None:
            return None
        value: dict[str, Any] = orjson.loads(self._keys.open(sealed, f"channel_state/{name}"))
        return value

    def put(self, name: str, value: dict[str, Any], now: datetime) -> None:
        """Keep a value, in place of the one before."""
        insert = self._insert(t.channel_state)
        sealed = self._keys.seal(orjson.dumps(value).decode(), f"channel_state/{name}")
        self._db.execute(
            insert.on_conflict_do_update(
                index_elements=["channel"],
                set_={
                    "value_sealed": insert.excluded.value_sealed,
                    "changed_at": insert.excluded.changed_at,
                },
            ),
            {"channel": name, "value_sealed": sealed, "paused": None, "changed_at": now},
        )
