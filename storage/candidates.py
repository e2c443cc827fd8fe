"""The next drawn cases of a unit, with what an invitation needs to know of each."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, or_, select

from ground.seal import Keyring
from plans.ports import Candidate, Contact
from storage import tables as t

Unit = tuple[str, int, int]
"""(plan, wave, agency id)"""


def candidates(
    connection: Connection, keyring: Keyring, unit: Unit, limit: int
) -> Sequence[Candidate]:
    """Waiting cases in drawn order. On PostgreSQL two processes never take the same one."""
    rows = connection.execute(_statement(unit, limit)).all()
    hashes = {h for row in rows for h in (row.phone_hash, row.email_hash) if h}
    contacts = usable_contacts(connection, keyring, hashes)
    return [_candidate(row, contacts) for row in rows]


def _statement(unit: Unit, limit: int) -> Select[Any]:
    plan, wave, agency = unit
    case_, person, sample, invitation = t.case, t.person, t.sample, t.invitation
    refused = exists().where(
        or_(
            t.refusal.c.subject_hash == person.c.key_hash,
            t.refusal.c.subject_hash == case_.c.phone_hash,
            t.refusal.c.subject_hash == case_.c.email_hash,
        )
    )
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
            refused.label("refused_before"),
            or_(asked_already, contact_taken).label("busy"),
        )
        .join(case_, case_.c.id == sample.c.case_id)
        .join(person, person.c.id == case_.c.person_id)
        .where(sample.c.plan == plan, sample.c.wave == wave, sample.c.agency_id == agency)
        .where(sample.c.state == "waiting")
        .order_by(sample.c.position)
        .limit(limit)
        .with_for_update(of=sample, skip_locked=True)
    )


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


def _candidate(row: Any, contacts: dict[str, Contact]) -> Candidate:
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
    )
