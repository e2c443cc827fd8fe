"""A turn as data: what arrived, for whom, and what became of it. Turns can travel together."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.conversation import Conversation
from bot.events import Event


@dataclass(frozen=True, slots=True)
class ChatAddress:
    """A user id of one Zalo account. `hash` is the keyed hash it is looked up by."""

    hash: str
    account: str
    user: str


@dataclass(frozen=True, slots=True)
class MessageName:
    """A message of ours, as an event names it that names no user: by our tracking or its own id."""

    account: str
    platform_id: str
    tracking: str | None  # of one sent by phone


@dataclass(frozen=True, slots=True)
class RatedAt:
    """The conversation that a message of ours invited to, and the chat to go on in, if any.

    `chat`: with the account of the message, the conversation's own, else that in which its person
    spoke last, where the door would let it begin; `heard_at` is when they last acted there.
    """

    conversation: int
    chat: ChatAddress | None = None
    heard_at: datetime | None = None
    own: bool = False  # the conversation is in that chat already


@dataclass(frozen=True, slots=True)
class Push:
    """What a message costs that follows into a chat, in đồng, and until when it may leave."""

    price: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail that came in says of a mail of ours; it names ours by a mac that we made.

    `what`: hard, soft, policy or delayed (it came back), auto (a machine answered), complaint
    (unwanted), human (a person answered). `status`: the enhanced code of RFC 3463, such as 5.1.1.
    """

    event_key: str
    kind: str  # for the inbox: mail/<what>
    received_at: datetime
    raw: bytes
    tracking: str
    what: str
    status: str | None = None
    answers: str = ""  # the Message-ID of a person's mail, for the answer to it


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened to one person.

    `chat` is set for what came by chat, `message` for what names a message of ours, `conversation`
    for all else; chat and conversation for what is pushed into the chat of a conversation.
    """

    event_key: str  # natural and unique: the same event again changes nothing
    kind: str  # for the inbox: zalo, web, clock, desk
    event: Event
    received_at: datetime
    raw: bytes = b""
    chat: ChatAddress | None = None
    conversation: int | None = None
    message: MessageName | None = None
    rated: RatedAt | None = None  # what the message is about, once that was looked up
    push: Push | None = None
    said_in: str = ""  # the platform's id of the message that brought it, to be quoted
    mail: Returned | None = None  # the mail that brought it; `message` names ours

    @property
    def heard_at(self) -> datetime | None:
        """When its sender acted in chat, by the platform's clock; None = it was not in chat."""
        if self.chat is None or self.conversation is not None:
            return None  # what is pushed into a chat is ours or an officer's, not theirs
        return min(getattr(self.event, "at", self.received_at), self.received_at)

    @property
    def who(self) -> str:
        """What two turns of one sender share; they never travel in one batch."""
        if self.message is not None:
            return f"message/{self.message.tracking or self.message.platform_id}"
        return self.chat.hash if self.chat else f"conversation/{self.conversation}"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform says that a message of ours was delivered or seen."""

    event_key: str
    at: datetime
    seen: bool
    platform_ids: tuple[str, ...] = ()
    tracking: str | None = None  # our own id of a template by phone
    received_at: datetime | None = None  # None = at `at`


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that a user of the chat did without words; no talk moves by it."""

    event_key: str
    kind: str
    received_at: datetime
    raw: bytes
    chat: ChatAddress
    heard: datetime | None  # when it opened the platform's window; None = it opens none
    at: datetime
    follows: bool | None = None  # None = it says nothing of that


@dataclass(frozen=True, slots=True)
class Echo:
    """The platform shows us a message of the account: ours, or an officer's from its console."""

    event_key: str
    kind: str
    received_at: datetime
    raw: bytes
    chat: ChatAddress
    at: datetime
    platform_id: str
    text: str
    by_officer: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that nothing follows from; it is kept, so that nothing is lost.

    `broken` says why it could not be read: an officer must look at it.
    """

    event_key: str
    kind: str
    received_at: datetime
    raw: bytes
    broken: str | None = None


Arrival: TypeAlias = Turn | Receipt | Touch | Echo | Returned | Kept


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a turn. `conversation` is as it stands now; None for a stranger."""

    state: str  # done, duplicate, quarantined, unknown
    conversation: Conversation | None = None
    before: Conversation | None = None  # as the turn found it; None = nothing was done
