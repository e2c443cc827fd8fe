"""What is done with a word, a tap or a picture in chat. Pure; it never guesses a score."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.closing import completed, refuse_in_chat
from bot.contexts import context_of
from bot.conversation import Conversation, Pending, with_answer
from bot.events import Effect, Prompt, Record, Replied, Say, SentOther, Tapped
from bot.prompts import CONFIRM, ask, confirm, label_of, sentence, understood
from bot.understand import read
from bot.understand.reading import Certainty, Command, Context, Reading
from bot.walk import begin, ending_of, onward, take
from flows.language.path import asked
from flows.model import DONT_KNOW, SKIPPED, Flow, Kind, Question

Moved = tuple[Conversation, tuple[Effect, ...]]

CORRECTION = timedelta(seconds=20)
"""A different tap on the same question within this is a correction, without a confirm."""

_YES_NO = Context(kind="yes_no")


def replied(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    """The citizen typed something."""
    if conv.waiting_on is None:
        conv = begin(flow, conv, now)
    if conv.pending is not None:
        settled = _settled(flow, conv, event, now)
        if settled is not None:
            return settled
    question = flow.by_id[conv.waiting_on or ""]
    reading = read(event.text, context_of(flow, question.id))
    if reading.command is not None:
        return _commanded(flow, conv, (question, reading.command), now)
    late = conv.asked_at is not None and event.at < conv.asked_at
    if question.kind is Kind.TEXT:
        return _answered(flow, conv, question, ("", event.text, "typed"), now)
    if not isinstance(reading.value, str) or reading.certainty is Certainty.UNCLEAR:
        return _not_understood(flow, conv, (question, event.text, reading), now)
    if late or reading.certainty is Certainty.LIKELY:
        return _to_confirm(conv, question, (reading.value, event.text), late)
    return _answered(flow, conv, question, (reading.value, event.text, "typed"), now)


def tapped(flow: Flow, conv: Conversation, event: Tapped, now: datetime) -> Moved:
    """The citizen pressed a button, perhaps an old one."""
    if conv.waiting_on is None:
        conv = begin(flow, conv, now)
    if event.conversation != conv.id:
        return _repeat(flow, conv, "recall")
    if event.question == CONFIRM:
        return _confirmed(flow, conv, event.value == "yes", now)
    question = flow.by_id.get(event.question)
    if question is None or question.choice(event.value) is None:
        return _repeat(flow, conv, "recall")
    given = (event.value, None, "tap")
    if question.id == conv.waiting_on:
        return _answered(flow, conv, question, given, now)
    earlier = conv.answers.get(question.id)
    if earlier is None or earlier == event.value:
        return _repeat(flow, conv, "recall")
    fresh = conv.answered_at is not None and now - conv.answered_at <= CORRECTION
    if question.id == conv.answered_last and fresh:
        return _answered(flow, conv, question, given, now, changed=True)
    return _to_change(conv, question, event.value)


def sent_other(flow: Flow, conv: Conversation, event: SentOther) -> Moved:
    """A voice message, photo or sticker is kept by the inbox, and is never a score."""
    if conv.waiting_on is None:
        return conv, ()
    what = sentence(conv, f"what_{event.what}")
    return conv, (Say(ask(flow, conv, before=sentence(conv, "cannot_read", what=what))),)


def _answered(
    flow: Flow,
    conv: Conversation,
    question: Question,
    given: tuple[str, str | None, str],
    now: datetime,
    changed: bool = False,
) -> Moved:
    taken, effects = take(conv, question, given, now)
    moved = onward(flow, taken, now)
    line = understood(moved, question, given[0], changed)
    ending = ending_of(flow, moved, question)
    if ending is not None:
        ended, last = completed(flow, moved, ending, line)
        return ended, (*effects, *last)
    return moved, (*effects, Say(ask(flow, moved, before=line)))


def _commanded(
    flow: Flow, conv: Conversation, asked_for: tuple[Question, Command], now: datetime
) -> Moved:
    question, command = asked_for
    match command:
        case Command.STOP | Command.ERASE:
            return refuse_in_chat(conv)
        case Command.WRONG_PERSON:
            return refuse_in_chat(conv, "wrong_person")
        case Command.SKIP:
            return _answered(flow, conv, question, (SKIPPED, None, "typed"), now)
        case Command.DONT_KNOW:
            value = DONT_KNOW if question.dont_know else SKIPPED
            return _answered(flow, conv, question, (value, None, "typed"), now)
        case Command.BACK | Command.CHANGE:
            return _back(flow, conv, now)
        case Command.LATER:
            return conv, (Say(Prompt(sentence(conv, "later"))),)
        case Command.LANGUAGE:
            return _other_language(flow, conv)
        case Command.HUMAN:
            return conv, (Say(Prompt(sentence(conv, "human"))),)
        case _:
            return _repeat(flow, conv, "help")


def _repeat(flow: Flow, conv: Conversation, key: str) -> Moved:
    return conv, (Say(ask(flow, conv, before=sentence(conv, key))),)


def _back(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """To the question before the open one; its new answer will be a new revision."""
    path = [question.id for question in asked(flow, conv.answers, conv.facts)]
    place = path.index(conv.waiting_on) if conv.waiting_on in path else 0
    moved = replace(conv, waiting_on=path[max(place - 1, 0)], asked_at=now, pending=None)
    return moved, (Say(ask(flow, moved, before=sentence(conv, "asked_back"))),)


def _other_language(flow: Flow, conv: Conversation) -> Moved:
    others = [code for code in flow.languages if code != conv.language]
    moved = replace(conv, language=others[0]) if others else conv
    return moved, (Say(ask(flow, moved)),)


def _not_understood(
    flow: Flow, conv: Conversation, heard: tuple[Question, str, Reading], now: datetime
) -> Moved:
    """Ask again in other words; a complaint is kept as a comment and never becomes a score."""
    question, text, reading = heard
    effects: tuple[Effect, ...] = ()
    key = ("asked_again", "asked_again_otherwise", "asked_again_last")[min(conv.reasks, 2)]
    if reading.complaint:
        conv, revision = with_answer(conv, f"{question.id}/loi", "", now)
        effects = (Record(f"{question.id}/loi", "", "typed", revision, text),)
        key = "noted_comment"
    moved = replace(conv, reasks=min(conv.reasks + 1, 3))
    example = question.choices[-1].value if question.choices else ""
    before = sentence(conv, key, example=example)
    return moved, (*effects, Say(ask(flow, moved, before=before)))


def _to_confirm(
    conv: Conversation, question: Question, heard: tuple[str, str], late: bool
) -> Moved:
    value, text = heard
    key = "confirm_late" if late else "confirm"
    moved = replace(conv, pending=Pending(question.id, value, text, change=False))
    told = sentence(conv, key, label=label_of(conv, question, value))
    return moved, (Say(confirm(conv, told)),)


def _to_change(conv: Conversation, question: Question, value: str) -> Moved:
    moved = replace(conv, pending=Pending(question.id, value, None, change=True))
    told = sentence(
        conv,
        "confirm_change",
        old=label_of(conv, question, conv.answers[question.id]),
        label=label_of(conv, question, value),
    )
    return moved, (Say(confirm(conv, told)),)


def _settled(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved | None:
    """A typed yes or no to a confirm; None where it is something else, read as usual."""
    reading = read(event.text, _YES_NO)
    if reading.certainty is not Certainty.SURE or reading.value not in ("yes", "no"):
        return None
    return _confirmed(flow, conv, reading.value == "yes", now)


def _confirmed(flow: Flow, conv: Conversation, meant: bool, now: datetime) -> Moved:
    pending = conv.pending
    if pending is None:
        return _repeat(flow, conv, "recall")
    cleared = replace(conv, pending=None)
    if not meant:
        return _repeat(flow, cleared, "kept" if pending.change else "asked_again")
    question = flow.by_id[pending.question]
    way_in = "typed" if pending.words is not None else "tap"
    given = (pending.value, pending.words, way_in)
    return _answered(flow, cleared, question, given, now, changed=pending.change)
