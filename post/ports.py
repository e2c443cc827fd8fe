"""What the post needs: a store of messages, and a sender for each channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from post.lanes import Lane, Learned, Trouble
from post.rules import Rules


@dataclass(frozen=True, slots=True)
class NewMessage:
    """An outbox row to be. `body` is plain data for the channel's renderer."""

    key: str  # natural and unique: what/purpose/attempt/channel
    invitation: int | None
    purpose: str  # invite, remind, reply, help, alert
    channel: str
    recipient: str  # address hash; order is kept per recipient
    subject_hash: str | None  # the person's key hash; None where a refusal does not matter
    body: Mapping[str, object]
    due_at: datetime
    opens: int | None = None  # local minutes of the day; None = at any hour
    closes: int | None = None
    not_after: datetime | None = None
    tracking: str | None = None  # the platform echoes it in receipts
    account: str | None = None  # the account of the channel that it leaves by; None = the usual one
    way: str | None = None  # what the channel calls it, such as consultation; for the bill
    price: int = 0  # in đồng, at most; what it cost is known once it was sent


@dataclass(frozen=True, slots=True)
class Claimed:
    """A leased message. Every later write must carry its fence."""

    id: int
    fence: int
    key: str
    purpose: str
    channel: str
    body: Mapping[str, object]
    tries: int
    tracking: str | None
    account: str | None = None
    way: str | None = None
    price: int = 0
    opens: int | None = None
    closes: int | None = None
    template: str | None = None  # the registered template that it fills in
    receiver: str | None = None  # of a mail: post/providers.py


@dataclass(frozen=True, slots=True)
class Echoed:
    """The platform shows us a message of ours in somebody's chat."""

    recipient: str  # address hash
    text: str  # as it stands in the chat
    platform_id: str
    at: datetime  # by the platform's clock


@dataclass(frozen=True, slots=True)
class Handed:
    """What the platform said of a message that it took."""

    platform_id: str | None
    price: int = 0  # in đồng


@dataclass(frozen=True, slots=True)
class Settled:
    """How a call ended, for one write back."""

    id: int
    fence: int
    state: str  # sent, failed, unknown, dead, or queued again
    platform_id: str | None = None
    error: str | None = None
    due_at: datetime | None = None
    tries: int = 0
    price: int | None = None  # in đồng; None = not known to be another than foreseen


NO_TEXTS: Mapping[int, str] = {}
NOBODY: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Taking:
    """How many to take, for how long; and how many of each receiver did not leave after all."""

    most: int
    lease: timedelta
    back: Mapping[str, int] = field(default_factory=lambda: NOBODY)


