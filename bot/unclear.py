"""What is done with words that are no answer, or one that does not fit: asked again. Pure.

At most twice in other words; then the page and a person are offered.
"""

from dataclasses import replace
from datetime import datetime

from bot.asking import asked, with_page
from bot.cards import LISTED
from bot.conversation import Conversation, with_answer
from bot.events import Alert, Effect, Record
from bot.keeping import REMARK
from bot.problems import told
from bot.prompts import sentence, to_choose
from bot.understand.courtesy import Courtesy, courtesy
from bot.understand.reading import Grievance, Reading
from flows.language.kinds import Problem
from flows.model import Flow, Kind, Question

Moved = tuple[Conversation, tuple[Effect, ...]]

_AGAIN = ("asked_again", "asked_again_otherwise", "asked_again_last")
_POLITE = {Courtesy.GREETING: "greeted", Courtesy.THANKS: "thanked"}
_LAST = 2  # asked again so often; then the page and a person


def not_understood(
    flow: Flow, conv: Conversation, heard: tuple[Question, str, Reading], now: datetime
) -> Moved:
    """Ask again in other words; a complaint is kept as a comment and never becomes a score."""
    question, text, reading = heard
    polite = courtesy(text)
    if polite is not None:
        return asked(flow, conv, sentence(conv, _POLITE[polite]), now)
    effects: tuple[Effect, ...] = ()
    key, reasks = _AGAIN[min(conv.reasks, _LAST)], conv.reasks
    no_buttons = not question.choices or question.shape in LISTED
    if (no_buttons or question.kind is Kind.RECOMMEND) and reasks == 1:
        key = "asked_again_plain"
    if reading.complaint and question.choices:
        conv, effects = remarked(conv, question, (text, reading), now)
        key = "noted_comment"
    before = sentence(conv, key, choices=to_choose(conv, question))
    if question.error is not None and reasks < _LAST and key != "noted_comment":
        before = told(question, Problem(key), conv.language, conv.fields())
    moved, said = asked(flow, replace(conv, reasks=min(reasks + 1, _LAST + 1)), before, now)
    return moved, (*effects, *(with_page(said) if key == _AGAIN[_LAST] else said))


def misfit(flow: Flow, conv: Conversation, heard: tuple[Question, Problem], now: datetime) -> Moved:
    """Understood, but it cannot be: too many, out of the range, no such day."""
    question, problem = heard
    reasks = conv.reasks
    last = reasks >= _LAST
    before = told(question, problem, conv.language, conv.fields())
    if last:
        before = sentence(conv, _AGAIN[_LAST])
    moved, said = asked(flow, replace(conv, reasks=min(reasks + 1, _LAST + 1)), before, now)
    return moved, with_page(said) if last else said


def complained(conv: Conversation, id_: str) -> Moved:
    """Words that complain warn the agency, once a question; the words themselves stay sealed."""
    if id_ in conv.alerted:
        return conv, ()
    return replace(conv, alerted=(*conv.alerted, id_)), (Alert(id_, ""),)


def remarked(
    conv: Conversation, question: Question, said: tuple[str, Reading], now: datetime
) -> Moved:
    """The words kept beside the question. An accusation is the supervisor's and warns nobody."""
    text, reading = said
    id_ = f"{question.id}{REMARK}"
    accused = reading.grievance is Grievance.ACCUSATION
    noted, revision = with_answer(conv, id_, "", now)
    kept = Record(id_, "", "typed", revision, text, held=accused)
    if accused or question.sensitive:
        return noted, (kept,)
    warned, effects = complained(noted, id_)
    return warned, (kept, *effects)
