"""What is typed under the review of all answers: send it, change it, or a question's number.

Only whole replies of listed words count; all else is no wish, and the bot asks again with buttons.
"""

from enum import StrEnum
from functools import cache
from typing import NamedTuple

from bot.understand import read
from bot.understand.clauses import DROPPED
from bot.understand.commands import role_of
from bot.understand.lexicon import forms, patterns, templates
from bot.understand.normalise import plain
from bot.understand.patterns import Patterns
from bot.understand.reading import Certainty, Context
from bot.understand.tables import tables

_LEAD, _TAIL = "lead", "tail"
_NUMBER = Context(kind="number")


class Wish(StrEnum):
    """What is to become of the answers."""

    SEND = "send"
    CHANGE = "change"


class Wished(NamedTuple):
    """A wish; `number` is the place of the question to be changed, 1-based, where one was named."""

    wish: Wish
    number: int | None = None


def wished(text: str) -> Wished | None:
    """What is wished for; None where the words say something else."""
    number = _number(text)
    if number is not None:
        return Wished(Wish.CHANGE, number)
    words = tables().words(plain(text))
    role = role_of(words, _phrases()) if words and words[-1].full != "?" else None
    return Wished(Wish(role)) if role is not None else None


def _number(text: str) -> int | None:
    """“3”, “câu ba”, “sửa câu 3 giúp”; None for several numbers, or parts of one."""
    words = [word for word in tables().words(plain(text)) if word.full not in DROPPED]
    while words and words[0].full in _around(_LEAD):
        words.pop(0)
    while words and words[-1].full in _around(_TAIL):
        words.pop()
    rest = " ".join(word.full for word in words)
    reading = read(rest, _NUMBER)
    if reading.certainty is not Certainty.SURE or not isinstance(reading.value, str):
        return None
    return int(reading.value) if reading.value.isdecimal() else None


@cache
def _phrases() -> Patterns:
    found, macros = patterns("review")
    return Patterns([row for row in found if row.role not in (_LEAD, _TAIL)], macros)


@cache
def _around(role: str) -> frozenset[str]:
    return forms([w for row in templates("review") if row.role == role for w in row.phrases])
