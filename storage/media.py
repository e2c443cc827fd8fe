"""The rows of what citizens attached: to be fetched, fetched, or lost."""

import base64
from collections.abc import Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, exists, select, update

from bot.conversation import About
from bot.media_due import Fetched, Kept, Waiting
from ground.seal import Keyring
from storage import tables as t

_media = t.media.c


class Media:
    """Keeps `bot.media_due.MediaPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def due(self, now: datetime, until: datetime, limit: int) -> Sequence[Waiting]:
        rows = self._db.execute(
            select(_media.id, _media.event_key, _media.source_sealed, _media.tries)
            .where(_media.state == "waiting", _media.due_at <= now)
            .order_by(_media.due_at, _media.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        if rows:
            taken = t.media.update().where(_media.id.in_([row.id for row in rows]))
            self._db.execute(taken.values(due_at=until))
        return [Waiting(row.id, row.event_key, self._source(row)["url"], row.tries) for row in rows]

    def here(self, waiting: Waiting, fetched: Fetched) -> None:
        text = base64.b64encode(fetched.content).decode()
        self._set(
            waiting.id,
            state="here",
            kind=fetched.kind,
            size=len(fetched.content),
            error=None,
            content_sealed=self._keys.seal(text, f"media/{waiting.event_key}/content"),
        )

    def not_here(self, waiting: Waiting, why: str, again: datetime | None) -> None:
        tries = waiting.tries + 1
        if again is None:
            self._set(waiting.id, state="failed", error=why, tries=tries)
        else:
            self._set(waiting.id, error=why, tries=tries, due_at=again)

    def _set(self, id_: int, **values: object) -> None:
        self._db.execute(
            update(t.media).where(_media.id == id_, _media.state == "waiting").values(**values)
        )

    def kept(self, id_: int) -> Kept | None:
        row = self._db.execute(
            select(t.media).where(_media.id == id_, _media.state == "here")
        ).one_or_none()
        if row is None:
            return None
        sealed = self._keys.open(row.content_sealed, f"media/{row.event_key}/content")
        return Kept(row.kind, self._source(row)["name"], base64.b64decode(sealed))

    def forget(self, closed_before: datetime) -> int:
        thread = t.thread.c
        over = exists().where(
            thread.conversation_id == _media.conversation_id,
            thread.about == _media.about,
            thread.state == "closed",
            thread.closed_at < closed_before,
        )
        gone = delete(t.media).where(over, _media.about != About.ACCUSATION.value)
        return int(self._db.execute(gone).rowcount)

    def _source(self, row: object) -> dict[str, str]:
        key = getattr(row, "event_key", "")
        sealed = getattr(row, "source_sealed", b"")
        source: dict[str, str] = orjson.loads(self._keys.open(sealed, f"media/{key}"))
        return source
