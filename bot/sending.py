"""What is done at the review: sent, changed, or asked again. Pure; nothing unseen is ever sent."""

from dataclasses import replace
from datetime import datetime

from bot.asking import with_page
from bot.closing import completed, ended_by_answer
from bot.conversation import Conversation, Status
from bot.events import Effect, Prompt, Replied, Say, Sent
from bot.phrasebook import phrase
from bot.prompts import ask, sentence
from bot.reviewing import buttons, due, reminded, reviewed, seen
from bot.understand.review import Wish, Wished, wished
from bot.walk import path_of
from flows.model import Ending, Flow
from ground.text import fold

Moved = tuple[Conversation, tuple[Effect, ...]]

_AGAIN = ("asked_again", "asked_again_otherwise", "asked_again_review")


def heard(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved | None:
    """Words typed under the review; None = they are no wish about the answers.

    Those that are older than the review were meant for something else.
    """
    wish = _wish(conv, event.text)
    if wish is None:
        return None
    settled = replace(conv, pending=None)
    if conv.asked_at is None:
        return reviewed(flow, settled, "", now)
    if event.at < conv.asked_at:
        return reminded(flow, settled, phrase(conv.language, "recall_review"), now)
    if wish.wish is Wish.SEND:
        return _sent(flow, conv, now)
    return _change(flow, settled, wish.number, now)


def not_understood(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """Asked again, in other words each time."""
    choices = phrase(conv.language, "or").join(f"“{each.label}”" for each in buttons(conv))
    before = sentence(conv, _AGAIN[min(conv.reasks, 2)], choices=choices)
    again = replace(conv, reasks=min(conv.reasks + 1, 3))
    moved, said = reminded(flow, again, before, now)
    return moved, with_page(said) if conv.reasks > 1 else said


def pressed(flow: Flow, conv: Conversation, value: str, now: datetime) -> Moved | None:
    """A button of a review, perhaps an old one; None = there is nothing to send by now."""
    act, _, stamp = value.partition("/")
    if not due(flow, path_of(flow, conv)) or act not in tuple(Wish):
        return None
    if stamp != str(seen(conv)):
        return reviewed(flow, conv, phrase(conv.language, "review_changed"), now)
    if act == Wish.CHANGE:
        return _change(flow, replace(conv, waiting_on=None, pending=None), None, now)
    return _sent(flow, conv, now)


def returned(flow: Flow, conv: Conversation, text: str, now: datetime) -> Moved | None:
    """Who answers a question again, and says “gửi” instead, comes back to the review."""
    wish = _wish(conv, text)
    if wish is None or wish.wish is not Wish.SEND or not due(flow, path_of(flow, conv)):
        return None
    return reviewed(flow, conv, phrase(conv.language, "kept"), now)


def sent(flow: Flow, conv: Conversation, event: Sent, now: datetime) -> Moved:
    """The page's button: it holds for what the page has shown, and for nothing else."""
    path = path_of(flow, conv)
    if conv.status is not Status.OPEN or not due(flow, path) or event.seen != seen(conv):
        return conv, ()
    return ended_by_answer(flow, conv, Ending.COMPLETE, now)


def _wish(conv: Conversation, text: str) -> Wished | None:
    """What is wished for; a button's label means the same typed, in every language."""
    named = {fold(option.label): option.value for option in buttons(conv)}.get(fold(text))
    return Wished(Wish(named.partition("/")[0])) if named else wished(text)


def _sent(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """The end; a change that still waits for its yes is told of before."""
    if conv.pending is not None:
        return reviewed(flow, conv, phrase(conv.language, "kept"), now)
    whole = replace(conv, fragment=None)
    return completed(flow, whole, Ending.COMPLETE, phrase(conv.language, "review_sent"), now)


def _change(flow: Flow, conv: Conversation, number: int | None, now: datetime) -> Moved:
    """To the question of that number; where there is none, it is asked for."""
    path = path_of(flow, conv)
    if number is None or not 1 <= number <= len(path.asked):
        which = phrase(conv.language, "review_which", total=len(path.asked))
        return conv, (Say(Prompt(which, buttons(conv, ("send",)))),)
    to = path.asked[number - 1].id
    there = replace(conv, waiting_on=to, asked_at=now, reasks=0, fragment=None)
    return there, (Say(ask(path, there, before=phrase(conv.language, "review_again"))),)
