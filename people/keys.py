"""The key of a person, and the keyed hashes that people and addresses are found by.

Person key = a valid identity number, else a mobile phone, else an email address. Dummies and
contacts that many cases share are no key: such a case has a person of its own, so that nobody
is merged with a stranger. It stores nothing.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from ground.seal import Keyring

KeyKind = Literal["identity", "phone", "email", "case"]
Channel = Literal["phone", "landline", "email"]


@dataclass(frozen=True, slots=True)
class PersonKey:
    """What tells one person from another, and which kind of thing it is."""

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What a case says of its applicant, already read and found valid."""

    identity: str | None
    phone: str | None  # a mobile; a land line belongs to a house or an office, and is no key
    email: str | None


def person_key(marks: Marks, case_key: str, shared: Container[str] = ()) -> PersonKey:
    """The person's key; `shared` holds the phones and emails that merge nobody."""
    if marks.identity:
        return PersonKey("identity", marks.identity)
    if marks.phone and marks.phone not in shared:
        return PersonKey("phone", marks.phone)
    if marks.email and marks.email not in shared:
        return PersonKey("email", marks.email)
    return PersonKey("case", case_key)


def person_hash(keyring: Keyring, key: PersonKey) -> str:
    """`person.key_hash`: 32 hex signs. The kind keeps a CMND apart from a phone."""
    return keyring.mac("person", f"{key.kind}:{key.value}")


def address_hash(keyring: Keyring, channel: str, value: str) -> str:
    """`address.hash`: 32 hex signs, for channel "phone" ("84…"), "landline" or "email"."""
    return keyring.mac("address", f"{channel}:{value}")
