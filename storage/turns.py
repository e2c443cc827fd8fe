"""The bot's rows: one statement a table for a whole batch of turns (house.md §4)."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.conversation import dump, load
from bot.ports import (
    AlertRow,
    AnswerRow,
    InboxRow,
    InvitationMove,
    Loaded,
    Place,
)
from post.ports import NewMessage
from storage import commitments
from storage import tables as t
from storage import turn_statements as q
from storage.answer_rows import alert_values, answer_values
from storage.bulk import (
    insert_many,
    insert_new,
    missing_only,
    new_only,
    of_keys,
    plain,
    update_many,
)
from storage.flows import flow_source
from storage.officers import OfficerRows
from storage.outbox_rows import message_values
from storage.rated import RatedRows
from storage.returns import ReturnRows


class TurnRows(RatedRows, OfficerRows, ReturnRows):
    """Keeps `bot.ports.TurnPort` inside one write transaction."""

    # -- arrivals --------------------------------------------------------------------------
    def take_in(self, rows: Sequence[InboxRow]) -> set[str]:
        values = [self._inbox(row) for row in sorted(rows, key=lambda row: row.event_key)]
        insert = new_only(t.inbox, self._db.dialect.name, "event_key")
        return {key for (key,) in insert_new(self._db, insert, values)}

    def _inbox(self, row: InboxRow) -> dict[str, Any]:
        raw = _text(row.raw)
        return {
            "event_key": row.event_key,
            "kind": row.kind,
            "received_at": row.received_at,
            "state": row.state,
            "error": row.error,
            "raw_sealed": self._keys.seal(raw, f"inbox/{row.event_key}") if raw else None,
        }

    def mark_quarantined(self, errors: Mapping[str, str]) -> None:
        rows = [{"key": key, "why": why[:200]} for key, why in errors.items()]
        update_many(self._db, q.QUARANTINE, rows)

    # -- who -------------------------------------------------------------------------------
    def places(self, chats: Sequence[str]) -> Mapping[str, Place]:
        found: dict[str, Place] = {}
        # in order: ended ones first, the open one last
        for chat, conversation, status in of_keys(self._db, q.PLACES, chats):
            found[chat] = Place(conversation, status == "open")
        return found

    def people_of(self, conversations: Sequence[int]) -> Mapping[int, int]:
        return dict(of_keys(self._db, q.PEOPLE_OF, conversations))

    def lock_people(self, people: Sequence[int]) -> None:
        if self._db.dialect.name == "postgresql":
            of_keys(self._db, q.LOCK_PEOPLE, people)

    def load(self, conversations: Sequence[int]) -> Mapping[int, Loaded]:
        return {
            id_: Loaded(load(self._keys.open(state, f"conversation/{id_}")), *fields)
            for id_, state, *fields in of_keys(self._db, q.LOAD, conversations)
        }

    # -- what follows ----------------------------------------------------------------------
    def save(self, moved: Sequence[Loaded], at: datetime) -> None:
        rows = [
            {
                "of_id": here.conversation.id,
                "new_state": self._keys.seal(
                    dump(here.conversation).decode(), f"conversation/{here.conversation.id}"
                ),
                "new_status": here.conversation.status.value,
                "when": at,
            }
            for here in sorted(moved, key=lambda here: here.conversation.id)
        ]
        update_many(self._db, q.SAVE, rows)

    def move(self, moves: Sequence[InvitationMove]) -> None:
        begun: list[dict[str, Any]] = [
            {"of_id": m.id, "when": m.at} for m in moves if m.state == "started"
        ]
        ended: list[dict[str, Any]] = [
            {"of_id": m.id, "new_state": m.state, "when": m.at}
            for m in moves
            if m.state != "started"
        ]
        update_many(self._db, q.BEGIN, sorted(begun, key=lambda row: row["of_id"]))
        update_many(self._db, q.END, sorted(ended, key=lambda row: row["of_id"]))
        of_keys(self._db, q.FREE_CONTACTS, [row["of_id"] for row in ended])

    def record(self, answers: Sequence[AnswerRow]) -> None:
        salts = [secrets.token_bytes(32) for _ in answers]
        pairs = list(zip(answers, salts, strict=True))
        insert_many(self._db, plain(t.answer), [answer_values(row) for row in answers])
        insert_many(self._db, plain(t.answer_secret), [self._secret(*pair) for pair in pairs])
        insert_many(self._db, plain(t.ledger), [commitments.row(*pair) for pair in pairs])

    def _secret(self, row: AnswerRow, salt: bytes) -> dict[str, Any]:
        subject = commitments.subject(row)
        return {
            "conversation_id": row.of.conversation.id,
            "question": row.question,
            "revision": row.revision,
            "salt": salt,
            "words_sealed": self._keys.seal(row.words, subject) if row.words is not None else None,
        }

    def alert(self, alerts: Sequence[AlertRow]) -> Sequence[AlertRow]:
        insert = new_only(t.alert, self._db.dialect.name, "case_id", "question")
        new = set(insert_new(self._db, insert, [alert_values(a) for a in alerts]))
        return [row for row in alerts if (row.of.case, row.question) in new]

    def share_cases(self, conversations: Sequence[int], agreed: bool) -> None:
        ids = {"ids": list(conversations)}
        self._db.execute(q.SHARE, {**ids, "agreed": agreed})
        if not agreed:  # the mail that names the case goes only if it has gone already
            self._db.execute(q.KEEP_BACK, ids)

    def refuse(self, people: Mapping[str, str], at: datetime) -> None:
        rows = self._db.execute(q.ADDRESSES_OF, {"keys": list(people)})
        subjects = dict(people) | {row.hash: people[row.key_hash] for row in rows}
        self._db.execute(
            self._insert(t.refusal).on_conflict_do_nothing(),
            [{"subject_hash": s, "at": at, "channel": c} for s, c in sorted(subjects.items())],
        )
        self._db.execute(q.CANCEL, {"keys": list(people)})

    def enqueue(self, messages: Sequence[NewMessage], now: datetime) -> None:
        rows = [message_values(self._keys, message, now) for message in messages]
        insert_many(self._db, missing_only(t.message, self._db.dialect.name), rows)

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        return flow_source(self._db, flow_hash)


def _text(raw: bytes) -> str:
    """Bytes as text that can be sealed; what is no UTF-8 keeps every byte in base64."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return f"base64,{base64.b64encode(raw).decode()}"
