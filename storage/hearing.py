"""The rows of what the platform tells beside words: receipts, echoes, who acted when, who left."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Update, bindparam, delete, func, select, update
from sqlalchemy import case as when

from bot.ports import ThreadLine
from bot.turns import Echo, Receipt, Touch
from ground.seal import Keyring
from post.ports import Echoed
from storage import tables as t
from storage.bulk import update_many
from storage.columns import Moment
from storage.echoes import close_by_echoes
from storage.turn_statements import many
from storage.upserts import inserter

_unknown = t.message.c.state == "unknown"


def earlier(column: Any, name: str) -> Any:
    """The earlier of a column and a bound moment, either of which may be missing."""
    given: Any = bindparam(name, type_=Moment)
    return when(
        (column.is_(None), given), (given.is_(None), column), (given < column, given), else_=column
    )


def _delivered(named_by: Any) -> Update:
    """Receipts may come late, doubled and out of order: the earliest of each kind counts."""
    return (
        update(t.message)
        .where(named_by == bindparam("of_id"))
        .values(
            delivered_at=earlier(t.message.c.delivered_at, "when"),
            seen_at=earlier(t.message.c.seen_at, "saw"),
            # A receipt closes an unknown outcome: it did arrive.
            closed_by=when((_unknown, "receipt"), else_=t.message.c.closed_by),
            state=when((_unknown, "sent"), else_=t.message.c.state),
        )
    )


DELIVERED = _delivered(t.message.c.platform_id)
_DELIVERED_TRACKED = _delivered(t.message.c.tracking)
_KNOWN = select(t.message.c.platform_id).where(t.message.c.platform_id.in_(many("ids")))
_at: Any = bindparam("when", type_=Moment)
_follows: Any = bindparam("does_follow", type_=t.address.c.follows.type)
_heard = t.address.c.heard_at
_HEARD = (
    update(t.address)
    .where(t.address.c.hash == bindparam("chat"))
    .values(
        heard_at=when((_at.is_(None), _heard), (_heard > _at, _heard), else_=_at),
        follows=func.coalesce(_follows, t.address.c.follows),
    )
)
_OPEN_THREADS = (
    select(t.conversation.c.chat_hash, t.thread.c.conversation_id, t.thread.c.about)
    .join(t.thread, t.thread.c.conversation_id == t.conversation.c.id)
    .where(t.conversation.c.chat_hash.in_(many("chats")), t.thread.c.state == "open")
)


class HearingRows:
    """Keeps its part of `bot.ports.TurnPort` inside one write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    # -- receipts and echoes ---------------------------------------------------------------
    def receipts(self, receipts: Sequence[Receipt]) -> None:
        named = [
            {"of_id": id_, "when": r.at, "saw": r.at if r.seen else None}
            for r in receipts
            for id_ in r.platform_ids
        ]
        named.sort(key=lambda row: str(row["of_id"]))
        if named:
            self._db.execute(DELIVERED, named)
            known = self._known({str(row["of_id"]) for row in named})
            self._early([row for row in named if row["of_id"] not in known])
        tracked = [
            {"of_id": r.tracking, "when": r.at, "saw": r.at if r.seen else None}
            for r in receipts
            if r.tracking and not r.seen
        ]
        tracked.sort(key=lambda row: str(row["of_id"]))
        if tracked:
            self._db.execute(_DELIVERED_TRACKED, tracked)

    def echoed(self, echoes: Sequence[Echo]) -> None:
        ours = [echo for echo in echoes if not echo.by_officer and echo.platform_id]
        close_by_echoes(
            self._db,
            self._keys,
            [Echoed(echo.chat.hash, echo.text, echo.platform_id, echo.at) for echo in ours],
        )
        self._from_console([echo for echo in echoes if echo.by_officer])

    def _known(self, ids: set[str]) -> set[str]:
        if not ids:
            return set()
        return set(self._db.execute(_KNOWN, {"ids": sorted(ids)}).scalars())

    def _early(self, rows: Sequence[dict[str, Any]]) -> None:
        """Remember what names no message yet; storage/early.py looks again."""
        insert, early = self._insert(t.early_receipt), t.early_receipt.c
        new = insert.excluded
        first = {
            name: when(
                (early[name].is_(None), new[name]),
                (new[name] < early[name], new[name]),
                else_=early[name],
            )
            for name in ("delivered_at", "seen_at")
        }
        upsert = insert.on_conflict_do_update(index_elements=["platform_id"], set_=first)
        for row in rows:
            told = {"delivered_at": row["when"], "seen_at": row["saw"]}
            self._db.execute(upsert, {"platform_id": row["of_id"], **told})

    def _from_console(self, echoes: Sequence[Echo]) -> None:
        """An officer wrote in Zalo's own console: shown in what is open of that chat."""
        if not echoes:
            return
        chats = {"chats": sorted({echo.chat.hash for echo in echoes})}
        opened = self._db.execute(_OPEN_THREADS, chats).all()
        lines, kept = [], []
        for echo in echoes:
            threads = [row for row in opened if row.chat_hash == echo.chat.hash]
            lines += [self._console_line(echo, row.conversation_id, row.about) for row in threads]
            kept += [] if threads else [echo.event_key]
        if lines:
            self._db.execute(self._insert(t.thread_line).on_conflict_do_nothing(), lines)
        if kept:
            mark = update(t.inbox).where(t.inbox.c.event_key.in_(kept)).values(state="kept")
            self._db.execute(mark)

    def _console_line(self, echo: Echo, conversation: int, about: str) -> dict[str, Any]:
        place = f"thread/{conversation}/{about}/{echo.event_key}"
        return {
            "conversation_id": conversation,
            "about": about,
            "event_key": echo.event_key,
            "at": echo.received_at,  # as citizens' lines are: two clocks would mix them up
            "what": "officer",
            "words_sealed": self._keys.seal(echo.text, place) if echo.text else None,
        }

    # -- who acted, who left ---------------------------------------------------------------
    def heard(self, chats: Mapping[str, datetime], touches: Sequence[Touch]) -> None:
        rows: list[dict[str, Any]] = [
            {"chat": chat, "when": at, "does_follow": None} for chat, at in chats.items()
        ]
        rows += [
            {"chat": touch.chat.hash, "when": touch.heard, "does_follow": touch.follows}
            for touch in touches
        ]
        update_many(self._db, _HEARD, sorted(rows, key=lambda row: str(row["chat"])))

    def talks_of(self, chat: str) -> Sequence[int]:
        talk = t.conversation.c
        rows = select(talk.id).where(talk.chat_hash == chat).order_by(talk.id)
        return list(self._db.execute(rows).scalars())

    def cut(self, chat: str, at: datetime) -> None:
        address, message = t.address, t.message
        for table in (t.code_try, t.door, t.door_claim):
            self._db.execute(delete(table).where(table.c.address_hash == chat))
        self._db.execute(
            update(address).where(address.c.hash == chat).values(person_id=None, state="dead")
        )
        refusal = {"subject_hash": chat, "at": at, "channel": "zalo"}
        self._db.execute(self._insert(t.refusal).on_conflict_do_nothing(), [refusal])
        talk = t.conversation
        self._db.execute(update(talk).where(talk.c.chat_hash == chat).values(chat_hash=None))
        self._db.execute(
            update(message)
            .where(message.c.recipient == chat, message.c.state == "queued")
            .values(state="dead", error="refused")
        )

    # -- what was attached -----------------------------------------------------------------
    def fetch_later(self, lines: Sequence[ThreadLine]) -> None:
        """Put on the list of what is fetched; the same line again changes nothing."""
        rows = [
            {
                "conversation_id": line.of.conversation.id,
                "about": line.about,
                "event_key": line.event_key,
                "source_sealed": self._keys.seal(
                    orjson.dumps({"url": line.attached.url, "name": line.attached.name}).decode(),
                    f"media/{line.event_key}",
                ),
                "state": "waiting",
                "due_at": line.at,
                "tries": 0,
            }
            for line in lines
            if line.attached is not None and line.attached.url
        ]
        if rows:
            self._db.execute(self._insert(t.media).on_conflict_do_nothing(), rows)
