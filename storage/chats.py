"""Where people last spoke with an account, and how often we began a message to them lately."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, and_, bindparam, exists, func, select

from bot.conversation import load
from ground.seal import Keyring
from plans.ports import Chat
from storage import tables as t
from storage.door_statements import HOUSEHOLD


def _last_chats() -> Select[Any]:
    """The chat of each person's last talk in one, where it may be begun in.

    Not where another talk is open at the moment, not an agent's, not one that refused.
    """
    mine, later, other, spoke = (t.conversation.alias(n) for n in ("mine", "later", "other", "by"))
    households = (
        select(func.count(spoke.c.person_id.distinct()))
        .where(spoke.c.chat_hash == mine.c.chat_hash)
        .scalar_subquery()
    )
    return (
        select(
            mine.c.id,
            mine.c.person_id,
            mine.c.state,
            t.address.c.hash,
            t.address.c.value_sealed,
            t.address.c.heard_at,
        )
        .join(t.address, t.address.c.hash == mine.c.chat_hash)
        .where(mine.c.person_id.in_(bindparam("people", expanding=True)))
        .where(t.address.c.channel == "zalo", t.address.c.state == "usable")
        .where(t.address.c.heard_at.is_not(None))
        .where(
            ~exists().where(
                and_(
                    later.c.person_id == mine.c.person_id,
                    later.c.chat_hash.is_not(None),
                    later.c.id > mine.c.id,
                )
            )
        )
        .where(~exists().where(other.c.chat_hash == mine.c.chat_hash, other.c.status == "open"))
        .where(~exists().where(t.refusal.c.subject_hash == mine.c.chat_hash))
        .where(households <= HOUSEHOLD)
    )


_LAST_CHATS = _last_chats()
_BEGUN = (
    select(
        t.invitation.c.person_id,
        func.coalesce(t.message.c.sent_at, t.message.c.begun_at, t.message.c.due_at).label("at"),
    )
    .join(t.message, t.message.c.invitation_id == t.invitation.c.id)
    .where(t.invitation.c.person_id.in_(bindparam("people", expanding=True)))
    .where(t.message.c.purpose.in_(("invite", "remind")))
    .where(t.message.c.state.in_(bindparam("states", expanding=True)))
    .where(func.coalesce(t.message.c.error, "") != "budget")
)


def chats_of(
    connection: Connection, keyring: Keyring, people: Sequence[int], account: str
) -> Mapping[int, Chat]:
    """The chat with `account` in which each person spoke last; who has none is left out."""
    if not people or not account:
        return {}
    found = {}
    for row in connection.execute(_LAST_CHATS, {"people": sorted(set(people))}):
        value = orjson.loads(keyring.open(row.value_sealed, f"address/{row.hash}"))
        if value["account"] == account:
            talk = load(keyring.open(row.state, f"conversation/{row.id}"))
            found[row.person_id] = Chat(row.hash, value["user"], row.heard_at, talk.language)
    return found


def begun_to(
    connection: Connection,
    people: Sequence[int],
    since: datetime,
    states: Sequence[str] = ("queued", "leased", "sending", "sent", "unknown"),
) -> Mapping[int, tuple[datetime, ...]]:
    """When invitations and reminders went to each person after `since`, or will go."""
    if not people:
        return {}
    values = {"people": sorted(set(people)), "states": list(states)}
    found: dict[int, tuple[datetime, ...]] = {}
    for person, at in connection.execute(_BEGUN, values):
        if at > since:
            found[person] = (*found.get(person, ()), at)
    return found
