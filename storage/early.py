"""The rows of early receipts: of messages that were not known by their platform id."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage import tables as t
from storage.hearing import DELIVERED

_early = t.early_receipt.c
_FOUND = (
    select(t.early_receipt)
    .where(_early.platform_id.in_(select(t.message.c.platform_id)))
    .order_by(_early.platform_id)
)


class EarlyReceipts:
    """Keeps `post.early.EarlyPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def join(self, limit: int) -> int:
        rows = self._db.execute(_FOUND.limit(limit)).all()
        if not rows:
            return 0
        told = [
            {"of_id": row.platform_id, "when": row.delivered_at, "saw": row.seen_at} for row in rows
        ]
        self._db.execute(DELIVERED, told)
        ids = [row.platform_id for row in rows]
        self._db.execute(delete(t.early_receipt).where(_early.platform_id.in_(ids)))
        return len(rows)

    def forget(self, before: datetime) -> None:
        self._db.execute(delete(t.early_receipt).where(_early.delivered_at < before))
