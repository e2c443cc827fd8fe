"""What a person must look at: messages that may have arrived, and those that could not be sent.

No text, name or number is told: an officer looks the case up in the account's own chat window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stuck:
    """A message that ended without being sure, or without being sent."""

    id: int
    state: str  # unknown, dead
    purpose: str
    way: str
    account: str
    case: str  # its code; "" where the message is of no case
    error: str  # kind and code of the last try
    tries: int
    at: datetime  # when its last call began, else when it was made


class JudgingPort(Protocol):
    """Inside a write transaction; every verb acts once: what has moved on is left alone."""

    def unknown(self, limit: int) -> Sequence[Stuck]:
        """Those whose outcome nobody knows, oldest first."""
        ...

    def dead(self, limit: int) -> Sequence[Stuck]:
        """Those that our own fault, the content or the platform stopped; newest first.

        What was dropped on purpose (a refusal, a full quota, lateness) is not among them.
        """
        ...

    def was_sent(self, ids: Sequence[int], now: datetime) -> int:
        """A person has seen them in the chat; how many were unknown until now."""
        ...

    def not_sent(self, ids: Sequence[int], now: datetime) -> int:
        """A person has seen that they are not there: dead, and the plan looks for another way."""
        ...

    def again(self, id_: int, now: datetime) -> bool:
        """Send a dead one again; False where it is none, or its invitation has ended."""
        ...
