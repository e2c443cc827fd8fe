"""The inbox as officers see it, and what is forgotten of it. Only the platform's events are."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from bot.inbox_ports import Unseen
from ground.seal import Keyring
from storage import tables as t
from storage.mails import UNREAD
from storage.upserts import inserter

_inbox = t.inbox.c
_PLATFORMS = or_(_inbox.kind == "receipt", _inbox.kind == "zalo", _inbox.kind.like("zalo/%"))
"""Pages and the clockwork have keys of their own, which hold as long as what they are about."""
_PASSING = or_(_PLATFORMS, _inbox.kind.like("mail/%"))
"""What is forgotten: a platform's events, and mail that came in."""
_ELSEWHERE = or_(_inbox.kind != UNREAD, _inbox.state != "kept")
"""A person's mail of no case is read on a page of its own, and stays until it was."""
_WHOLE = "zalo/heard"
_NEWEST = 500
"""Messages, by their id, among which one that was sent lately is looked for."""
_IN_OPEN_THREAD = exists().where(
    t.thread_line.c.event_key == _inbox.event_key,
    t.thread.c.conversation_id == t.thread_line.c.conversation_id,
    t.thread.c.about == t.thread_line.c.about,
    t.thread.c.state == "open",
)


class Inbox:
    """Keeps `bot.inbox_ports.InboxPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def unseen(self) -> Sequence[Unseen]:
        rows = self._db.execute(
            select(
                _inbox.kind,
                _inbox.state,
                func.count(),
                func.min(_inbox.received_at, type_=_inbox.received_at.type),
                func.max(_inbox.received_at, type_=_inbox.received_at.type),
                func.max(_inbox.error),
            )
            .where(_inbox.state.in_(("kept", "quarantined")), _ELSEWHERE)
            .group_by(_inbox.kind, _inbox.state)
            .order_by(_inbox.state.desc(), _inbox.kind)
        )
        return [Unseen(*row) for row in rows]

    def looked(self, state: str, at: datetime) -> int:
        mark = (
            update(t.inbox)
            .where(_inbox.state == state, _inbox.received_at <= at, _ELSEWHERE)
            .values(state="looked")
        )
        return int(self._db.execute(mark).rowcount)

    def last_heard(self) -> datetime | None:
        return self._db.execute(
            select(_inbox.received_at)
            .where(_PLATFORMS)
            .order_by(_inbox.received_at.desc())
            .limit(1)
        ).scalar_one_or_none()

    def last_sent(self) -> datetime | None:
        message = t.message.c
        newest = (
            select(message.sent_at, message.channel, message.purpose)
            .order_by(message.id.desc())
            .limit(_NEWEST)
            .subquery()
        )
        sent = func.max(newest.c.sent_at, type_=message.sent_at.type)
        to_chats = newest.c.purpose.in_(("reply", "help"))
        return self._db.execute(
            select(sent).where(newest.c.channel == "zalo", to_chats)
        ).scalar_one_or_none()

    def whole(self) -> datetime | None:
        row = t.channel_state.c
        sealed = self._db.execute(
            select(row.value_sealed).where(row.channel == _WHOLE)
        ).scalar_one_or_none()
        if sealed is None:
            return None
        return datetime.fromisoformat(self._keys.open(sealed, f"channel_state/{_WHOLE}"))

    def keep_whole(self, until: datetime, now: datetime) -> None:
        insert = inserter(self._db)(t.channel_state)
        sealed = self._keys.seal(until.isoformat(), f"channel_state/{_WHOLE}")
        names = ("value_sealed", "changed_at")
        self._db.execute(
            insert.on_conflict_do_update(
                index_elements=["channel"], set_={name: insert.excluded[name] for name in names}
            ),
            {"channel": _WHOLE, "value_sealed": sealed, "changed_at": now},
        )

    def prune(self, done_before: datetime, seen_before: datetime, limit: int) -> int:
        done = and_(_inbox.state == "done", _inbox.received_at < done_before, ~_IN_OPEN_THREAD)
        seen = and_(
            _inbox.state.in_(("kept", "looked")), _ELSEWHERE, _inbox.received_at < seen_before
        )
        keys = list(
            self._db.execute(
                select(_inbox.event_key)
                .where(_PASSING, _inbox.received_at < done_before, or_(done, seen))
                .order_by(_inbox.received_at)
                .limit(limit)
            ).scalars()
        )
        if keys:
            self._db.execute(delete(t.inbox).where(_inbox.event_key.in_(keys)))
        return len(keys)
