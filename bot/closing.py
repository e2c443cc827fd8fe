"""How a conversation is left: by refusal, by expiry, by its last answer. Pure."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import About, Conversation, Status
from bot.events import Close, Effect, ForOfficer, Prompt, Refuse, Say, ShareCase
from bot.prompts import farewell, sentence
from bot.receipt import receipt_line
from bot.walk import LEAVES, finish
from flows.model import Ending, Flow

Moved = tuple[Conversation, tuple[Effect, ...]]


def refuse(conv: Conversation) -> Moved:
    """A refusal outside the chat: its one confirmation is the page that answers it."""
    ended = replace(
        conv,
        status=Status.ENDED,
        ending=Ending.REFUSED,
        waiting_on=None,
        pending=None,
        handed=None,
        later=None,
    )
    return ended, (Refuse(), Close(Ending.REFUSED, valid=False))


def withdrawn(conv: Conversation) -> Moved:
    """Their data are to be erased: an officer answers in two working days, and the bot is quiet.

    A case that the unit was going to be told of is not told any more.
    """
    told = ForOfficer(About.ERASE, None, "withdraw"), ShareCase(agreed=False)
    if conv.status is Status.ENDED:
        return replace(conv, ending=Ending.REFUSED), (Refuse(), *told)
    ended, effects = refuse(conv)
    return ended, (*effects, *told)


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
    """It ended in chat: thanks, after what was understood, and the receipt where there is one."""
    ended, effects = ended_by_answer(flow, conv, ending, now)
    thanks = f"{before} {farewell(flow, ended, ending)}".strip()
    said = "\n".join(filter(None, (thanks, receipt_line(ended))))
    return ended, (*effects, Say(Prompt(said)))
