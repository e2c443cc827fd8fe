"""The statements of a batch of turns, built once. Each is one round trip for the whole batch."""

from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    or_,
    select,
    update,
)

from storage import tables as t


def many(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


QUARANTINE = (
    update(t.inbox)
    .where(t.inbox.c.event_key == bindparam("key"))
    .values(state="quarantined", error=bindparam("why"))
)
PLACES = (
    select(t.conversation.c.chat_hash, t.conversation.c.id, t.conversation.c.status)
    .where(t.conversation.c.chat_hash.in_(many("chats")))
    .where(t.conversation.c.status != "waiting")  # what waits is offered at the door
    .order_by((t.conversation.c.status == "open"), t.conversation.c.updated_at)
)
PEOPLE_OF = select(t.conversation.c.id, t.conversation.c.person_id).where(
    t.conversation.c.id.in_(many("ids"))
)
LOCK_PEOPLE = (
    select(t.person.c.id)
    .where(t.person.c.id.in_(many("ids")))
    .order_by(t.person.c.id)
    .with_for_update()
)
LOAD = (  # the fields of bot.ports.Loaded, in their order
    select(
        t.conversation.c.id,
        t.conversation.c.state,
        t.conversation.c.flow,
        t.conversation.c.person_id,
        t.person.c.key_hash,
        t.invitation.c.case_id,
        t.invitation.c.agency_id,
        t.invitation.c.plan,
        t.invitation.c.wave,
        t.invitation.c.state,
        t.conversation.c.chat_hash,
    )
    .join(t.invitation, t.invitation.c.id == t.conversation.c.id)
    .join(t.person, t.person.c.id == t.conversation.c.person_id)
    .where(t.conversation.c.id.in_(many("ids")))
)
SAVE = (
    update(t.conversation)
    .where(t.conversation.c.id == bindparam("of_id"))
    .values(
        state=bindparam("new_state"), status=bindparam("new_status"), updated_at=bindparam("when")
    )
)


def _one_of(column: Column[Any], *values: str) -> ColumnElement[bool]:
    """`column IN (…)` spelled out: an IN list cannot go through executemany."""
    return or_(*(column == value for value in values))


_other = t.invitation.alias("other")
BEGIN = (
    # One open invitation a person: a late starter of a silent one leaves the new one alone.
    update(t.invitation)
    .where(t.invitation.c.id == bindparam("of_id"))
    .where(_one_of(t.invitation.c.state, "open", "silent", "unreachable"))
    .where(
        ~exists().where(
            and_(
                _other.c.person_id == t.invitation.c.person_id,
                _other.c.id != t.invitation.c.id,
                _one_of(_other.c.state, "open", "started"),
            )
        )
    )
    .values(state="started", started_at=bindparam("when"))
)
END = (
    update(t.invitation)
    .where(t.invitation.c.id == bindparam("of_id"))
    .values(state=bindparam("new_state"), ended_at=bindparam("when"))
)
FREE_CONTACTS = delete(t.invitation_contact).where(
    t.invitation_contact.c.invitation_id.in_(many("ids"))
)
SHARE = (
    update(t.alert)
    .where(t.alert.c.conversation_id.in_(many("ids")))
    .values(case_shared=bindparam("agreed"))
)
KEEP_BACK = (
    update(t.message)
    .where(t.message.c.state == "queued")
    .where(
        t.message.c.key.in_(
            select("share/" + cast(t.invitation.c.case_id, String)).where(
                t.invitation.c.id.in_(many("ids"))
            )
        )
    )
    .values(state="dead", error="taken-back")
)
ADDRESSES_OF = (
    select(t.address.c.hash, t.person.c.key_hash)
    .join(t.person, t.person.c.id == t.address.c.person_id)
    .where(t.person.c.key_hash.in_(many("keys")))
)
CANCEL = (
    update(t.message)
    .where(t.message.c.state == "queued", t.message.c.subject_hash.in_(many("keys")))
    .values(state="dead", error="refused")
)
