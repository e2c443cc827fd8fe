"""Mail that came in, as the desk reads it."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from bot.mail_ports import KeptMail
from ground.seal import Keyring
from storage import tables as t

UNREAD = "mail/human"
"""The kind of a person's mail; while it is *kept* it names none of ours."""
_inbox = t.inbox.c


class MailRows:
    """Keeps `bot.mail_ports.MailPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def counts(self, since: datetime) -> Mapping[str, int]:
        told = t.mail_return.c
        kinds = select(told.kind, func.count()).where(told.at > since).group_by(told.kind)
        found = {row[0]: int(row[1]) for row in self._db.execute(kinds)}
        forged = select(func.count()).where(
            _inbox.kind == "mail/forged", _inbox.received_at > since
        )
        sent = select(func.count()).where(
            t.message.c.channel == "email", t.message.c.sent_at > since
        )
        found["forged"] = self._db.execute(forged).scalar_one()
        return found | {"sent": self._db.execute(sent).scalar_one()}

    def kept(self, limit: int) -> Sequence[KeptMail]:
        rows = self._db.execute(
            select(_inbox.event_key, _inbox.received_at, _inbox.raw_sealed)
            .where(_inbox.kind == UNREAD, _inbox.state == "kept")
            .order_by(_inbox.received_at, _inbox.event_key)
            .limit(limit)
        )
        return [
            KeptMail(row.event_key.partition("/")[2], row.received_at, self._raw(row))
            for row in rows
            if row.raw_sealed is not None
        ]

    def raw(self, key: str) -> bytes | None:
        of = (_inbox.event_key == f"mail/{key}", _inbox.kind == UNREAD)
        row = self._db.execute(select(_inbox.event_key, _inbox.raw_sealed).where(*of)).one_or_none()
        return None if row is None or row.raw_sealed is None else self._raw(row)

    def looked(self, key: str) -> None:
        of = (_inbox.event_key == f"mail/{key}", _inbox.kind == UNREAD, _inbox.state == "kept")
        self._db.execute(update(t.inbox).where(*of).values(state="looked"))

    def _raw(self, row: object) -> bytes:
        """Its bytes; those that are no UTF-8 were kept in base64 (storage/turns.py)."""
        key, sealed = row.event_key, row.raw_sealed  # type: ignore[attr-defined]
        text = self._keys.open(sealed, f"inbox/{key}")
        head, mark, rest = text.partition(",")
        return base64.b64decode(rest) if mark and head == "base64" else text.encode()
