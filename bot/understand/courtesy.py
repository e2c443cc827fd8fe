"""Whether a reply is a greeting or thanks and nothing else. It answers no question."""

import re
from enum import StrEnum
from functools import cache

from bot.understand.lexicon import rows
from ground.text import fold

_SIGNS = re.compile(r"[.,!~?…]+")


class Courtesy(StrEnum):
    """What was said."""

    GREETING = "greeting"
    THANKS = "thanks"


def courtesy(text: str) -> Courtesy | None:
    """The courtesy that the whole reply is, or None. Without marks it is read as with them."""
    left = fold(_SIGNS.sub(" ", text))
    said: Courtesy | None = None
    for role, phrase in _phrases():
        shorter = phrase.sub("", left)
        if shorter != left and role in tuple(Courtesy):
            said = said or Courtesy(role)
        left = shorter
    return said if not left.strip() else None


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(role, whole words), the longest first, so that none is taken for a part of another."""
    listed = [(row.role, fold(phrase)) for row in rows("courtesy") for phrase in row.phrases]
    longest_first = sorted(listed, key=lambda pair: -len(pair[1]))
    return tuple(
        (role, re.compile(rf"(?<!\S){re.escape(words)}(?!\S)")) for role, words in longest_first
    )
