"""What the desk needs of the store to show mail that came in. No SQL here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptMail:
    """A person's mail that names none of ours; nobody has looked at it yet."""

    key: str  # without "mail/"
    at: datetime
    raw: bytes


class MailPort(Protocol):
    """Mail that came in, as an officer sees it."""

    def counts(self, since: datetime) -> Mapping[str, int]:
        """How many of each kind came (hard, soft, …, forged), and under "sent" how many we sent."""
        ...

    def kept(self, limit: int) -> Sequence[KeptMail]:
        """People's mails that belong to no case and wait for an officer, oldest first."""
        ...

    def raw(self, key: str) -> bytes | None:
        """A person's mail as it came; None = there is none, or it is kept no more."""
        ...

    def looked(self, key: str) -> None:
        """An officer has read it."""
        ...
