"""What the language must know of a kind of question; each kind fills one in, in a file of its own.

Reading the keys of a survey file, checking an answer, and what a condition sees of it are here;
how it is asked and read in chat or on a page is the bot's and the channels' matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from flows.language.conditions.names import Name
from flows.language.keys import Key
from flows.language.source import Source
from flows.model import Kind, Question, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a raw answer does not fit: the bot's phrase for it, and what fills its blanks."""

    phrase: str
    blanks: Mapping[str, object] = field(default_factory=dict)


Parsed: TypeAlias = str | Problem


@dataclass(frozen=True, slots=True)
class KindEntry:
    """One kind of question, as an author writes it after `kind:`."""

    word: str
    kind: Kind  # of the questions that it compiles to
    vi: str
    en: str
    example: Mapping[str, object]  # to begin from
    read: Callable[[Question, Source], tuple[Question, ...]]  # its own keys, into the question
    name: Callable[[Question], Name]  # what a condition sees
    value: Callable[[Question, str], Value]  # the same, of one stored substantive value
    parse: Callable[[Question, str], Parsed]  # a raw answer as the stored value (words for words)
    samples: Callable[[Question], tuple[str, ...]]  # stored values that stand for all
    keys: tuple[Key, ...] = ()
    implied_by: str | None = None  # this key alone says the kind, and the kind cannot do without
    dont_know: bool = False  # whether “don't know” is offered where nothing is said of it


def one_of(question: Question, raw: str) -> Parsed:
    """The value of one of its choices."""
    return raw if question.choice(raw) else Problem("no_such_choice")


def number_of(_: Question, stored: str) -> Value:
    """A stored whole number or decimal as a number."""
    return float(stored) if "." in stored else int(stored)


def as_stored(_: Question, stored: str) -> Value:
    """The stored value itself."""
    return stored


def values(question: Question) -> tuple[str, ...]:
    """Every value that can be chosen."""
    return tuple(choice.value for choice in question.choices)


def unchanged(question: Question, _: Source) -> tuple[Question, ...]:
    """For kinds without keys of their own."""
    return (question,)
