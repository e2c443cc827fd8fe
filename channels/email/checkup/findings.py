"""What a check found, in words for an officer: good, bad, unknown, or a hint. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a finding stands. A hint asks for nothing that mail needs."""

    GOOD = "good"
    BAD = "bad"
    UNKNOWN = "unknown"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was found in both languages, and what to do where that is anything."""

    check: str  # what was looked at: spf, dkim, …
    state: State
    vi: str
    en: str
    do_vi: str = ""
    do_en: str = ""


def good(check: str, vi: str, en: str) -> Finding:
    """It is as it should be."""
    return Finding(check, State.GOOD, vi, en)


def bad(check: str, found: tuple[str, str], do: tuple[str, str]) -> Finding:
    """It keeps mail from arriving, or from being trusted; `found` and `do` are (vi, en)."""
    return Finding(check, State.BAD, *found, *do)


def unknown(check: str, found: tuple[str, str], do: tuple[str, str]) -> Finding:
    """It could not be seen from here."""
    return Finding(check, State.UNKNOWN, *found, *do)


def hint(check: str, found: tuple[str, str], do: tuple[str, str] = ("", "")) -> Finding:
    """It may be better; mail goes without it."""
    return Finding(check, State.HINT, *found, *do)


def unasked(check: str, name: str, why: str) -> Finding:
    """DNS did not answer for a name."""
    return unknown(
        check,
        (f"DNS không trả lời cho {name} ({why}).", f"DNS did not answer for {name} ({why})."),
        (
            "kiểm tra đường mạng và máy chủ DNS, hoặc hỏi máy khác: --dns 8.8.8.8.",
            "check the network and the resolver, or ask another one: --dns 8.8.8.8.",
        ),
    )