class OutboxPort(Protocol):
    """The outbox's verbs (states: post/states.py)."""

    def sweep(self, now: datetime) -> int:
        """Lapsed leases: `leased` is queued again, `sending` is unknown; late rows die."""
        ...

    def claim(self, lane: Lane, now: datetime, limit: int, lease: timedelta) -> Sequence[Claimed]:
        """Lease due messages: in their hours, and only each recipient's oldest unfinished one.

        As many as the lane's pace has room for, counted in the same transaction over all
        processes; answers first; nothing of what is paused, broken or resting.
        """
        ...

    def begin(
        self,
        claimed: Sequence[Claimed],
        now: datetime,
        lease: timedelta,
        texts: Mapping[int, str] = NO_TEXTS,
        rules: Rules | None = None,
    ) -> set[int]:
        """Commit the intent to call; left out: who refused, what is late, whose hours have closed.

        `texts` are what will stand in the chat, by message: an echo is recognised by it. With
        `rules` also left out: what a budget, a daily quota or a person's cap forbids (it waits).
        """
        ...

    def take(self, lane: Lane, now: datetime, taking: Taking, rules: Rules) -> Sequence[Claimed]:
        """Claim and begin in one transaction: its commit is the intent, and the calls come next.

        The same that `claim` and `begin` leave out is left out. What a receiver's pace forbids
        waits, and holds up nobody else's.
        """
        ...

    def renew(self, claimed: Sequence[Claimed], until: datetime) -> None:
        """Calls that are still on their way: their leases last until then."""
        ...

    def settle(self, settled: Sequence[Settled], now: datetime) -> None:
        """Write outcomes back; one with an old fence may only close an unknown."""
        ...

    def learned(self, lane: Lane, learned: Sequence[Learned], now: datetime) -> None:
        """Move the lane's breakers, and stop what must rest."""
        ...

    def echoed(self, echoes: Sequence[Echoed]) -> None:
        """Close unknown outcomes that an echo proves, matched on recipient and text."""
        ...

    def standing(self) -> Mapping[str, str]:
        """The state of every message, by each of its names: platform id, tracking id, key."""
        ...


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing leaves by a lane, and since when."""

    reason: str  # "<class>:<code>", never a text; the channel knows its words
    at: datetime
    told_at: datetime | None  # when officers were told of it


class Lanes(Protocol):
    """Stopping what leaves by one account, and letting it go on; inside a write transaction.

    A lane is "zalo/<oa id>" or "email". Its messages are kept, queued, while it is paused.
    """

    def pause(self, lane: str, reason: str, now: datetime) -> bool:
        """Nothing is claimed from now on; False where it was paused before.

        A dead token (class "reauth") takes the place of any other reason: without a new
        connection nothing else can be mended. Officers are told by the clockwork (post/alarms.py).
        """
        ...

    def resume(self, lane: str, now: datetime) -> bool:
        """Go on; what waited for an admin is due now. False where it was not paused."""
        ...

    def paused(self) -> Mapping[str, Pause]:
        """Every paused lane."""
        ...


class Failure(StrEnum):
    """Why a send failed, by what can be done about it (facts: Zalo's tables, RFC 5321)."""

    RETRY = "retry"  # surely not sent; try again soon
    DEFER = "defer"  # surely not sent; not before a time
    RECIPIENT = "recipient"  # permanent for this person on this channel
    WINDOW = "window"  # this way is closed: the person must write first; another way may do
    CONFIG = "config"  # permanent until an admin acts
    PAYLOAD = "payload"  # our own fault or the content's
    UNKNOWN = "unknown"  # bytes may have left and no final answer came


class Scope(StrEnum):
    """What a failure concerns beside its own message."""

    MESSAGE = "message"
    TEMPLATE = "template"
    ROAD = "road"  # everything that goes to the same host of the platform
    ACCOUNT = "account"
    APP = "app"  # every account of the app


class Wait(StrEnum):
    """When it may be tried again."""

    GROWING = "growing"  # growing waits with jitter, counted
    SLOW = "slow"  # much later each time, counted: a mailbox that is full, or greylists
    MINUTE = "minute"  # the next minute: the rate is used up
    MORNING = "morning"  # after Zalo's night
    TOMORROW = "tomorrow"  # after midnight in Vietnam: a quota is used up
    ADMIN = "admin"  # until somebody acts


@dataclass(frozen=True, slots=True)
class Leads:
    """What a failure leads to beside its kind."""

    scope: Scope = Scope.MESSAGE
    wait: Wait = Wait.ADMIN
    reason: str = ""  # the class of a pause: reauth, money, package, …
    trouble: Trouble | None = None  # what a breaker counts it as


class SendError(Exception):
    """A send did not succeed. `code` is the platform's code, never a text with data."""

    def __init__(
        self,
        kind: Failure,
        code: str,
        retry_after: timedelta | None = None,
        leads: Leads | None = None,
    ) -> None:
        super().__init__(f"{kind}:{code}")
        self.kind = kind
        self.code = code
        self.retry_after = retry_after
        leads = leads or Leads()
        self.scope = leads.scope
        self.wait = leads.wait
        self.reason = leads.reason
        self.trouble = leads.trouble


class Sender(Protocol):
    """A channel's way out."""

    def text(self, message: Claimed) -> str | None:
        """What will stand in the chat, where the platform echoes that; None = it does not."""
        ...

    async def send(self, message: Claimed) -> Handed:
        """Hand the message over; what the platform said of it. Raises SendError."""
        ...
