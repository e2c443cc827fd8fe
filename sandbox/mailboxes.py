"""What recipients' mailboxes do with the mails that reach them, by address. It sends nothing."""

import re
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase

from sandbox.journal import Journal
from sandbox.letters.bounces import FORMATS
from sandbox.values import Json, number, text

REFUSALS = {
    "unknown": "550 5.1.1 No such user here",
    "full": "452 4.2.2 The mailbox is full",
    "policy": "550 5.7.1 Refused by policy",
}
"""At RCPT: nothing is taken, and the sender knows at once."""
RETURNS = ("bounce", "delay", "vacation", "complain", "reply")
"""Taken, and something comes back by mail."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")  # RFC 3463 §2


@dataclass(frozen=True, slots=True)
class Habit:
    """What the mailboxes of an address (a pattern with * and ?) do with every mail."""

    address: str
    does: str  # one of REFUSALS or RETURNS; "" = takes it and does nothing
    after: float = 0.0  # virtual seconds until something comes back
    format: str = "postfix"  # of a bounce or a delay
    status: str = ""  # of a bounce or a delay; "" = 5.1.1 and 4.4.1
    text: str = ""  # of a reply or an automatic answer


def read(row: Json) -> Habit:
    """A habit from its JSON; raises ValueError."""
    habit = Habit(
        address=text(row, "address").casefold(),
        does=text(row, "does"),
        after=number(row, "after", 0.0),
        format=text(row, "format") or "postfix",
        status=text(row, "status"),
        text=text(row, "text"),
    )
    if "@" not in habit.address:
        raise ValueError("a mailbox has an address, such as an@example.vn or *@example.vn")
    if habit.does and habit.does not in (*REFUSALS, *RETURNS):
        raise ValueError(f"does is one of {', '.join((*REFUSALS, *RETURNS))}, or empty")
    check(habit.format, habit.status)
    return habit


def check(format_: str, status: str) -> None:
    """Raises ValueError for a format or status that is none."""
    if format_ not in FORMATS:
        raise ValueError(f"format is one of {', '.join(FORMATS)}")
    if status and not _STATUS.fullmatch(status):
        raise ValueError("status is an enhanced one, such as 5.1.1")


class Mailboxes:
    """Every habit; the one that was set last wins where several fit."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._habits: dict[str, Habit] = {}

    def set(self, habit: Habit) -> None:
        """From now on; kept over a restart."""
        self._place(habit)
        self._journal.put("mailbox", asdict(habit))

    def restore(self, row: Json) -> None:
        """From the journal; an address of "" clears all."""
        if row.get("address"):
            self._place(read(row))
        else:
            self._habits.clear()

    def clear(self) -> None:
        """Every mailbox takes everything again."""
        self._habits.clear()
        self._journal.put("mailbox", {"address": ""})

    def all(self) -> list[Habit]:
        """In the order in which they were set."""
        return list(self._habits.values())

    def of(self, recipient: str) -> Habit | None:
        """What this recipient's mailbox does."""
        name = recipient.casefold()
        fitting = [one for one in self._habits.values() if fnmatchcase(name, one.address)]
        return fitting[-1] if fitting else None

    def _place(self, habit: Habit) -> None:
        self._habits.pop(habit.address, None)
        self._habits[habit.address] = habit
