"""An invitation or reminder said into a chat: who asks, about which unit and month, two buttons.

Of the case nothing else is said. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.phrasebook import phrase

_BLANKS = {
    "department": "department.name",
    "agency": "agency.name",
    "month": "case.month",
    "minutes": "plan.minutes",
    "deadline": "plan.deadline",
    "hotline": "plan.hotline",
}


@dataclass(frozen=True, slots=True)
class Inviting:
    """The words of one such message."""

    text: str
    begin: str  # the button that begins
    decline: str  # the one that refuses


def inviting(language: str, reminds: bool, facts: Mapping[str, object]) -> Inviting:
    """The words in the citizen's language."""
    blanks = {blank: facts.get(fact) for blank, fact in _BLANKS.items()}
    text = phrase(language, "chat_remind" if reminds else "chat_invite", **blanks)
    begin = phrase(language, "chat_invite_begin")
    return Inviting(text, begin, phrase(language, "chat_invite_decline"))
