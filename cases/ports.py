"""What this room needs of a store: lists in, lists out, so that rows travel together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cases.agencies import Agency
from cases.case import CaseRow
from people.keys import KeyKind


@dataclass(frozen=True, slots=True)
class KeptPerson:
    """A person to be there; known already by the hash, nothing changes."""

    key_hash: str
    key_kind: KeyKind
    name_sealed: bytes | None  # for the place person/<key_hash>


@dataclass(frozen=True, slots=True)
class KeptAddress:
    """An address to be there; its first owner stays its owner."""

    hash: str
    channel: str  # "phone", "landline" or "email"
    value_sealed: bytes  # for the place address/<hash>
    person: str  # the owner's key_hash


@dataclass(frozen=True, slots=True)
class KeptCase:
    """A new or changed case with all that hangs on it."""

    row: CaseRow
    content_hash: str
    name_sealed: bytes | None  # for the place case_file/<key>
    person: KeptPerson
    addresses: tuple[KeptAddress, ...]
    phone_hash: str | None
    email_hash: str | None


@dataclass(frozen=True, slots=True)
class KeptRejection:
    """A row in quarantine."""

    place: str
    reason: str
    hint: str | None
    raw_hash: str
    raw_sealed: bytes  # for the place rejected_row/<raw_hash>


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row in quarantine as an officer is shown it."""

    source: str
    place: str
    reason: str
    hint: str | None
    raw_hash: str
    raw_sealed: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """What the store has of a batch."""

    contents: dict[str, tuple[str, bool]]  # case key -> content hash, whether it has a return day
    shared: frozenset[str]  # address hashes that merge nobody


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a batch came from, and when."""

    source: str  # the file's name
    at: datetime


@dataclass(frozen=True, slots=True)
class Merged:
    """A case whose person's key turned out to be a shared contact."""

    case_id: int
    case_key: str
    email: tuple[str, bytes] | None  # hash and sealed value of an email of its own


@dataclass(frozen=True, slots=True)
class Parted:
    """The person that such a case gets instead."""

    case_id: int
    person: KeptPerson
    email_hash: str | None  # of the email that is the new person's


class CasePort(Protocol):
    """The store as this room sees it, inside one unit."""

    def keep_agencies(self, agencies: Sequence[Agency]) -> None:
        """Insert or update agencies by code. None is ever removed."""
        ...

    def known(self, keys: Sequence[str], addresses: Sequence[str]) -> Known:
        """Which cases are there, with which content, and which contacts are shared."""
        ...

    def keep_cases(self, cases: Sequence[KeptCase], origin: Origin) -> None:
        """Insert or update cases by key, and the persons and addresses they need."""
        ...

    def keep_rejected(self, rows: Sequence[KeptRejection], origin: Origin) -> None:
        """Keep rows in quarantine; one that lies there already is left as it is."""
        ...

    def contacts_above(self, limit: int) -> list[str]:
        """Hashes of usable phones and emails that stand on more than `limit` cases."""
        ...

    def set_aside(self, addresses: Sequence[str]) -> None:
        """Make these contacts shared, with no owner."""
        ...

    def merged_by_shared(self, limit: int) -> list[Merged]:
        """Up to `limit` cases whose person is known by nothing but a shared contact."""
        ...

    def part(self, cases: Sequence[Parted], at: datetime) -> None:
        """Give these cases a person of their own."""
        ...

    def shared(self) -> list[tuple[str, str, bytes, int]]:
        """The contacts set aside: hash, channel, sealed value, number of cases; most first."""
        ...

    def rejected(self, limit: int) -> list[RejectedRow]:
        """The newest rows in quarantine."""
        ...
