"""What a reply is read against, and what came of reading it. Data only; it reads nothing itself."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["scale", "yes_no", "choice", "multi", "number", "date", "phone", "text"]


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


@dataclass(frozen=True, slots=True)
class Option:
    """One answer on offer: the value to store; its labels in every language, and other words."""

    value: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """The open question. A scale's options are given ascending, 2 to 11 of them.

    `descending` says that the citizen sees them the other way round: a bare digit then means
    the displayed position.
    """

    kind: Kind
    options: tuple[Option, ...] = ()
    descending: bool = False
    _hash: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        """A context is looked up at every reply: hash its labels once."""
        object.__setattr__(self, "_hash", hash((self.kind, self.options, self.descending)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Reading:
    """What was understood.

    `value` by kind: scale and choice the option's value; yes_no "yes" or "no"; multi a tuple of
    values (empty = none of them); number its digits; date YYYY-MM-DD; phone 0 and 9 or 10 digits;
    text None. `complaint`: the words complain, keep them (SURE without a value = surely a
    complaint, and no answer). `invalid`: a number outside the range, or no such day or phone.
    """

    certainty: Certainty
    command: Command | None = None
    value: str | tuple[str, ...] | None = None
    complaint: bool = False
    invalid: bool = False


UNCLEAR = Reading(Certainty.UNCLEAR)
"""Ask again: the reading of anything that is not understood to the last word."""


def sure(value: str | tuple[str, ...]) -> Reading:
    """A value to record."""
    return Reading(Certainty.SURE, value=value)


def likely(value: str | tuple[str, ...]) -> Reading:
    """A value to confirm in one tap."""
    return Reading(Certainty.LIKELY, value=value)
