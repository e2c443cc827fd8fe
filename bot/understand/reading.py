"""What a reply is read against, and what came of reading it. Data only; it reads nothing itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    "scale", "yes_no", "choice", "multi", "ranking",
    "number", "date", "time", "phone", "email", "text",
]  # fmt: skip


class Certainty(StrEnum):
    """What the caller may do with a reading: record it, confirm it in one tap, or ask again."""

    SURE = "sure"
    LIKELY = "likely"
    UNCLEAR = "unclear"


class Command(StrEnum):
    """What a citizen may say to the bot itself, in answer to any question."""

    STOP = "stop"
    ERASE = "erase"
    BACK = "back"
    HELP = "help"
    SKIP = "skip"
    DONT_KNOW = "dontknow"
    LATER = "later"
    HUMAN = "human"
    WRONG_PERSON = "wrong_person"
    LANGUAGE = "language"
    RESTART = "restart"
    CHANGE = "change"


class Grievance(StrEnum):
    """What a reply tells that an officer must read."""

    ACCUSATION = "accusation"  # money asked for, a bribe, a go-between
    DISTRESS = "distress"  # despair, violence, threats


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer: the value to store; its labels in every language, and other words."""

    value: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The open question. A scale's options are given ascending, 2 to 11 of them.

    `descending` says that the citizen sees them the other way round: a bare digit then means
    the displayed position. `decimals`: how many a number may have, 0 = whole numbers only.
    `units`: words for what a number counts, in every language ("ngày", "days").
    """

    kind: Kind
    options: tuple[Option, ...] = ()
    descending: bool = False
    decimals: int = 0
    units: tuple[str, ...] = ()
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """A context is looked up at every reply: hash its labels once."""
        parts = (self.kind, self.options, self.descending, self.decimals, self.units)
        object.__setattr__(self, "_hash", hash(parts))

    def __hash__(self) -> int:
        return self._hash


FREE = Context("text")
"""Any words: no question is open, or none matters."""

LEAVING = (Command.STOP, Command.ERASE, Command.WRONG_PERSON)
"""Commands after which nothing more is sent to this person."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood.

    `value` by kind: scale and choice the option's value; yes_no "yes" or "no"; multi a tuple of
    values in the options' order (empty = none of them); ranking a tuple of all values in the
    order given; number its digits, with a dot before decimals and no needless zeros; date
    YYYY-MM-DD; time HH:MM; phone 0 and 9 or 10 digits; email a lower-case address; text None.
    `complaint`: the words complain, keep them (SURE without a value = surely a complaint, and no
    answer). `invalid`: a number outside the range or with too many decimals, or no such day,
    hour, phone or address. `grievance` stands beside all of these: somebody must read the words.
    """

    certainty: Certainty
    command: Command | None = None
    value: str | tuple[str, ...] | None = None
    complaint: bool = False
    invalid: bool = False
    grievance: Grievance | None = None


UNCLEAR = Reading(Certainty.UNCLEAR)
"""Ask again: the reading of anything that is not understood to the last word."""


def sure(value: str | tuple[str, ...]) -> Reading:
    """A value to record."""
    return Reading(Certainty.SURE, value=value)


def likely(value: str | tuple[str, ...]) -> Reading:
    """A value to confirm in one tap."""
    return Reading(Certainty.LIKELY, value=value)
