"""What is done with words that come after the end of a talk. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.answers import Given
from bot.closing import withdrawn
from bot.conversation import About, Conversation
from bot.correcting import corrected
from bot.events import (  # fmt: skip
    AskedForOfficer,
    AskedToStop,
    Corrected,
    Effect,
    Event,
    ForOfficer,
    HandedBack,
    Prompt,
    Rated,
    Refuse,
    Replied,
    Say,
    SentOther,
    Tapped,
    ThreadClosed,
    Withdrew,
)
from bot.fragments import of_the_last, typed
from bot.handing import about, called_for, handed_over
from bot.heeding import held
from bot.mail_events import Mailed
from bot.mailed import mailed
from bot.prompts import sentence
from bot.rating import too_late
from bot.understand import read
from bot.understand.reading import FREE, Command, Reading
from bot.walk import LEAVES, take, walk_of
from flows.model import Ending, Flow, Shape

Moved = tuple[Conversation, tuple[Effect, ...]]

_ENDED = {Ending.COMPLETE: "ended_already", Ending.NOT_ELIGIBLE: "ended_not_eligible"}
_STOPS: dict[Command | None, str] = {
    Command.STOP: "stopped",
    Command.ERASE: "erase",
    Command.WRONG_PERSON: "wrong_person",
}


def after_the_end(flow: Flow, conv: Conversation, event: Event, now: datetime) -> Moved:
    """After a refusal nothing is said; a stop is still obeyed; else one kind line.

    What an officer must read goes to them whatever came before.
    """
    if isinstance(event, HandedBack):
        return conv, (ThreadClosed(event.about),)
    if isinstance(event, AskedForOfficer):
        return called_for(conv)
    if isinstance(event, Mailed):
        return mailed(conv, event)
    if isinstance(event, Withdrew):
        return withdrawn(conv)
    if isinstance(event, Rated):
        return too_late(conv, event)
    if isinstance(event, Corrected):
        return corrected(flow, conv, event, now)
    if isinstance(event, Replied):
        return _words(flow, conv, event, now)
    if conv.ending in LEAVES:
        return conv, ()
    if isinstance(event, AskedToStop):
        return replace(conv, ending=Ending.REFUSED), (Refuse(),)
    if isinstance(event, Tapped | SentOther):
        return conv, (Say(Prompt(sentence(conv, _ended(conv)))),)
    return conv, ()


def _words(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    reading = read(event.text, FREE)
    why = _why(reading)
    if conv.ending in LEAVES:
        return conv, (ForOfficer(why, event.text),) if why is About.ACCUSATION else ()
    key = _STOPS.get(reading.command)
    if key is not None:
        asked: tuple[Effect, ...] = ()
        if reading.command is Command.ERASE:
            asked = (ForOfficer(About.ERASE, event.text),)
        told = Say(Prompt(sentence(conv, key)))
        return replace(conv, ending=Ending.REFUSED), (Refuse(), *asked, told)
    if why is not None:
        return handed_over((conv, ()), why, event.text, now)
    rest = _rest(flow, conv, event, now)
    return rest or (conv, (Say(Prompt(sentence(conv, _ended(conv)))),))


def _why(reading: Reading) -> About | None:
    if reading.grievance is not None:
        return about(reading.grievance)
    return About.PERSON if reading.command is Command.HUMAN else None


def _rest(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved | None:
    """The rest of the last free words, sent in a second message: it belongs to them."""
    if conv.answered_last is None:
        return None
    walk = walk_of(flow, conv)
    last = walk.to(conv.answered_last)
    if last is None or last.shape is not Shape.WORDS or conv.ending is not Ending.COMPLETE:
        return None
    both = of_the_last(conv, last, event)
    if both is None or not isinstance(both.given, Given):
        return None
    given, told = held(both.given, both.reading.grievance), both.reading.grievance
    rest = typed(last, both.text, event)
    moved, _, effects = take(conv, (walk, last), given, now, fragment=rest)
    lines = (ForOfficer(about(told), event.text),) if told is not None else ()
    return moved, (*effects, *lines, Say(Prompt(sentence(conv, "noted_words"))))


def _ended(conv: Conversation) -> str:
    return _ENDED.get(conv.ending, "ended_expired") if conv.ending else "ended_expired"
