"""The kind pages: shown where a survey cannot be, with the hotlines and what can be done.

They know nobody: the same page for every link that opens nothing, byte for byte. They speak the
language that the address asks for, else Vietnamese, and one more beside it. Their words stand in
`kind_words/`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from channels.web.render import words
from ground.yamlfile import read
from look.pages import environment

_HERE = Path(__file__).parent
_LANGUAGES, _UNREVIEWED = ("vi", "en", "km"), ("km",)
_PAGES = environment(_HERE / "templates")


class Kind(StrEnum):
    """Which page; the values name its words."""

    UNKNOWN = "unknown"  # the link opens nothing
    AWAY = "away"  # a token-less address without its cookie
    RESENT = "resent"  # the same whether or not the link was sent again
    HANDED = "handed"  # an officer was told
    CLOSED = "closed"  # the plan is over, nobody to be told
    UNTAKEN = "untaken"  # a form that cannot be taken
    SLOW = "slow"  # too much at once
    BUSY = "busy"  # the store could not keep it


@dataclass(frozen=True, slots=True)
class Hotline:
    """Who answers the telephone for a plan."""

    department: str
    number: str


@dataclass(frozen=True, slots=True)
class Press:
    """What the page's button posts, and where."""

    action: str
    token: str


def kind(
    which: Kind,
    hotlines: Sequence[Hotline],
    language: str = "",
    press: Press | None = None,
    big: bool = False,
) -> str:
    """The page as HTML. `press` only where the page's words have a button. `big`: large letters."""
    spoken = language if language in _LANGUAGES else _LANGUAGES[0]
    beside = "en" if spoken == "vi" else "vi"
    return _PAGES.get_template("kind.html").render(
        lang=spoken,
        t=words(spoken),
        says=_words(spoken)[which],
        hotline=_words(spoken)["hotline"],
        beside=beside,
        also=_words(beside)[which],
        unreviewed=spoken in _UNREVIEWED,
        hotlines=hotlines,
        press=press,
        big=big,
    )


@cache
def _words(language: str) -> Mapping[str, Any]:
    words: Mapping[str, Any] = read(_HERE / "kind_words" / f"{language}.yaml").value
    return words
