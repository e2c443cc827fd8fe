"""What is done with a posted page: its answers, all at once. Pure; nothing is pushed."""

from dataclasses import replace
from datetime import datetime

from bot.conversation import Conversation, Status
from bot.events import Effect, Refuse, Submitted
from bot.walk import begin, ending_of, finish, may_skip, onward, reachable, take
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Kind, Question
from ground.text import clean

Moved = tuple[Conversation, tuple[Effect, ...]]


def submitted(flow: Flow, conv: Conversation, event: Submitted, now: datetime) -> Moved:
    """Take the fields in the survey's order. A field off the path or off its choices is ignored."""
    if event.language in flow.languages and event.language is not None:
        conv = replace(conv, language=event.language)
    stood = conv
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    effects: tuple[Effect, ...] = ()
    while (question := _next_posted(flow, conv, event)) is not None:
        given = _given(question, event.fields[question.id], event.skip_blanks)
        if given is None or _unchanged(conv, question, given):
            event = _without(event, question.id)
            continue
        taken, followed = take(conv, question, given, now)
        effects += followed
        event = _without(event, question.id)
        conv = onward(flow, taken)
        ending = ending_of(flow, conv, question)
        if ending is Ending.REFUSED:
            ended, closed = finish(flow, conv, ending)
            return ended, (*effects, Refuse(), closed)
    if not effects:
        return stood, ()  # nothing was said: nothing is begun, and the chat stands where it stood
    if conv.waiting_on == stood.waiting_on:
        conv = replace(conv, asked_at=stood.asked_at)  # the chat still shows what stands open
    return _ended_or_open(flow, conv, effects)


def _ended_or_open(flow: Flow, conv: Conversation, effects: tuple[Effect, ...]) -> Moved:
    if conv.waiting_on is not None:
        return conv, effects
    ended, closed = finish(flow, conv, Ending.COMPLETE)
    return ended, (*effects, closed)


def _next_posted(flow: Flow, conv: Conversation, event: Submitted) -> Question | None:
    """The first posted question of the path as the answers so far make it."""
    return next((q for q in reachable(flow, conv) if q.id in event.fields), None)


def _without(event: Submitted, question: str) -> Submitted:
    left = {name: raw for name, raw in event.fields.items() if name != question}
    return replace(event, fields=left)


def _given(question: Question, raw: str, skip: bool) -> tuple[str, str | None, str] | None:
    """(value, words, way in); None where a choice was left blank and not passed over.

    Blank words and a blank consent are an answer of their own: nothing to say, no consent.
    """
    if question.kind is Kind.TEXT:
        text = clean(raw).strip()[: question.max_length]
        return ("", text, "form") if text else (SKIPPED, None, "form")
    if raw == DONT_KNOW and question.dont_know:
        return DONT_KNOW, None, "form"
    if raw == "":
        passed_over = may_skip(question) and (skip or question.consents_to is not None)
        return (SKIPPED, None, "form") if passed_over else None
    return (raw, None, "form") if question.choice(raw) else None


def _unchanged(conv: Conversation, question: Question, given: tuple[str, str | None, str]) -> bool:
    """The same answer posted again is no new revision, and a blank takes no answer away.

    A page that is shown again holds no words that were written, and an old page lies about.
    """
    known = conv.answers.get(question.id)
    return given[1] is None and known is not None and given[0] in (known, SKIPPED)
