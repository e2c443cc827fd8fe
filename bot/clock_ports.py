"""What the bot's clockwork needs of the store: whom to close, wake or remind. No SQL here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.ports import WakeUp
from flows.model import Ending


class ClosingPort(Protocol):
    """Which conversations the clockwork must close."""

    def due(self, now: datetime, limit: int) -> Sequence[tuple[int, Ending]]:
        """(conversation, how it ends), oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Somebody who began in chat and stopped; `reminded` counts the invitation's reminders."""

    conversation: int
    reminded: int
    since: datetime  # when something was last said


class WakingPort(Protocol):
    """Whom the clockwork must wake or remind."""

    def waking(self, now: datetime, limit: int) -> Sequence[WakeUp]:
        """The wake-ups that fell due, oldest first."""
        ...

    def woken(self, wakes: Sequence[WakeUp]) -> None:
        """They are done."""
        ...

    def silent(self, plan: str, reminded: int, since: datetime, limit: int) -> Sequence[Silence]:
        """Open chats of a plan with so many reminders used, in which nothing happened since."""
        ...
