"""Which words tell something private by being named: they are not written into a mail. Pure.

A mail is read on shared phones and lies in mailboxes for years. The list is `sensitive.yaml`; a
plan adds its own (`sensitive:`). Matching is by folded words that stand together: it hides
too much rather than too little, and never judges a case.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from ground.text import fold
from ground.yamlfile import read

_FILE = Path(__file__).with_name("sensitive.yaml")
_WORD = re.compile(r"[^\W_]+")


def is_private(texts: Iterable[str], more: tuple[str, ...] = ()) -> bool:
    """Whether one of the texts holds words of the list, or of the plan's `more`."""
    pattern = _pattern(more)
    return any(pattern.search(_words(text)) for text in texts)


@cache
def usual() -> tuple[str, ...]:
    """The list that comes with us, every group of it."""
    groups = read(_FILE).value
    return tuple(str(entry) for entries in groups.values() for entry in entries)


@cache
def _pattern(more: tuple[str, ...]) -> re.Pattern[str]:
    entries = filter(None, (_words(entry).strip() for entry in (*usual(), *more)))
    listed = "|".join(re.escape(entry) for entry in sorted(set(entries)))
    return re.compile(f" (?:{listed}) ")


def _words(text: str) -> str:
    """Folded words alone, a space before and behind each: no bracket or comma hides one."""
    return f" {' '.join(_WORD.findall(fold(text)))} "
