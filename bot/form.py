"""What is done with a posted page: its answers, all at once. Pure; nothing is pushed.

A field that says what its page showed already says nothing new: on another device that answer may
have been changed meanwhile, and the older page must not take that back.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot import answers
from bot.answers import Given
from bot.closing import ended_by_answer
from bot.conversation import Conversation, Status
from bot.events import Effect, Submitted
from bot.heeding import written
from bot.reviewing import due
from bot.walk import LEAVES, begin, path_of, place_of, reachable, take
from flows.language.kinds import Problem
from flows.model import SKIPPED, Ending, Flow, Question
from flows.walk.path import Path

Moved = tuple[Conversation, tuple[Effect, ...]]


class Taken(NamedTuple):
    """A talk with the answers of a page; `ending` = one of them ended it."""

    conv: Conversation
    path: Path
    effects: tuple[Effect, ...]
    ending: Ending | None


def submitted(flow: Flow, conv: Conversation, event: Submitted, now: datetime) -> Moved:
    """Take the fields in the survey's order. A field off the path or off its choices is ignored."""
    stood = conv = spoken(flow, conv, event)
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    conv, path, effects, ending = taken(flow, conv, event, now)
    if ending is not None:
        ended, closed = ended_by_answer(flow, conv, ending, now)
        return ended, (*effects, *closed)
    if not effects:
        return stood, ()  # nothing was said: nothing is begun, and the chat stands where it stood
    if conv.waiting_on is not None and conv.waiting_on == stood.waiting_on:
        conv = replace(conv, asked_at=stood.asked_at)  # the chat still shows what stands open
    if path.ending is not None:
        # the page showed all of it once more, and the chat has shown no review of that
        conv = replace(conv, waiting_on=None, again=(), asked_at=None)
    if path.ending is None or due(flow, path):
        return conv, effects
    ended, closed = ended_by_answer(flow, conv, path.ending, now)
    return ended, (*effects, *closed)


def spoken(flow: Flow, conv: Conversation, event: Submitted) -> Conversation:
    """The talk in the language of its page."""
    if event.language in (None, conv.language) or event.language not in flow.languages:
        return conv
    return replace(conv, language=event.language)


def taken(flow: Flow, conv: Conversation, event: Submitted, now: datetime) -> Taken:
    """The fields taken one by one, up to an answer that ends the talk."""
    effects: tuple[Effect, ...] = ()
    path, left = path_of(flow, conv), dict(event.fields)
    while left and (question := _next_posted(path, left)) is not None:
        given = answers.posted(question, left.pop(question.id), event.skip_blanks)
        if not isinstance(given, Given) or _unchanged(path, flow.by_id[question.id], given):
            continue
        if _as_shown(event, question.id):
            continue
        stood = conv
        if not question.sensitive and _clashes(path, event, question.id):
            conv = replace(conv, clashed=tuple(dict.fromkeys((*conv.clashed, question.id))))
        conv, given, heeded = written(conv, question, given)
        conv, onto, followed = take(conv, place_of(flow, conv, question.id), given, now)
        ending = onto.ending
        if event.aside and ending is not None and not due(flow, onto):
            conv = stood  # to go back sends nothing; the page holds it until it is sent
            continue
        path, effects = onto, (*effects, *heeded, *followed)
        if ending is not None and (ending in LEAVES or given.value in question.ends):
            return Taken(conv, path, effects, ending)
    return Taken(conv, path, effects, None)


def misfits(flow: Flow, conv: Conversation, fields: Mapping[str, str]) -> dict[str, Problem]:
    """Why posted fields were not taken, by question."""
    found: dict[str, Problem] = {}
    left = {id_: raw for id_, raw in fields.items() if raw and conv.answers.get(id_) != raw}
    for question in path_of(flow, conv).asked if left else ():
        if question.id in left:
            given = answers.posted(question, left[question.id], False)
            if isinstance(given, Problem):
                found[question.id] = given
    return found


def _next_posted(path: Path, left: Mapping[str, str]) -> Question | None:
    """The first posted question of the path as the answers so far make it.

    A refusal is obeyed wherever it stands, also behind a consent that was left blank.
    """
    posted = [question for question in path.asked if question.id in left]
    if not posted:
        return None
    leaves = (q for q in posted if q.ends.get(left[q.id]) in LEAVES)
    open_now = reachable(path)
    return next((q for q in posted if q in open_now), None) or next(leaves, None)


def _unchanged(path: Path, usual: Question, given: Given) -> bool:
    """The same answer posted again is no new revision, and a blank takes no answer away.

    A page that is shown again holds no words that were written, and an old page lies about.
    """
    known = path.given.get(usual.id)
    value = answers.stored(usual, given.value)
    return given.words is None and known is not None and value in (known, SKIPPED)


def _as_shown(event: Submitted, id_: str) -> bool:
    """Whether the field was left as its page showed it, an answer already."""
    raw = event.fields[id_]
    return raw != "" and event.shown is not None and event.shown.get(id_) == raw


def _clashes(path: Path, event: Submitted, id_: str) -> bool:
    """Whether another screen has answered it since this page was shown; the last word holds."""
    known = path.given.get(id_, "")
    return event.shown is not None and known not in (event.shown.get(id_, ""), SKIPPED, "")
