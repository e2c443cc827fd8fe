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
class Chat:
    """Where a person last spoke with the plan's account, and nobody speaks at the moment."""

    hash: str
    user: str  # the account's id of them
    heard_at: datetime  # their last act there
    language: str


@dataclass(frozen=True, slots=True)
class Room:
    """What may still be begun: money and the account's templates of today; None = no bound.

    What lies in the queue counts as taken.
    """

    money: int | None = None  # đồng
    templates: int | None = None

    def less(self, price: int, templates: int) -> "Room":
        """The room that one more message leaves."""
        return Room(
            None if self.money is None else self.money - price,
            None if self.templates is None else self.templates - templates,
        )


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
    chat: Chat | None = None
    begun: tuple[datetime, ...] = ()  # invitations and reminders that went to them lately


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
    stop: str = ""  # the secret of the mail's one-click stop


@dataclass(frozen=True, slots=True)
class SentState:
    """How far a message of ours to a citizen came."""

    purpose: str  # invite, remind
    attempt: int
    reach: str  # the plan's way: plans.model.Reach
    channel: str
    state: str  # post/states.py
    error: str  # kind and code of the last failure; "" = none
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
    chat: Chat | None = None
    begun: tuple[datetime, ...] = ()  # invitations and reminders that went to them lately
    stop: str = ""  # the secret of the one-click stop; "" = invited before there were such
    flow_hash: str = ""  # of the survey that its talk goes by


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking at an invitation came to."""

    id: int
    check_at: datetime
    reminded: int
    state: str = "open"  # open, silent, unreachable; started where it was begun already
    instead: bool = False  # the message goes only if the one that waits for money can be dropped


@dataclass(frozen=True, slots=True)
class Around:
    """What is asked for with a batch of people: how many, and their chats and caps at `now`."""

    now: datetime
    limit: int
    account: str  # the Official Account whose chats count
    since: datetime  # messages that we began count from then on


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

    def candidates(self, plan: str, wave: int, unit: int, around: Around) -> Sequence[Candidate]:
        """The next waiting cases in drawn order."""
        ...

    def pass_over(self, plan: str, wave: int, reasons: Mapping[int, str]) -> None:
        """Mark cases as passed over (case id -> reason)."""
        ...

    def invite(self, invitations: Sequence[NewInvitation], now: datetime) -> None:
        """Store invitations, conversations and first messages; the cases are called."""
        ...

    def due(self, plan: str, wave: int, around: Around) -> Sequence[DueInvitation]:
        """Invitations to be looked at, the longest due first: open ones, and begun ones without a
        chat, which the bot itself cannot remind.
        """
        ...

    def looked(self, results: Sequence[Looked], messages: Sequence[NewMessage], now: datetime) -> (
        None
    ):  # fmt: skip
        """Store what looking came to, and put reminders and other ways in the outbox."""
        ...

    def allow(self, most: Mapping[str, int | None]) -> None:
        """Set allowances (storage/allowances.py) by name; None takes one away."""
        ...

    def tell(self, message: NewMessage, now: datetime) -> None:
        """Put a mail to officers in the outbox; one that is there already stays alone."""
        ...

    def room(self, plan: str, account: str, now: datetime) -> Room:
        """What the plan and the account may still begin today."""
        ...

    def fill(self, plan: str, wave: int, units: Sequence[int]) -> None:
        """These units have their quota: whoever has not begun is let go."""
        ...
