"""The rows of a turn that lead to an officer, and those that bring the bot back later."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import Connection, and_, bindparam, or_, select, update

from bot.ports import ThreadLine, WakeUp
from bot.turns import ChatAddress
from ground.seal import Keyring
from storage import tables as t
from storage.hearing import HearingRows
from storage.upserts import inserter

STEP = "later"
"""The step of a wake-up that the citizen asked for."""

_CLOSE = (
    update(t.thread)
    .where(t.thread.c.conversation_id == bindparam("of_id"), t.thread.c.about == bindparam("why"))
    .values(state="closed", closed_at=bindparam("when"))
)
_REMINDED = (
    update(t.invitation)
    .where(t.invitation.c.id == bindparam("of_id"))
    .values(reminded=t.invitation.c.reminded + 1)
)


class OfficerRows(HearingRows):
    """Keeps its part of `bot.ports.TurnPort` inside one write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    def chat(self, chat: str) -> ChatAddress:
        sealed = self._db.execute(
            select(t.address.c.value_sealed).where(t.address.c.hash == chat)
        ).scalar()
        if sealed is None:
            raise KeyError(chat)
        value = orjson.loads(self._keys.open(sealed, f"address/{chat}"))
        return ChatAddress(chat, value["account"], value["user"])

    def to_officer(self, lines: Sequence[ThreadLine]) -> Sequence[ThreadLine]:
        first = {(line.of.conversation.id, line.about): line for line in reversed(lines)}
        opened = [line for key, line in first.items() if key not in self._open(list(first))]
        if opened:
            insert = self._insert(t.thread)
            reopen = insert.on_conflict_do_update(
                index_elements=["conversation_id", "about"],
                set_={
                    "state": "open",
                    "opened_at": insert.excluded.opened_at,
                    "closed_at": None,
                },
            )
            self._db.execute(reopen, [_thread(line) for line in opened])
        known = self._insert(t.thread_line).on_conflict_do_nothing()
        self._db.execute(known, [self._line(line) for line in lines])
        self.fetch_later(lines)
        return opened

    def _open(self, threads: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
        column = t.thread.c
        rows = self._db.execute(
            select(column.conversation_id, column.about)
            .where(column.state == "open")
            .where(or_(*(and_(column.conversation_id == c, column.about == a) for c, a in threads)))
        )
        return {(row.conversation_id, row.about) for row in rows}

    def _line(self, line: ThreadLine) -> dict[str, object]:
        id_ = line.of.conversation.id
        place = f"thread/{id_}/{line.about}/{line.event_key}"
        return {
            "conversation_id": id_,
            "about": line.about,
            "event_key": line.event_key,
            "at": line.at,
            "what": line.what,
            "words_sealed": self._keys.seal(line.words, place) if line.words is not None else None,
        }

    def close_threads(self, threads: Sequence[tuple[int, str]], at: datetime) -> None:
        rows = [{"of_id": id_, "why": about, "when": at} for id_, about in sorted(threads)]
        self._db.execute(_CLOSE, rows)

    def wake_at(self, wakes: Sequence[WakeUp]) -> None:
        rows = [
            {
                "conversation_id": wake.conversation,
                "step": STEP,
                "attempt": wake.number,
                "due_at": wake.at,
                "state": "waiting",
            }
            for wake in wakes
        ]
        self._db.execute(self._insert(t.wake_up).on_conflict_do_nothing(), rows)

    def reminded(self, conversations: Sequence[int]) -> None:
        self._db.execute(_REMINDED, [{"of_id": id_} for id_ in sorted(conversations)])

    def tokens(self, conversations: Sequence[int]) -> Mapping[int, str]:
        invitation = t.invitation.c
        rows = self._db.execute(
            select(invitation.id, invitation.ref, invitation.secrets_sealed).where(
                invitation.id.in_(conversations)
            )
        )
        return {
            row.id: orjson.loads(self._keys.open(row.secrets_sealed, f"invitation/{row.ref}"))[
                "token"
            ]
            for row in rows
        }


def _thread(line: ThreadLine) -> dict[str, object]:
    return {
        "conversation_id": line.of.conversation.id,
        "about": line.about,
        "state": "open",
        "opened_at": line.at,
        "closed_at": None,
    }
