"""Seals a case's people and hashes their keys, before any transaction begins. Pure but for the
random nonces of sealing. It decides nothing about the case itself.
"""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass

from cases.case import CaseRow
from cases.ports import KeptAddress, KeptCase, KeptPerson, KeptRejection, Merged, Parted
from cases.reading import ReadBatch
from cases.reasons import Rejection
from ground.seal import Keyring
from people.keys import PersonKey, address_hash, person_hash, person_key


@dataclass(slots=True)
class Prepared:
    """A batch of rows, ready for the store but for what the store alone knows."""

    read: int
    cases: list[KeptCase]
    rejected: list[KeptRejection]


def prepare(batch: ReadBatch, keyring: Keyring) -> Prepared:
    """Everything of a batch hashed and sealed, as if no contact were shared."""
    return Prepared(
        batch.read,
        [keep(row, keyring) for row in batch.cases],
        [keep_rejected(*refused, keyring) for refused in batch.refused],
    )


def keep(row: CaseRow, keyring: Keyring, shared: Container[str] = ()) -> KeptCase:
    """The case with its person and addresses; `shared` holds address hashes that merge nobody."""
    phone = address_hash(keyring, "phone", row.phone) if row.phone else None
    email = address_hash(keyring, "email", row.email) if row.email else None
    contacts = ((row.phone, phone), (row.email, email))
    blocked = {value for value, found in contacts if value and found in shared}
    key = person_key(row.marks(), row.key, blocked)
    person = kept_person(key, row.name, keyring)
    landline = address_hash(keyring, "landline", row.landline) if row.landline else None
    found_at = (
        ("phone", row.phone, phone),
        ("email", row.email, email),
        ("landline", row.landline, landline),
    )
    addresses = tuple(
        KeptAddress(found, channel, keyring.seal(value, f"address/{found}"), person.key_hash)
        for channel, value, found in found_at
        if value and found and value not in blocked
    )
    name = keyring.seal(row.name, f"case_file/{row.key}") if row.name else None
    content = keyring.mac("case", row.content())
    return KeptCase(row, content, name, person, addresses, phone, email)


def kept_person(key: PersonKey, name: str | None, keyring: Keyring) -> KeptPerson:
    """A person by key, the name sealed."""
    found = person_hash(keyring, key)
    sealed = keyring.seal(name, f"person/{found}") if name else None
    return KeptPerson(found, key.kind, sealed)


def keep_rejected(
    place: str, raw: Mapping[str, str], why: Rejection, keyring: Keyring
) -> KeptRejection:
    """A row for quarantine, its raw content sealed as JSON."""
    text = json.dumps(raw)  # ASCII: a broken surrogate survives
    found = keyring.mac("rejected_row", text)
    return KeptRejection(
        place, why.told(), why.hint, found, keyring.seal(text, f"rejected_row/{found}")
    )


def parted(case: Merged, keyring: Keyring) -> Parted:
    """A person of the case's own: by an email that is not shared, else by the case's key.

    The name on the person it leaves may be another applicant's, so none is taken along.
    """
    key = PersonKey("case", case.case_key)
    if case.email:
        found, sealed = case.email
        key = PersonKey("email", keyring.open(sealed, f"address/{found}"))
    email_hash = case.email[0] if case.email else None
    return Parted(case.case_id, kept_person(key, None, keyring), email_hash)
