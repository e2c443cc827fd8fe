"""What a message of ours is about that somebody rated, and the chat in which it can go on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import delete, or_, select, update

from bot.door_ports import Waiting
from bot.turns import ChatAddress, MessageName, RatedAt
from storage import tables as t
from storage.doors import DoorRows
from storage.turn_statements import many

_NAMED = select(
    t.message.c.platform_id, t.message.c.tracking, t.message.c.account, t.message.c.invitation_id
).where(
    t.message.c.invitation_id.is_not(None),
    or_(t.message.c.platform_id.in_(many("ids")), t.message.c.tracking.in_(many("tracked"))),
)
_TALKS = select(t.conversation.c.id, t.conversation.c.person_id, t.conversation.c.chat_hash).where(
    t.conversation.c.id.in_(many("ids"))
)
_SPOKE = (
    select(t.conversation.c.person_id, t.conversation.c.chat_hash)
    .where(t.conversation.c.person_id.in_(many("people")), t.conversation.c.chat_hash.is_not(None))
    .order_by(t.conversation.c.id)
)
_CHATS = select(t.address.c.hash, t.address.c.value_sealed, t.address.c.heard_at).where(
    t.address.c.hash.in_(many("chats")),
    t.address.c.channel == "zalo",
    t.address.c.state == "usable",
    t.address.c.heard_at.is_not(None),
)


class RatedRows(DoorRows):
    """Keeps its part of `bot.ports.TurnPort` inside one write transaction."""

    def rated(self, names: Mapping[str, MessageName], now: datetime) -> Mapping[str, RatedAt]:
        talks = self._talks_of(names)
        rows = {row.id: row for row in self._db.execute(_TALKS, {"ids": sorted(talks.values())})}
        people = sorted({row.person_id for row in rows.values()})
        # by age: the last one stays
        spoke = {row[0]: row[1] for row in self._db.execute(_SPOKE, {"people": people})}
        chats = {id_: row.chat_hash or spoke.get(row.person_id) for id_, row in rows.items()}
        known = self._chats({chat for chat in chats.values() if chat})
        found = {}
        for key, id_ in talks.items():
            row, chat = rows[id_], known.get(chats[id_] or "")
            found[key] = RatedAt(id_)
            if chat is not None and chat[0].account == names[key].account:
                own = row.chat_hash is not None
                if own or self._may_begin(chat[0].hash, Waiting(id_, row.person_id), now):
                    found[key] = RatedAt(id_, chat[0], chat[1], own)
        return found

    def _talks_of(self, names: Mapping[str, MessageName]) -> dict[str, int]:
        """The conversation of each name; by our own tracking first."""
        given = {
            "ids": sorted({name.platform_id for name in names.values() if name.platform_id}),
            "tracked": sorted({name.tracking for name in names.values() if name.tracking}),
        }
        by: dict[tuple[str, str], Any] = {}
        for row in self._db.execute(_NAMED, given):
            by |= {("tracking", row.tracking or ""): row, ("id", row.platform_id or ""): row}
        found = {}
        for key, name in names.items():
            tracked, known = ("tracking", name.tracking or "-"), ("id", name.platform_id or "-")
            named = by.get(tracked) or by.get(known)
            if named is not None and named.account in (None, name.account):
                found[key] = named.invitation_id
        return found

    def _chats(self, hashes: set[str]) -> dict[str, tuple[ChatAddress, datetime]]:
        refused = self.refused(sorted(hashes)) if hashes else set()
        found = {}
        for row in self._db.execute(_CHATS, {"chats": sorted(hashes - refused)}):
            value = orjson.loads(self._keys.open(row.value_sealed, f"address/{row.hash}"))
            chat = ChatAddress(row.hash, value["account"], value["user"])
            found[row.hash] = (chat, row.heard_at)
        return found

    def _may_begin(self, chat: str, found: Waiting, now: datetime) -> bool:
        """As the door judges it; and one talk is open in a chat at a time."""
        open_ = select(t.conversation.c.id).where(
            t.conversation.c.chat_hash == chat, t.conversation.c.status == "open"
        )
        if self._db.execute(open_.limit(1)).first() is not None:
            return False
        return found in self.waiting([chat], now).get(chat, ())

    def join(self, chat: str, conversation: int) -> None:
        talk, invitation, claim = t.conversation, t.invitation, t.door_claim
        self._db.execute(update(talk).where(talk.c.id == conversation).values(chat_hash=chat))
        self._db.execute(
            update(invitation).where(invitation.c.id == conversation).values(code_used=True)
        )
        self._db.execute(delete(claim).where(claim.c.conversation_id == conversation))
