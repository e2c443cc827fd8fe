"""The statements of the door, built once: codes, claims, and who waits where."""

from typing import Any

from sqlalchemy import FromClause, Select, and_, bindparam, exists, func, or_, select

from storage import tables as t
from storage.columns import Moment
from storage.turn_statements import many

HOUSEHOLD = 4
"""Persons. A chat that spoke for more than these is an agent's, and needs a code each time."""
MOST = 200
"""Live surveys of one number that are looked at."""

_now = bindparam("now", type_=Moment)
_talk, _claim = t.conversation, t.door_claim
_alive = and_(_talk.c.status != "ended", t.invitation.c.expires_at > _now)
_left_alone = exists().where(t.refusal.c.subject_hash == t.person.c.key_hash)


def _joined() -> FromClause:
    return _talk.join(t.invitation, t.invitation.c.id == _talk.c.id).join(
        t.person, t.person.c.id == _talk.c.person_id
    )


HOLDERS = (
    select(
        _talk.c.id,
        _talk.c.person_id,
        func.coalesce(_talk.c.chat_hash, _claim.c.address_hash).label("used_by"),
        and_(_alive, ~_left_alone).label("live"),
        t.invitation.c.code_hash,
    )
    .select_from(_joined().outerjoin(_claim, _claim.c.conversation_id == _talk.c.id))
    .where(t.invitation.c.code_hash.in_(many("hashes")))
)
TRIES = select(t.code_try).where(t.code_try.c.address_hash.in_(many("chats")))
REMEMBERED = select(t.door).where(t.door.c.address_hash.in_(many("chats")))
REFUSED = select(t.refusal.c.subject_hash).where(t.refusal.c.subject_hash.in_(many("chats")))
CLAIMED = (
    select(_claim.c.address_hash, _talk.c.id, _talk.c.person_id)
    .select_from(_joined().join(_claim, _claim.c.conversation_id == _talk.c.id))
    .where(_claim.c.address_hash.in_(many("chats")), _talk.c.chat_hash.is_(None))
    .where(_alive, ~_left_alone)
)


def _known_before() -> Select[Any]:
    """What waits for persons who last spoke in this chat, and in no other since.

    Also what was joined to the chat and whose first step broke: it waits as well.
    """
    mine, later, any_ = (_talk.alias(name) for name in ("mine", "later", "any_"))
    households = (
        select(any_.c.chat_hash)
        .where(any_.c.chat_hash.in_(many("chats")))
        .group_by(any_.c.chat_hash)
        .having(func.count(any_.c.person_id.distinct()) <= HOUSEHOLD)
    )
    elsewhere = exists().where(
        later.c.person_id == mine.c.person_id,
        later.c.chat_hash.is_not(None),
        later.c.chat_hash != mine.c.chat_hash,
        later.c.id > mine.c.id,
    )
    claimed = exists().where(_claim.c.conversation_id == _talk.c.id)
    free = or_(
        and_(_talk.c.chat_hash.is_(None), ~claimed),
        and_(_talk.c.chat_hash == mine.c.chat_hash, _talk.c.status == "waiting"),
    )
    return (
        select(mine.c.chat_hash, _talk.c.id, _talk.c.person_id)
        .select_from(_joined().join(mine, mine.c.person_id == _talk.c.person_id))
        .where(mine.c.chat_hash.in_(many("chats")), mine.c.chat_hash.in_(households))
        .where(_alive, ~_left_alone, free, ~elsewhere)
        .distinct()
    )


KNOWN_BEFORE = _known_before()
OF_NUMBER = (
    select(_talk.c.id, _talk.c.person_id, t.case.c.code)
    .select_from(_joined().join(t.case, t.case.c.id == t.invitation.c.case_id))
    .where(t.case.c.phone_hash == bindparam("phone"), _talk.c.chat_hash.is_(None))
    .where(_alive, ~_left_alone)
    .where(~exists().where(_claim.c.conversation_id == _talk.c.id))
    .where(~exists().where(t.refusal.c.subject_hash == bindparam("phone")))
    .order_by(_talk.c.id)
    .limit(MOST)
)
COMMON: Select[tuple[str]] = select(t.address.c.hash).where(
    t.address.c.hash == bindparam("phone"), t.address.c.state == "shared"
)
