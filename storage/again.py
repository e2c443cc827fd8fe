"""The link sent once more: the last message of an invitation that arrived, queued again."""

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, select

from ground.seal import Keyring
from post.again import PURPOSE, may_go
from storage import tables as t
from storage.outbox_rows import message_body

_OPEN = ("open", "started", "silent")
_ARRIVED = ("sent", "unknown")
_COPIED = ("invitation_id", "channel", "recipient", "subject_hash", "account",
           "way", "price", "template")  # fmt: skip


class AgainRows:
    """Keeps `post.again.AgainPort` inside one write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def send_again(self, ref: str, now: datetime) -> bool:
        invitation = t.invitation.c
        found = self._db.execute(
            select(invitation.id, invitation.ref, invitation.expires_at)
            .where(invitation.token_hash == ref, invitation.state.in_(_OPEN))
            .where(invitation.expires_at > now)
            .with_for_update()
        ).one_or_none()
        if found is None:
            return False
        rows = self._messages(found.id)
        before = [row for row in rows if row.purpose == PURPOSE]
        arrived = [row for row in rows if row.state in _ARRIVED]
        if not arrived or not may_go(len(before), before[-1].created_at if before else None, now):
            return False
        number = len(before) + 1
        self._db.execute(t.message.insert(), [self._once_more(arrived[-1], found, number, now)])
        return True

    def _messages(self, invitation: int) -> list[Any]:
        """Those that brought the link, oldest first."""
        message = t.message.c
        rows = self._db.execute(
            select(t.message)
            .where(message.invitation_id == invitation)
            .where(message.purpose.in_(("invite", "remind", PURPOSE)))
            .order_by(message.id)
        )
        return list(rows)

    def _once_more(self, row: Any, of: Any, number: int, now: datetime) -> dict[str, Any]:
        reach = row.key.rpartition("/")[2]
        key = f"{of.id}/{PURPOSE}/{number}/{reach}"
        # who asks is answered at any hour, but for templates, which the platform takes by day
        opens, closes = (row.opens, row.closes) if row.template else (None, None)
        body = orjson.dumps(message_body(self._keys, row.key, row.body_sealed)).decode()
        return {
            **{name: getattr(row, name) for name in _COPIED},
            "key": key,
            "purpose": PURPOSE,
            "opens": opens,
            "closes": closes,
            "body_sealed": self._keys.seal(body, f"message/{key}"),
            "created_at": now,
            "due_at": now,
            "not_after": of.expires_at,
            "state": "queued",
            "fence": 0,
            "tries": 0,
            "tracking": f"{of.ref}.{PURPOSE[0]}{number}{reach[0]}" if row.tracking else None,
        }
