"""Putting the open question in chat once more, with a line before it. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation
from bot.events import Effect, Say
from bot.prompts import ask, opening, sentence
from bot.reviewing import at_review, reminded
from bot.walk import path_of
from flows.model import Flow

Moved = tuple[Conversation, tuple[Effect, ...]]

_OF_REVIEW = {
    "recall": "recall_review",
    "silent": "silent_review",
    "handed_back": "handed_back_review",
}
"""What is said instead where no question stands open."""


def asked(flow: Flow, conv: Conversation, before: str, now: datetime) -> Moved:
    """The open question, or the review, once more; whatever waited for a yes waits no longer."""
    if at_review(conv):
        return reminded(flow, conv, before, now)
    moved = replace(conv, pending=None, asked_at=conv.asked_at or now)
    if unseen(conv):
        return moved, (Say(opening(flow, moved, before)),)
    return moved, (Say(ask(path_of(flow, moved), moved, before=before)),)


def repeated(flow: Flow, conv: Conversation, key: str, now: datetime) -> Moved:
    """The same with a phrase before it."""
    key = _OF_REVIEW.get(key, key) if at_review(conv) else key
    return asked(flow, conv, sentence(conv, key), now)


def unseen(conv: Conversation) -> bool:
    """Whether neither chat nor page has shown the notice: it comes before the first question."""
    return conv.asked_at is None and not conv.answers


def with_page(said: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """What is said, with the citizen's own page."""
    return tuple(
        Say(replace(effect.prompt, page=True)) if isinstance(effect, Say) else effect
        for effect in said
    )
