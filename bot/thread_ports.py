"""What the desk needs of the store to show the officers' threads. No SQL here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Medium:
    """What was attached to a line."""

    id: int
    state: str  # waiting, here, failed
    kind: str | None  # by its own bytes, once it is here


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a thread, for the officer."""

    at: datetime
    what: str
    words: str | None
    medium: Medium | None = None
    mail: str = ""  # the key of the mail that it came by, where files came with it


@dataclass(frozen=True, slots=True)
class Thread:
    """What an officer must read, with the case that it is about."""

    conversation: int
    about: str
    opened_at: datetime
    plan: str
    agency: str
    case: str
    lines: tuple[Line, ...]


class ThreadPort(Protocol):
    """What the desk reads of the threads."""

    def open_threads(self, about: Sequence[str], limit: int) -> Sequence[Thread]:
        """The open threads of these kinds, oldest first."""
        ...
