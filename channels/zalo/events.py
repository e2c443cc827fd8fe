"""Every event of the platform's webhook as a typed value. A closed union; no behaviour.

The names and payloads are of Zalo's webhook pages (docs/zalo.md); what no type here fits is
`Unknown`, and is kept.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.events import Attached


@dataclass(frozen=True, slots=True)
class Said:
    """Words, or the payload of a button: nothing marks a tap."""

    user: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class SentThing:
    """An image, gif, voice message, video, file, sticker, link, location or business card."""

    user: str
    id: str
    what: str  # image, voice, sticker, other: as the conversation calls it
    attached: Attached | None


@dataclass(frozen=True, slots=True)
class SharedInfo:
    """The person filled in the form for contact details; None = a number that cannot be read."""

    user: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Reacted:
    """An icon on a message: never an answer, and no documented interaction."""

    user: str


@dataclass(frozen=True, slots=True)
class Followed:
    """Began (or stopped) to follow the account. To stop is no refusal."""

    user: str
    follows: bool


@dataclass(frozen=True, slots=True)
class ClickedChatNow:
    """Opened the chat for the first time, by the button on the account's page."""

    user: str


@dataclass(frozen=True, slots=True)
class Withdrew:
    """Asks by Zalo's own form that their data be erased."""

    user: str


@dataclass(frozen=True, slots=True)
class Contacted:
    """Called, or came by a widget: an interaction without words."""

    user: str


@dataclass(frozen=True, slots=True)
class Echoed:
    """A message of the account, whoever wrote it: by the API, or by an officer in the console."""

    user: str
    id: str
    text: str
    by_officer: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """Messages of ours were delivered, or seen; `tracking` is our own id of one sent by phone."""

    ids: tuple[str, ...]
    tracking: str | None
    seen: bool


@dataclass(frozen=True, slots=True)
class Rated:
    """Stars for a rating template, which names no user: found by `tracking` or `id`."""

    id: str
    tracking: str | None
    stars: int | None
    note: str
    chosen: tuple[str, ...]
    pressed: datetime | None = None  # when, where the event says so
    stamp: str = ""  # the same as it was written


@dataclass(frozen=True, slots=True)
class Responded:
    """The button of a quick-response template; we send none."""

    id: str
    tracking: str | None


@dataclass(frozen=True, slots=True)
class Managed:
    """A template's state or quality, or a quota, was changed by the platform: to be looked at."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Known, and nothing of ours: groups, tags, consent to calls, nameless chats, journeys."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """An event that this program does not know, or that lacks what it must have."""


What: TypeAlias = (
    Said | SentThing | SharedInfo | Reacted | Followed | ClickedChatNow | Withdrew | Contacted
    | Echoed | Reached | Rated | Responded | Managed | Aside | Unknown
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ZaloEvent:
    """What happened, at which account, and when by the platform's own clock."""

    name: str  # printable; "?" where it was not
    account: str  # "" where the event names none
    at: datetime
    what: What
