"""The officers' threads as the desk reads them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, and_, select

from bot.answering import Given, MailTo, Opened
from bot.conversation import load
from bot.thread_ports import Line, Medium, Thread
from bot.turns import ChatAddress
from ground.seal import Keyring
from post.ports import NewMessage
from storage import tables as t
from storage.outbox_rows import message_body, message_values
from storage.upserts import inserter

_SAME_LINE = and_(
    t.media.c.conversation_id == t.thread_line.c.conversation_id,
    t.media.c.about == t.thread_line.c.about,
    t.media.c.event_key == t.thread_line.c.event_key,
)


class Threads:
    """Keeps `bot.thread_ports.ThreadPort` and `bot.answering.AnswerPort`."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring

    def open_threads(self, about: Sequence[str], limit: int) -> Sequence[Thread]:
        rows = self._db.execute(
            select(
                t.thread,
                t.invitation.c.plan,
                t.agency.c.name.label("agency"),
                t.case.c.code.label("case_code"),
            )
            .join(t.invitation, t.invitation.c.id == t.thread.c.conversation_id)
            .join(t.agency, t.agency.c.id == t.invitation.c.agency_id)
            .join(t.case, t.case.c.id == t.invitation.c.case_id)
            .where(t.thread.c.state == "open", t.thread.c.about.in_(about))
            .order_by(t.thread.c.opened_at, t.thread.c.conversation_id)
            .limit(limit)
        ).all()
        lines = self._lines([row.conversation_id for row in rows])
        return [
            Thread(
                conversation=row.conversation_id,
                about=row.about,
                opened_at=row.opened_at,
                plan=row.plan,
                agency=row.agency,
                case=row.case_code,
                lines=lines.get((row.conversation_id, row.about), ()),
            )
            for row in rows
        ]

    def opened(self, conversation: int, about: str) -> Opened | None:
        talk, address = t.conversation.c, t.address.c
        row = self._db.execute(
            select(talk.state, address.hash, address.value_sealed, address.heard_at)
            .join(t.thread, t.thread.c.conversation_id == talk.id)
            .outerjoin(t.address, address.hash == talk.chat_hash)
            .where(talk.id == conversation, t.thread.c.about == about)
            .where(t.thread.c.state == "open")
        ).one_or_none()
        if row is None:
            return None
        said = load(self._keys.open(row.state, f"conversation/{conversation}"))
        mail = self._wrote_by_mail(conversation)
        if row.value_sealed is None:
            return Opened(said, None, None, mail)
        to = orjson.loads(self._keys.open(row.value_sealed, f"address/{row.hash}"))
        chat = ChatAddress(row.hash, to["account"], to["user"])
        return Opened(said, chat, row.heard_at, mail)

    def _wrote_by_mail(self, conversation: int) -> MailTo | None:
        """Their newest mail, and the address that ours went to."""
        told, address, ours = t.mail_return.c, t.address.c, t.message.c
        row = self._db.execute(
            select(
                told.event_key,
                told.answers_sealed,
                address.hash,
                address.value_sealed,
                ours.key,
                ours.body_sealed,
            )
            .join(t.message, t.message.c.id == told.message_id)
            .join(t.address, address.hash == told.address_hash)
            .where(t.message.c.invitation_id == conversation, told.kind == "human")
            .where(address.state != "dead")
            .order_by(told.at.desc(), told.event_key)
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        sealed, place = row.answers_sealed, f"mail_return/{row.event_key}"
        answers = self._keys.open(sealed, place) if sealed is not None else ""
        value = self._keys.open(row.value_sealed, f"address/{row.hash}")
        heading = message_body(self._keys, row.key, row.body_sealed).get("heading")
        return MailTo(row.hash, value, answers, str(heading or ""))

    def answered(self, given: Given, said: list[NewMessage], words: str, now: datetime) -> None:
        insert = inserter(self._db)
        rows = [message_values(self._keys, message, now) for message in said]
        self._db.execute(insert(t.message).on_conflict_do_nothing(), rows)
        key = f"desk/{given.key}"
        place = f"thread/{given.conversation}/{given.about}/{key}"
        line = {
            "conversation_id": given.conversation,
            "about": given.about,
            "event_key": key,
            "at": now,
            "what": "officer",
            "words_sealed": self._keys.seal(words, place),
        }
        self._db.execute(insert(t.thread_line).on_conflict_do_nothing(), line)

    def _lines(self, conversations: Sequence[int]) -> Mapping[tuple[int, str], tuple[Line, ...]]:
        if not conversations:
            return {}
        line = t.thread_line.c
        found: dict[tuple[int, str], tuple[Line, ...]] = {}
        for row in self._db.execute(
            select(
                t.thread_line,
                t.media.c.id.label("medium"),
                t.media.c.state.label("medium_state"),
                t.media.c.kind,
            )
            .join(t.media, _SAME_LINE, isouter=True)
            .where(line.conversation_id.in_(conversations))
            .order_by(line.at, line.event_key)
        ):
            key = (row.conversation_id, row.about)
            medium = Medium(row.medium, row.medium_state, row.kind) if row.medium else None
            mail = row.event_key.removeprefix("mail/") if row.what == "mail_file" else ""
            line_ = Line(row.at, row.what, self._words(row), medium, mail)
            found[key] = (*found.get(key, ()), line_)
        return found

    def _words(self, row: Any) -> str | None:
        if row.words_sealed is None:
            return None
        place = f"thread/{row.conversation_id}/{row.about}/{row.event_key}"
        return self._keys.open(row.words_sealed, place)
