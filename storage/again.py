"""The link sent once more: the last message of an invitation that arrived, queued again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from ground.seal import Keyring
from post.again import PURPOSE, may_go
from post.ports import NewMessage
from storage import tables as t
from storage.outbox_rows import message_body, message_values

_OPEN = ("open", "started", "silent")
_ARRIVED = ("sent", "unknown")


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
        again = self._once_more(arrived[-1], found, len(before) + 1, now)
        self._db.execute(t.message.insert(), [message_values(self._keys, again, now)])
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

    def _once_more(self, row: Any, of: Any, number: int, now: datetime) -> NewMessage:
        reach = row.key.rpartition("/")[2]
        # who asks is answered at any hour, but for templates, which the platform takes by day
        opens, closes = (row.opens, row.closes) if row.template else (None, None)
        return NewMessage(
            key=f"{of.id}/{PURPOSE}/{number}/{reach}",
            invitation=of.id,
            purpose=PURPOSE,
            channel=row.channel,
            recipient=row.recipient,
            subject_hash=row.subject_hash,
            body=message_body(self._keys, row.key, row.body_sealed),
            due_at=now,
            opens=opens,
            closes=closes,
            not_after=of.expires_at,
            tracking=f"{of.ref}.{PURPOSE[0]}{number}{reach[0]}" if row.tracking else None,
            account=row.account,
            way=row.way,
            price=row.price,
        )
