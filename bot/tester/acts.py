"""A test of a survey as data: who talks, what they do, what is expected. It plays nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TypeAlias

from bot.conversation import Fact
from ground.yamlfile import Path_

OPEN = "open"
"""The expected ending of a talk that is not over."""


class Channel(StrEnum):
    """How a talk begins: in the account's chat, or on the linked page."""

    CHAT = "chat"
    PAGE = "page"


class Deed(StrEnum):
    """An act that is told by its name alone."""

    STOP = "stop"  # one-click stop in a mail or on the page; in chat one says "dừng"
    EXPIRE = "wait until expiry"
    QUOTA_FULL = "quota full"
    SKIP_BLANKS = "skip blanks"  # posts the page, passing over what is blank
    OPEN_CHAT = "open chat"  # comes to the chat, from the page
    SEND = "send answers"  # sends them, under the review in chat or on the page


@dataclass(frozen=True, slots=True)
class Says:
    """Types words in chat."""

    text: str


@dataclass(frozen=True, slots=True)
class Sends:
    """Sends something that is not text: image, voice, sticker, other."""

    what: str


@dataclass(frozen=True, slots=True)
class Taps:
    """Presses buttons, one after another: (question, stored value)."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Confirms:
    """Presses a button of "is that what you meant?"."""

    yes: bool


@dataclass(frozen=True, slots=True)
class Fills:
    """Fills in the page and posts it, screen by screen: question to stored value or words."""

    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Waits:
    """Time passes."""

    span: timedelta


@dataclass(frozen=True, slots=True)
class Does:
    """An act without more to say."""

    deed: Deed


Act: TypeAlias = Says | Sends | Taps | Confirms | Fills | Waits | Does


@dataclass(frozen=True, slots=True)
class Expected:
    """What must hold. None and empty = nothing is expected of it; `path` finds its line."""

    path: Path_
    answers: Mapping[str, str] = field(default_factory=dict)  # those that count, words for text
    alerts: tuple[str, ...] | None = None  # all of them, in any order
    ending: str | None = None  # an Ending's value, or OPEN
    valid: bool | None = None
    asked: tuple[str, ...] = ()  # in this order; others may stand between
    not_asked: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    shares_case: bool | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One act and what must hold right after it."""

    act: Act
    path: Path_
    then: Expected | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One test: `facts` are over the tester's own."""

    name: str
    path: Path_
    language: str = "vi"
    channel: Channel = Channel.CHAT
    facts: Mapping[str, Fact] = field(default_factory=dict)
    seed: int = 0  # of what the survey leaves to chance
    steps: tuple[Step, ...] = ()
    expect: Expected | None = None
