"""The rows of early receipts: of messages that were not known by their platform id."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from storage import tables as t
from storage.hearing import DELIVERED
from storage.turn_statements import many

_early = t.early_receipt.c
_KNOWN = select(t.message.c.platform_id).where(t.message.c.platform_id.in_(many("ids")))


class EarlyReceipts:
    """Keeps `post.early.EarlyPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def join(self, after: str, limit: int) -> tuple[int, str | None]:
        # Two steps: a join could lead a planner through every message there is.
        some = (
            select(t.early_receipt)
            .where(_early.platform_id > after)
            .order_by(_early.platform_id)
            .limit(limit)
        )
        waiting = {row.platform_id: row for row in self._db.execute(some)}
        last = list(waiting)[-1] if len(waiting) == limit else None
        ids = sorted(set(self._db.execute(_KNOWN, {"ids": list(waiting)}).scalars()))
        if not ids:
            return 0, last
        told = [
            {"of_id": id_, "when": waiting[id_].delivered_at, "saw": waiting[id_].seen_at}
            for id_ in ids
        ]
        self._db.execute(DELIVERED, told)
        self._db.execute(delete(t.early_receipt).where(_early.platform_id.in_(ids)))
        return len(ids), last

    def forget(self, before: datetime) -> None:
        self._db.execute(delete(t.early_receipt).where(_early.delivered_at < before))
