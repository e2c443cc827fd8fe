"""What planning needs of the store. No SQL here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from plans.draw import FrameCase
from plans.model import Days
from post.ports import NewMessage

Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the store knows it."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw that was made."""

    drawn_at: datetime
    seed: str
    record: str  # canonical JSON
    source: str  # the plan's YAML as it was drawn


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One drawn case, to be stored."""

    case_key: str
    agency: int
    position: int  # 1-based within its unit: main list, then reserve
    main: bool


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where a unit stands, in numbers of invitations."""

    unit: UnitRow
    valid: int
    started: int
    pending: int  # invited, not begun, not let go
    waiting: int  # drawn, not called yet


@dataclass(frozen=True, slots=True)
class Contact:
    """A usable way to a citizen: kind "phone" (a mobile) or "email"."""

    kind: str
    hash: str
    value: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """The next drawn case of a unit, with what an invitation needs to know."""

    case: int
    case_key: str
    case_code: str
    position: int
    person: int
    person_hash: str
    refused: bool
    busy: bool  # the person, or one of the contacts, has an invitation already
    contacts: tuple[Contact, ...]
    procedure: str
    field: str
    filed_online: bool
    returned_on: date


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation with its conversation and its first message, to be stored together.

    `first.key` lacks the invitation's id; the store puts it in front.
    """

    candidate: Candidate
    agency: int
    plan: str
    wave: int
    ref: str
    token: str
    code: str
    invited_at: datetime
    expires_at: datetime
    check_at: datetime
    flow: str
    flow_hash: str
    facts: Mapping[str, Fact]
    first: NewMessage


@dataclass(frozen=True, slots=True)
class SentState:
    """How far a message of ours to a citizen came."""

    purpose: str  # invite, remind
    attempt: int
    channel: str
    state: str  # post/states.py
    at: datetime  # when it was sent, else when it was put in the outbox
    delivered: bool


@dataclass(frozen=True, slots=True)
class DueInvitation:
    """An invitation that is to be looked at: not begun, or begun on the page and left there."""

    id: int
    ref: str
    agency: str
    person_hash: str
    invited_at: datetime
    expires_at: datetime
    reminded: int
    token: str
    code: str
    facts: Mapping[str, Fact]
    contacts: tuple[Contact, ...]
    sent: tuple[SentState, ...] = field(default_factory=tuple)
    quiet_since: datetime | None = None  # the last that was said on the page; None = not begun


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at an invitation came to."""

    id: int
    check_at: datetime
    reminded: int
    state: str = "open"  # open, silent, unreachable; started where it was begun already


class PlanPort(Protocol):
    """The planner's rows."""

    def units(self, codes: Sequence[str]) -> Mapping[str, UnitRow]:
        """The units by code; an unknown one is left out."""
        ...

    def frame(self, units: Sequence[UnitRow], days: Days, statuses: frozenset[str]) -> Sequence[
        FrameCase
    ]:  # fmt: skip
        """Every case whose result came in these days, both ends included."""
        ...

    def drawn(self, plan: str, wave: int) -> DrawRow | None:
        """The draw, if it was made."""
        ...

    def save_sample(self, plan: str, wave: int, rows: Sequence[SampleRow]) -> None:
        """Store drawn cases; known ones are left as they are."""
        ...

    def save_draw(self, plan: str, wave: int, row: DrawRow) -> None:
        """Store the draw itself, after its sample: from then on it holds."""
        ...

    def states(self, plan: str, wave: int) -> Sequence[UnitState]:
        """Where each unit stands."""
        ...

    def lock_unit(self, plan: str, wave: int, unit: int) -> UnitState:
        """Where one unit stands, counted while nobody else can call up its cases."""
        ...

    def candidates(self, plan: str, wave: int, unit: int, limit: int) -> Sequence[Candidate]:
        """The next waiting cases in drawn order."""
        ...

    def pass_over(self, plan: str, wave: int, reasons: Mapping[int, str]) -> None:
        """Mark cases as passed over (case id -> reason)."""
        ...

    def invite(self, invitations: Sequence[NewInvitation], now: datetime) -> None:
        """Store invitations, conversations and first messages; the cases are called."""
        ...

    def due(self, plan: str, wave: int, now: datetime, limit: int) -> Sequence[DueInvitation]:
        """Invitations to be looked at, the longest due first: open ones, and begun ones without a
        chat, which the bot itself cannot remind.
        """
        ...

    def looked(self, results: Sequence[Looked], messages: Sequence[NewMessage], now: datetime) -> (
        None
    ):  # fmt: skip
        """Store what looking came to, and put reminders and other channels in the outbox."""
        ...

    def fill(self, plan: str, wave: int, units: Sequence[int]) -> None:
        """These units have their quota: whoever has not begun is let go."""
        ...
