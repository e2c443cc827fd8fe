"""What the door of the chat needs of the store: who may begin what, and what a chat did there.

The door is where a chat stands whose talk is not open: nobody's, or between two surveys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.turns import ChatAddress


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """The invitation that a short code names."""

    conversation: int
    person: int
    used_by: str | None  # hash of the chat that used the code; None = not used
    live: bool  # not ended, not expired, and its person did not refuse


@dataclass(frozen=True, slots=True)
class Tries:
    """How an address fared with codes, and with the last signs of case codes."""

    wrong: int
    closed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A live survey that a chat may begin without another proof."""

    conversation: int
    person: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A live survey of nobody's chat yet, whose case has the shared number."""

    conversation: int
    person: int
    case_code: str


@dataclass(frozen=True, slots=True)
class Number:
    """A phone number as the cases know it."""

    common: bool  # of an agent or a desk: it is no one person's
    cases: tuple[Numbered, ...]  # in the order of their invitations


@dataclass(frozen=True, slots=True)
class Remembered:
    """What a chat did at the door. Numbers are kept as keyed hashes."""

    asked_at: datetime | None = None  # when contact details were last asked for
    phone: str | None = None  # hash of the number that was shared last
    shared_at: datetime | None = None
    offer: str | None = None  # choose, or next = offered behind a thanks
    offered: tuple[int, ...] = ()  # conversations, as they were numbered
    offered_at: datetime | None = None


class DoorPort(Protocol):
    """The part of a batch's transaction that is about the door."""

    def holders(self, codes: Sequence[str], now: datetime) -> Mapping[str, CodeHolder]:
        """The invitations named by short codes (as typed, upper case)."""
        ...

    def tries(self, chats: Sequence[str]) -> Mapping[str, Tries]:
        """The wrong codes and signs of addresses."""
        ...

    def save_tries(self, tries: Mapping[str, Tries]) -> None:
        """Write them back."""
        ...

    def remembered(self, chats: Sequence[str]) -> Mapping[str, Remembered]:
        """What these chats did at the door; one that did nothing is left out."""
        ...

    def remember(self, chats: Mapping[str, Remembered]) -> None:
        """Write it back."""
        ...

    def refused(self, chats: Sequence[str]) -> set[str]:
        """Which of these chats refused."""
        ...

    def waiting(self, chats: Sequence[str], now: datetime) -> Mapping[str, tuple[Waiting, ...]]:
        """What each chat may begin: proven there already, or of a person known there from before.

        Nothing of a person who refused; nothing that another chat has proven.
        """
        ...

    def number_hash(self, phone: str) -> str:
        """The keyed hash of a number ("84…")."""
        ...

    def of_number(self, number_hash: str, now: datetime) -> Number:
        """The live surveys of a number that no chat has proven; none where it refused."""
        ...

    def claim(self, chat: str, conversations: Sequence[int], at: datetime) -> None:
        """A chat has proven these; who came first keeps them."""
        ...

    def bind(self, chat: ChatAddress, found: Waiting, at: datetime) -> None:
        """Join a chat to a person and to a conversation that begins in it by an act of then."""
        ...
