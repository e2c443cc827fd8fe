"""How a conversation is left: refusal, expiry, and words that come after the end. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.events import (  # fmt: skip
    AskedToStop,
    Close,
    Effect,
    Event,
    Prompt,
    Refuse,
    Replied,
    Say,
    SentOther,
    Tapped,
)
from bot.prompts import farewell, sentence
from bot.understand import read
from bot.understand.reading import Command, Context
from bot.walk import LEAVES, finish
from flows.model import Ending, Flow

Moved = tuple[Conversation, tuple[Effect, ...]]

_FREE = Context(kind="text")
_ENDED = {Ending.COMPLETE: "ended_already", Ending.NOT_ELIGIBLE: "ended_not_eligible"}
_STOPS: dict[Command | None, str] = {
    Command.STOP: "stopped",
    Command.ERASE: "erase",
    Command.WRONG_PERSON: "wrong_person",
}


def refuse(conv: Conversation) -> Moved:
    """A refusal outside the chat: its one confirmation is the page that answers it."""
    ended = replace(conv, status=Status.ENDED, ending=Ending.REFUSED, waiting_on=None, pending=None)
    return ended, (Refuse(), Close(Ending.REFUSED, valid=False))


def refuse_in_chat(conv: Conversation, key: str = "stopped") -> Moved:
    """A refusal in chat: one confirmation, then nothing on any channel."""
    ended, effects = refuse(conv)
    return ended, (*effects, Say(Prompt(sentence(conv, key))))


def close(flow: Flow, conv: Conversation, ending: Ending, now: datetime) -> Moved:
    """The plan closes it. What was answered stays; a talk begun is judged for validity."""
    return finish(flow, conv, ending, now)


def ended_by_answer(flow: Flow, conv: Conversation, ending: Ending, now: datetime) -> Moved:
    """An answer ended it: by refusing, by not being the one who is asked, or by being the last."""
    ended, effects = finish(flow, conv, ending, now)
    return ended, ((Refuse(),) if ending in LEAVES else ()) + effects


def completed(flow: Flow, conv: Conversation, ending: Ending, before: str, now: datetime) -> Moved:
    """The last answer was given in chat: thanks, after what was understood."""
    ended, effects = ended_by_answer(flow, conv, ending, now)
    thanks = f"{before} {farewell(flow, ended, ending)}".strip()
    return ended, (*effects, Say(Prompt(thanks)))


def after_the_end(conv: Conversation, event: Event) -> Moved:
    """After a refusal nothing is said; a stop is still obeyed; else one kind line."""
    if conv.ending in LEAVES:
        return conv, ()
    if isinstance(event, AskedToStop):
        return replace(conv, ending=Ending.REFUSED), (Refuse(),)
    key = _STOPS.get(read(event.text, _FREE).command) if isinstance(event, Replied) else None
    if key is not None:
        told = Say(Prompt(sentence(conv, key)))
        return replace(conv, ending=Ending.REFUSED), (Refuse(), told)
    if isinstance(event, Replied | Tapped | SentOther):
        key = _ENDED.get(conv.ending, "ended_expired") if conv.ending else "ended_expired"
        return conv, (Say(Prompt(sentence(conv, key))),)
    return conv, ()
