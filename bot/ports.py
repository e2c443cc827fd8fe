"""What taking turns needs of the store: list-valued, one statement a table. No SQL here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from bot.conversation import Conversation
from bot.door_ports import DoorPort
from bot.events import Attached
from bot.turns import ChatAddress, Echo, MessageName, RatedAt, Receipt, Returned, Touch
from post.ports import NewMessage
from post.rules import Rules


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An event as it arrived; `error` is set where a step broke on it."""

    event_key: str
    kind: str
    received_at: datetime
    raw: bytes
    error: str | None = None
    state: str = "done"  # done; kept = nothing followed from it; quarantined = it broke


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address stands: its open conversation, else the last that ended, else nowhere."""

    conversation: int
    open: bool


class Loaded(NamedTuple):
    """A conversation with what its rows must name."""

    conversation: Conversation
    flow: str
    person: int
    person_hash: str
    case: int
    agency: int
    plan: str
    wave: int
    invitation_state: str
    chat_hash: str | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One revision of one answer, keyed to its case and agency."""

    of: Loaded
    question: str
    revision: int
    kind: str
    value: str
    words: str | None
    channel: str
    way_in: str
    at: datetime
    sensitive: bool = False  # the value is sealed with the words, and stands in no plain column


@dataclass(frozen=True, slots=True)
class AlertRow:
    """A bad answer, once per case and question."""

    of: Loaded
    question: str
    value: str
    at: datetime
    criterion: str  # its wording, for the unit
    shared: bool  # the citizen has agreed already
    level: str = "notice"  # or urgent


@dataclass(frozen=True, slots=True)
class InvitationMove:
    """An invitation's new state."""

    id: int
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """Something that an officer must read. `words` is None where it is no text."""

    of: Loaded
    about: str
    event_key: str
    at: datetime
    what: str  # text, image, voice, other, officer, withdraw, call
    words: str | None
    attached: Attached | None = None  # fetched by the clockwork, before its link dies


@dataclass(frozen=True, slots=True)
class WakeUp:
    """When a conversation is to be woken, the `number`-th time."""

    conversation: int
    number: int
    at: datetime


class TurnPort(DoorPort, Protocol):
    """One write transaction of a batch of turns."""

    def take_in(self, rows: Sequence[InboxRow]) -> set[str]:
        """Insert the events in key order; the keys that were not known before."""
        ...

    def receipts(self, receipts: Sequence[Receipt]) -> None:
        """Set delivered and seen on the messages they name; unknown outcomes become sent."""
        ...

    def returned(self, told: Sequence[Returned], rules: Rules | None, now: datetime) -> None:
        """What became of mails of ours, by their tracking; one that we do not know changes nothing.

        What came back is no longer sent: it failed, its invitation is looked at at once, and the
        address is dead after a hard bounce, a complaint, or soft ones on so many days (`rules`;
        None = they are not counted). What a machine or a person answered did arrive.
        """
        ...

    def mark_quarantined(self, errors: Mapping[str, str]) -> None:
        """Mark events whose step broke, so that an officer sees them."""
        ...

    def places(self, chats: Sequence[str]) -> Mapping[str, Place]:
        """Where each chat address stands; an unknown one is left out."""
        ...

    def rated(self, names: Mapping[str, MessageName], now: datetime) -> Mapping[str, RatedAt]:
        """What the messages of these names are about, by the same keys; unknown ones left out."""
        ...

    def join(self, chat: str, conversation: int) -> None:
        """A conversation goes on in a chat, though nobody acted there now."""
        ...

    def people_of(self, conversations: Sequence[int]) -> Mapping[int, int]:
        """The person of each conversation."""
        ...

    def lock_people(self, people: Sequence[int]) -> None:
        """Lock them in key order (SQLite: the single writer is the lock)."""
        ...

    def load(self, conversations: Sequence[int]) -> Mapping[int, Loaded]:
        """The conversations with what their rows must name."""
        ...

    def heard(self, chats: Mapping[str, datetime], touches: Sequence[Touch]) -> None:
        """When the owners of these addresses last did something in chat; an earlier time is left.

        Touches may say the same, and whether the owner follows the account.
        """
        ...

    def echoed(self, echoes: Sequence[Echo]) -> None:
        """Show officers' words in the chat's open threads; an officer's word without one is kept.

        Our own close unknown outcomes, matched on recipient and text.
        """
        ...

    def talks_of(self, chat: str) -> Sequence[int]:
        """Every conversation that was joined to this chat, oldest first."""
        ...

    def cut(self, chat: str, at: datetime) -> None:
        """Forget whose this chat is, and let everything die that is queued for it.

        What it did at the door goes, and it is left alone from now on.
        """
        ...

    def save(self, moved: Sequence[Loaded], at: datetime) -> None:
        """Write conversations back."""
        ...

    def move(self, moves: Sequence[InvitationMove]) -> None:
        """Move invitations; one that closes frees its contacts."""
        ...

    def record(self, answers: Sequence[AnswerRow]) -> None:
        """Append answers, their salts and words, and a ledger row each."""
        ...

    def alert(self, alerts: Sequence[AlertRow]) -> Sequence[AlertRow]:
        """Append alerts; those that are new."""
        ...

    def share_cases(self, conversations: Sequence[int], agreed: bool) -> None:
        """The citizens agreed that the agency sees these cases, or took that back."""
        ...

    def refuse(self, people: Mapping[str, str], at: datetime) -> None:
        """Remember refusals (person key hash -> channel), on every address of theirs too."""
        ...

    def chat(self, chat: str) -> ChatAddress:
        """The chat address of that hash; raises KeyError."""
        ...

    def to_officer(self, lines: Sequence[ThreadLine]) -> Sequence[ThreadLine]:
        """Append lines to their threads; those that opened one, or opened it again."""
        ...

    def close_threads(self, threads: Sequence[tuple[int, str]], at: datetime) -> None:
        """(conversation, about): an officer is done with them."""
        ...

    def wake_at(self, wakes: Sequence[WakeUp]) -> None:
        """Remember when to wake; a known number is left as it is."""
        ...

    def reminded(self, conversations: Sequence[int]) -> None:
        """Each of their invitations has used up one more reminder."""
        ...

    def tokens(self, conversations: Sequence[int]) -> Mapping[int, str]:
        """The secret of each citizen's own page."""
        ...

    def enqueue(self, messages: Sequence[NewMessage], now: datetime) -> None:
        """Append outbox rows; a known key is left as it is."""
        ...

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        """(name, YAML) of a version; raises KeyError."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """What a page's token opens."""

    conversation: Conversation
    expires_at: datetime
    plan: str = ""


class PagePort(Protocol):
    """What a page reads; it changes nothing."""

    def by_ref(self, ref: str) -> Link | None:
        """The conversation of a link, looked up by its token's keyed hash (`ground.seal.LINKS`)."""
        ...

    def by_stop(self, secret: str) -> Link | None:
        """The conversation that the secret of a one-click stop ends."""
        ...

    def by_id(self, conversation: int) -> Conversation | None:
        """The conversation itself."""
        ...

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        """(name, YAML) of a version; raises KeyError."""
        ...


class ReceiptPort(Protocol):
    """What the check of a receipt reads."""

    def received_at(self, receipt: str) -> datetime | None:
        """When the answers with this receipt were received; None = there are none."""
        ...
