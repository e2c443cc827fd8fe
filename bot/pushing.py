"""Whether what follows from stars can be said in a chat, what it costs, and until when.

Stars tell no user id and are no interaction that Zalo documents: they open no window.
"""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.events import Rated, Say
from bot.moments import window_of
from bot.ports import Loaded, TurnPort
from bot.step import step
from bot.turns import Push, RatedAt, Turn
from flows.model import Flow
from post.rules import Rules


def followed(
    port: TurnPort, turn: Turn, of: tuple[Flow, Loaded], rules: Rules, now: datetime
) -> Turn:
    """The turn as it is taken: in a chat, where something is to be said and one was found.

    The conversation is joined to that chat only then.
    """
    (flow, here), found, event = of, turn.rated, turn.event
    if found is None or found.chat is None or not isinstance(event, Rated):
        return turn
    push = pushed(here.conversation, found, rules, now)
    told = replace(event, in_chat=True)
    if push is None or not _says(flow, here.conversation, told, now):
        return turn
    if not found.own:
        port.join(found.chat.hash, found.conversation)
    return replace(turn, event=told, chat=found.chat, conversation=found.conversation, push=push)


def _says(flow: Flow, conv: Conversation, event: Rated, now: datetime) -> bool:
    _, effects = step(flow, conv, event, now)
    return any(isinstance(effect, Say) for effect in effects)


def pushed(conv: Conversation, found: RatedAt, rules: Rules, now: datetime) -> Push | None:
    """How the next question leaves for the chat that was found; None = it waits on the page.

    We begin this message, so that it keeps to the plan's hours.
    """
    if found.chat is None or found.heard_at is None or conv.status is Status.ENDED:
        return None
    due = window_of(conv).next_open(now)
    until = found.heard_at + rules.consultation_billed - rules.consultation_margin
    if due >= until:
        return None
    free = due < found.heard_at + rules.consultation_free - rules.consultation_margin
    return Push(0 if free else rules.consultation_price, until)
