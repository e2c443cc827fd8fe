"""What is done with the stars of a rating template: they are the first answer. Pure.

The plan names the question that they answer (the fact `plan.rating_answers`); it has five points,
and the template carried the notice. A rating is an act of its own, sent by its sender: where it
differs from an earlier answer it is a changed mind, unless that answer is younger.
"""

from dataclasses import replace
from datetime import datetime

from bot.answers import Given
from bot.chat import answer_in_chat
from bot.closing import ended_by_answer
from bot.conversation import Conversation, Starred, Status, answered
from bot.events import Effect, ForOfficer, Rated, Record
from bot.handing import about, quiet, telling
from bot.keeping import REMARK
from bot.reviewing import due
from bot.snoozing import spoke_up
from bot.unclear import complained
from bot.understand import read
from bot.understand.reading import FREE, Grievance, Reading
from bot.walk import LEAVES, begin, is_behind_a_gate, take, walk_of
from flows.model import Flow, Question

Moved = tuple[Conversation, tuple[Effect, ...]]

ANSWERS = "plan.rating_answers"
"""The fact that names the question; where it is empty, the plan has no rating template."""
POINTS = 5


def rated(flow: Flow, conv: Conversation, event: Rated, now: datetime) -> Moved:
    """Take the stars as an answer, and go on in chat where there is one."""
    opened = begin(flow, conv) if conv.status is Status.WAITING else spoke_up(conv)
    walk = walk_of(flow, opened)
    question = walk.to(str(conv.facts.get(ANSWERS) or ""))
    value = point(question, event.stars) if question else None
    if question is None or value is None or is_behind_a_gate(walk):
        return conv, ()
    taken = _is_younger(conv, question.id, walk.answer, event)
    changed = taken and walk.answer != value
    reading = read(event.words, FREE)
    marked, kept = _remarked(opened if changed else conv, question, event.words, reading)
    moved, effects = _answered(flow, marked, question.id, event, now) if changed else (marked, ())
    if changed or (taken and conv.starred is not None):
        moved = replace(moved, starred=Starred(event.at, moved.revisions[question.id]))
    warned, alerts = _warned(moved, question, reading)
    return warned, (*kept, *effects, *alerts)


def _is_younger(conv: Conversation, id_: str, earlier: str | None, event: Rated) -> bool:
    """Whether no younger answer stands: other stars by the platform's time, else by our own."""
    if earlier is None:
        return True
    if conv.starred is not None and conv.starred.revision == conv.revisions.get(id_):
        return event.at >= conv.starred.at
    return conv.answered_at is None or event.at >= conv.answered_at


def too_late(conv: Conversation, event: Rated) -> Moved:
    """After the end the stars change nothing; what an officer must read still goes to them."""
    told = read(event.words, FREE).grievance
    left = conv.ending in LEAVES
    if told is None or (left and told is not Grievance.ACCUSATION):
        return conv, ()
    return telling(conv, about(told)), (ForOfficer(about(told), event.words),)


def point(question: Question, stars: int) -> str | None:
    """The point of a five-point scale that so many stars are; None where it has not five."""
    if len(question.choices) != POINTS or not 1 <= stars <= POINTS:
        return None
    return question.choices[stars - 1].value


def _answered(flow: Flow, conv: Conversation, id_: str, event: Rated, now: datetime) -> Moved:
    """As a tap in chat; else as a page that was sent. Nobody is interrupted at an officer's."""
    walk = walk_of(flow, conv)
    question = walk.to(id_) or flow.by_id[id_]
    place, given = (walk, question), Given(point(question, event.stars) or "", None, "rating")
    if event.in_chat and not quiet(conv, now):
        return answer_in_chat(flow, replace(conv, handed=None), place, given, now)
    moved, path, effects = take(conv, place, given, now)
    if moved.waiting_on is not None and moved.waiting_on == conv.waiting_on:
        moved = replace(moved, asked_at=conv.asked_at)  # the chat still shows what stands open
    if path.ending is None or due(flow, path):
        return moved, effects
    ended, closed = ended_by_answer(flow, moved, path.ending, now)
    return ended, (*effects, *closed)


def _remarked(conv: Conversation, question: Question, words: str, reading: Reading) -> Moved:
    """The words are kept beside the question; an accusation is the supervisor's."""
    if not words:
        return conv, ()
    id_, told = f"{question.id}{REMARK}", reading.grievance
    answers, revisions, lengths, revision = answered(conv, id_, "")
    noted = replace(conv, answers=answers, revisions=revisions, lengths=lengths)
    held = told is Grievance.ACCUSATION
    kept = Record(id_, "", "rating", revision, words, held=held)
    if told is None:
        return noted, (kept,)
    return telling(noted, about(told)), (kept, ForOfficer(about(told), words))


def _warned(conv: Conversation, question: Question, reading: Reading) -> Moved:
    """Words that complain warn the agency, if nothing did yet; an accusation warns nobody."""
    if not reading.complaint or conv.alerted or question.sensitive:
        return conv, ()
    if reading.grievance is Grievance.ACCUSATION:
        return conv, ()
    return complained(conv, f"{question.id}{REMARK}")
