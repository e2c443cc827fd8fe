"""What is done with a command: stop, back, later, a person please … Pure."""

from dataclasses import replace
from datetime import datetime

from bot.asking import asked, repeated, unseen
from bot.closing import refuse_in_chat
from bot.conversation import About, Conversation
from bot.events import Effect, ForOfficer
from bot.handing import handed_over
from bot.languages import named
from bot.prompts import sentence, to_choose
from bot.reviewing import at_review
from bot.snoozing import snoozed
from bot.understand import question_named
from bot.understand.reading import Command
from bot.walk import path_of
from flows.model import Flow, Question

Moved = tuple[Conversation, tuple[Effect, ...]]


def commanded(
    flow: Flow, conv: Conversation, heard: tuple[Question, str, Command], now: datetime
) -> Moved:
    """`heard`: the open question, the words, and the command that they are."""
    question, text, command = heard
    match command:
        case Command.STOP:
            return refuse_in_chat(conv)
        case Command.ERASE:
            ended, effects = refuse_in_chat(conv, "erase")
            return ended, (ForOfficer(About.ERASE, text), *effects)
        case Command.WRONG_PERSON:
            return refuse_in_chat(conv, "wrong_person")
        case Command.SKIP | Command.DONT_KNOW:
            choices = to_choose(conv, question)
            return asked(flow, conv, sentence(conv, "cannot_skip", choices=choices), now)
        case Command.BACK:
            return _back(flow, conv, now)
        case Command.CHANGE:
            return _change(flow, conv, question_named(text), now)
        case Command.RESTART:
            return _restart(flow, conv, now)
        case Command.LANGUAGE:
            return _other_language(flow, conv, text, now)
        case Command.LATER:
            return snoozed(conv, text, now)
        case Command.HUMAN:
            moved = asked(flow, conv, "", now)
            return handed_over(moved, About.PERSON, text, now, noticed=not unseen(conv))
        case Command.HELP:
            return repeated(flow, conv, "help", now)


def _back(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """To the question before the open one; its new answer will be a new revision."""
    path = path_of(flow, conv)
    behind = len(path.asked) + 1 if at_review(conv) else 1
    place = path.place(conv.waiting_on or "") or behind
    if place == 1:
        return repeated(flow, conv, "at_first", now)
    return _to(flow, conv, path.asked[place - 2], "asked_back", now)


def _change(flow: Flow, conv: Conversation, number: int | None, now: datetime) -> Moved:
    """To the question of that number, if it was put already; where none is named, one back."""
    path = path_of(flow, conv)
    if number is None:
        return _back(flow, conv, now)
    last = len(path.asked) if at_review(conv) else path.place(conv.waiting_on or "") or 1
    if not 1 <= number <= last:
        return repeated(flow, conv, "no_such_question", now)
    return _to(flow, conv, path.asked[number - 1], "review_again", now)


def _to(flow: Flow, conv: Conversation, question: Question, key: str, now: datetime) -> Moved:
    asked_at = None if unseen(conv) else now  # the notice comes first
    moved = replace(conv, waiting_on=question.id, asked_at=asked_at, reasks=0, fragment=None)
    return repeated(flow, moved, key, now)


def _restart(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """From the first question; each earlier answer counts until it is given anew."""
    path = path_of(flow, conv)
    again = tuple(question.id for question in path.asked if question.id in path.given)
    if not again:
        return repeated(flow, conv, "at_first", now)
    moved = replace(conv, waiting_on=again[0], again=again, asked_at=now, reasks=0)
    return repeated(flow, moved, "restarted", now)


def _other_language(flow: Flow, conv: Conversation, text: str, now: datetime) -> Moved:
    """The language that is named; where none is, the survey's next, after the last the first."""
    codes = flow.languages
    place = codes.index(conv.language) if conv.language in codes else -1
    wanted = named(text) or codes[(place + 1) % len(codes)]
    if wanted not in codes:
        return repeated(flow, conv, "no_language", now)
    return asked(flow, replace(conv, language=wanted), "", now)
