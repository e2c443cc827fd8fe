"""The next drawn cases of a unit, with what an invitation needs to know of each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    exists,
    or_,
    select,
)

from ground.seal import Keyring
from plans.ports import Around, Candidate, Chat, Contact
from storage import tables as t
from storage.chats import begun_to, chats_of

Unit = tuple[str, int, int]
"""(plan, wave, agency id)"""


def _contact_asked() -> ColumnElement[bool]:
    """Whether a contact of the case's was invited in this plan and wave, under whatever person.

    One citizen stands in the file as several persons where an identity number is missing or
    mistyped; and two who share a phone would look to each other like a second invitation. A
    contact of an agent or a desk is nobody's, and keeps nobody out.
    """
    other, invitation = t.case.alias("other"), t.invitation
    asked = (
        exists()
        .where(invitation.c.case_id == other.c.id)
        .where(invitation.c.plan == bindparam("plan"), invitation.c.wave == bindparam("wave"))
        .correlate(other)
    )
    pairs = (
        (t.case.c.phone_hash, other.c.phone_hash),
        (t.case.c.email_hash, other.c.email_hash),
    )
    return or_(
        *(
            exists().where(theirs == own, asked).correlate(t.case)
            & exists().where(t.address.c.hash == own, t.address.c.state == "usable")
            for own, theirs in pairs
        )
    )


def _refused() -> ColumnElement[bool]:
    """Whether the person, or one of the case's contacts, refused before."""
    subject = t.refusal.c.subject_hash
    names = (t.person.c.key_hash, t.case.c.phone_hash, t.case.c.email_hash)
    return exists().where(or_(*(subject == name for name in names)))


def _statement() -> Select[Any]:
    plan: BindParameter[str] = bindparam("plan")
    wave: BindParameter[int] = bindparam("wave")
    case_, person, sample, invitation = t.case, t.person, t.sample, t.invitation
    asked_already = exists().where(
        invitation.c.person_id == person.c.id,
        or_(
            (invitation.c.plan == plan) & (invitation.c.wave == wave),
            invitation.c.state.in_(("open", "started")),
        ),
    )
    contact_taken = exists().where(
        or_(
            t.invitation_contact.c.address_hash == case_.c.phone_hash,
            t.invitation_contact.c.address_hash == case_.c.email_hash,
        )
    )
    return (
        select(
            case_,
            sample.c.position,
            person.c.key_hash,
            _refused().label("refused_before"),
            or_(asked_already, contact_taken, _contact_asked()).label("busy"),
        )
        .join(case_, case_.c.id == sample.c.case_id)
        .join(person, person.c.id == case_.c.person_id)
        .where(
            sample.c.plan == plan, sample.c.wave == wave, sample.c.agency_id == bindparam("agency")
        )
        .where(sample.c.state == "waiting")
        .order_by(sample.c.position)
        .limit(bindparam("most"))
        .with_for_update(of=sample, skip_locked=True)
    )


_CANDIDATES = _statement()
"""Built once: it runs for each unit at every call-up."""


def candidates(
    connection: Connection, keyring: Keyring, unit: Unit, around: Around
) -> Sequence[Candidate]:
    """Waiting cases in drawn order. On PostgreSQL two processes never take the same one."""
    plan, wave, agency = unit
    values = {"plan": plan, "wave": wave, "agency": agency, "most": around.limit}
    rows = connection.execute(_CANDIDATES, values).all()
    hashes = {h for row in rows for h in (row.phone_hash, row.email_hash) if h}
    contacts = usable_contacts(connection, keyring, hashes)
    people = [row.person_id for row in rows]
    chats = chats_of(connection, keyring, people, around.account)
    begun = begun_to(connection, people, around.since)
    return [
        _candidate(row, contacts, chats.get(row.person_id), begun.get(row.person_id, ()))
        for row in rows
    ]


def usable_contacts(
    connection: Connection, keyring: Keyring, hashes: set[str]
) -> dict[str, Contact]:
    """The contacts among these address hashes that belong to one person and still work."""
    if not hashes:
        return {}
    rows = connection.execute(
        select(t.address)
        .where(t.address.c.hash.in_(sorted(hashes)))
        .where(t.address.c.state == "usable", t.address.c.channel.in_(("phone", "email")))
    )
    return {
        row.hash: Contact(
            row.channel, row.hash, keyring.open(row.value_sealed, f"address/{row.hash}")
        )
        for row in rows
    }


def _candidate(
    row: Any, contacts: dict[str, Contact], chat: Chat | None, begun: tuple[datetime, ...]
) -> Candidate:
    usable = (contacts.get(row.phone_hash), contacts.get(row.email_hash))
    return Candidate(
        case=row.id,
        case_key=row.key,
        case_code=row.code,
        position=row.position,
        person=row.person_id,
        person_hash=row.key_hash,
        refused=bool(row.refused_before),
        busy=bool(row.busy),
        contacts=tuple(contact for contact in usable if contact is not None),
        procedure=row.procedure or "",
        field=row.field or "",
        filed_online=row.filed_online,
        returned_on=row.returned_on,
        chat=chat,
        begun=begun,
    )
