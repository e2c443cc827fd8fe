"""Seals a case's people and hashes their keys, before any transaction begins. Pure but for the
random nonces of sealing. It decides nothing about the case itself.
"""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass

from cases.case import CaseRow
from cases.ports import KeptAddress, KeptCase, KeptPerson, KeptRejection, Merged, Parted
from cases.reasons import Rejection
from ground.seal import Keyring
from people.keys import PersonKey, address_hash, person_hash, person_key


@dataclass(frozen=True, slots=True)
class Hashed:
    """A case with the keyed hashes that the store is asked by."""

    row: CaseRow
    content: str
    phone: str | None
    email: str | None


def hashed(row: CaseRow, keyring: Keyring) -> Hashed:
    """The hashes of one case."""
    return Hashed(
        row,
        keyring.mac("case", row.content()),
        address_hash(keyring, "phone", row.phone) if row.phone else None,
        address_hash(keyring, "email", row.email) if row.email else None,
    )


def keep(case: Hashed, shared: Container[str], keyring: Keyring) -> KeptCase:
    """The case with its person and addresses; `shared` holds address hashes that merge nobody."""
    row = case.row
    contacts = ((row.phone, case.phone), (row.email, case.email))
    blocked = {value for value, found in contacts if value and found in shared}
    key = person_key(row.marks(), row.key, blocked)
    person = kept_person(key, row.name, keyring)
    landline = address_hash(keyring, "landline", row.landline) if row.landline else None
    found_at = (
        ("phone", row.phone, case.phone),
        ("email", row.email, case.email),
        ("landline", row.landline, landline),
    )
    addresses = tuple(
        KeptAddress(found, channel, keyring.seal(value, f"address/{found}"), person.key_hash)
        for channel, value, found in found_at
        if value and found and value not in blocked
    )
    name = keyring.seal(row.name, f"case_file/{row.key}") if row.name else None
    return KeptCase(row, case.content, name, person, addresses, case.phone, case.email)


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
