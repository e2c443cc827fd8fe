"""The rows of the door: codes and tries, claims, what a chat did there. It decides nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, case, delete, update

from bot.door_ports import CodeHolder, Number, Numbered, Remembered, Tries, Waiting
from bot.turns import ChatAddress
from ground.seal import Keyring
from people.keys import address_hash
from storage import door_statements as q
from storage import tables as t
from storage.bulk import insert_many, missing_only
from storage.upserts import inserter


class DoorRows:
    """Keeps `bot.door_ports.DoorPort` inside one write transaction."""

    def __init__(self, connection: Connection, keyring: Keyring) -> None:
        self._db = connection
        self._keys = keyring
        self._insert = inserter(connection)

    # -- codes -----------------------------------------------------------------------------
    def holders(self, codes: Sequence[str], now: datetime) -> Mapping[str, CodeHolder]:
        if not codes:
            return {}
        by_hash = {self._keys.mac("code", code): code for code in codes}
        rows = self._db.execute(q.HOLDERS, {"hashes": list(by_hash), "now": now})
        return {
            by_hash[row.code_hash]: CodeHolder(row.id, row.person_id, row.used_by, bool(row.live))
            for row in rows
        }

    def tries(self, chats: Sequence[str]) -> Mapping[str, Tries]:
        if not chats:
            return {}
        rows = self._db.execute(q.TRIES, {"chats": list(chats)})
        return {row.address_hash: Tries(row.wrong, row.closed_until) for row in rows}

    def save_tries(self, tries: Mapping[str, Tries]) -> None:
        rows = [
            {"address_hash": chat, "wrong": tried.wrong, "closed_until": tried.closed_until}
            for chat, tried in tries.items()
        ]
        self._keep(t.code_try, rows)

    # -- what a chat did there -------------------------------------------------------------
    def remembered(self, chats: Sequence[str]) -> Mapping[str, Remembered]:
        if not chats:
            return {}
        rows = self._db.execute(q.REMEMBERED, {"chats": list(chats)})
        return {
            row.address_hash: Remembered(
                row.asked_at,
                row.phone_hash,
                row.shared_at,
                row.offer,
                tuple(int(id_) for id_ in (row.offered or "").split(",") if id_),
                row.offered_at,
            )
            for row in rows
        }

    def remember(self, chats: Mapping[str, Remembered]) -> None:
        rows = [
            {
                "address_hash": chat,
                "asked_at": known.asked_at,
                "phone_hash": known.phone,
                "shared_at": known.shared_at,
                "offer": known.offer,
                "offered": ",".join(map(str, known.offered)) or None,
                "offered_at": known.offered_at,
            }
            for chat, known in sorted(chats.items())
        ]
        self._keep(t.door, rows)

    def _keep(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        insert = self._insert(table)
        given = {name: insert.excluded[name] for name in rows[0] if name != "address_hash"}
        upsert = insert.on_conflict_do_update(index_elements=["address_hash"], set_=given)
        self._db.execute(upsert, rows)

    def refused(self, chats: Sequence[str]) -> set[str]:
        if not chats:
            return set()
        return set(self._db.execute(q.REFUSED, {"chats": list(chats)}).scalars())

    # -- who waits -------------------------------------------------------------------------
    def waiting(self, chats: Sequence[str], now: datetime) -> Mapping[str, tuple[Waiting, ...]]:
        if not chats:
            return {}
        found: dict[str, dict[int, int]] = {}
        for statement in (q.CLAIMED, q.KNOWN_BEFORE):
            for chat, conversation, person in self._db.execute(
                statement, {"chats": list(chats), "now": now}
            ):
                found.setdefault(chat, {})[conversation] = person
        return {
            chat: tuple(Waiting(*pair) for pair in sorted(pairs.items()))
            for chat, pairs in found.items()
        }

    def number_hash(self, phone: str) -> str:
        return address_hash(self._keys, "phone", phone)

    def of_number(self, number_hash: str, now: datetime) -> Number:
        rows = self._db.execute(q.OF_NUMBER, {"phone": number_hash, "now": now})
        cases = tuple(Numbered(*row) for row in rows)
        common = self._db.execute(q.COMMON, {"phone": number_hash}).first() is not None
        return Number(common, cases)

    def claim(self, chat: str, conversations: Sequence[int], at: datetime) -> None:
        rows = [
            {"conversation_id": id_, "address_hash": chat, "at": at}
            for id_ in sorted(conversations)
        ]
        insert_many(self._db, missing_only(t.door_claim, self._db.dialect.name), rows)

    def bind(self, chat: ChatAddress, found: Waiting, at: datetime) -> None:
        insert, heard = self._insert(t.address), t.address.c.heard_at
        value = orjson.dumps({"account": chat.account, "user": chat.user}).decode()
        self._db.execute(
            insert.on_conflict_do_update(
                index_elements=["hash"],
                set_={
                    "person_id": insert.excluded.person_id,
                    "heard_at": case((heard > at, heard), else_=insert.excluded.heard_at),
                    "state": "usable",  # also of somebody who took all back, and comes again
                },
            ),
            {
                "hash": chat.hash,
                "channel": "zalo",
                "person_id": found.person,
                "value_sealed": self._keys.seal(value, f"address/{chat.hash}"),
                "state": "usable",
                "heard_at": at,
            },
        )
        talk, invitation, claim = t.conversation, t.invitation, t.door_claim
        self._db.execute(
            update(talk).where(talk.c.id == found.conversation).values(chat_hash=chat.hash)
        )
        self._db.execute(
            update(invitation).where(invitation.c.id == found.conversation).values(code_used=True)
        )
        self._db.execute(delete(claim).where(claim.c.conversation_id == found.conversation))
