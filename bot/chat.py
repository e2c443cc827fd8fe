"""What is done with a word, a tap or a picture in chat. Pure; it never guesses a score."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import answers
from bot.answers import Given
from bot.cards import LISTED
from bot.closing import completed, refuse_in_chat
from bot.confirming import doubt, meant, stamped
from bot.contexts import context_of
from bot.conversation import Conversation, Status, with_answer
from bot.events import Effect, Prompt, Record, Replied, Say, SentOther, Tapped
from bot.languages import named
from bot.problems import told
from bot.prompts import CONFIRM, ask, opening, sentence, to_choose, understood
from bot.reviewing import REVIEW, at_review, due, reminded, reviewed
from bot.sending import heard, not_understood, pressed, returned
from bot.understand import read
from bot.understand.reading import Certainty, Command, Context, Reading
from bot.values import label_of
from bot.walk import Place, begin, is_behind_a_gate, path_of, place_of, take, walk_of
from flows.language.kinds import Problem
from flows.model import Flow, Kind, Question
from ground.text import squeeze

Moved = tuple[Conversation, tuple[Effect, ...]]

CORRECTION = timedelta(seconds=20)
"""A different tap on the same question within this is a correction, without a confirm."""

_STOP_OR_YES = "dung"
"""Without tone marks “dừng” and “đúng” are one word: asked, never guessed."""

_FREE = Context(kind="text")
_AGAIN = ("asked_again", "asked_again_otherwise", "asked_again_last")


def begun(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """The open question is put in this chat for the first time; begun on the page, it goes on."""
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    shown = replace(conv, asked_at=now, pending=None)
    if _unseen(conv):
        return shown, (Say(opening(flow, shown)),)
    if at_review(shown):
        return reviewed(flow, shown, "", now)
    return shown, (Say(ask(path_of(flow, shown), shown, before=sentence(conv, "recall"))),)


def _unseen(conv: Conversation) -> bool:
    """Whether neither chat nor page has shown the notice: it comes before the first question."""
    return conv.asked_at is None and not conv.answers


def replied(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    """The citizen typed something."""
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    if squeeze(event.text).lower().strip(".!") == _STOP_OR_YES:
        return _asked(flow, conv, sentence(conv, "stop_or_yes"), now)
    settled = meant(conv, event)
    if settled is not None:
        return _settled(flow, conv, settled, now)
    if at_review(conv):
        return _under_review(flow, conv, event, now)
    if conv.pending is not None:
        conv = replace(conv, pending=None)
    place = place_of(flow, conv, conv.waiting_on or "")
    question = place[1]
    reading = read(event.text, context_of(question))
    given = answers.replied(question, reading, event.text)
    if given is None and reading.command is not None:
        if reading.command is Command.LANGUAGE:
            return _other_language(flow, conv, event.text, now)
        return _commanded(flow, conv, (question, reading.command), now)
    if conv.asked_at is None:
        return begun(flow, conv, now)  # the chat shows an older question: this is no answer
    if given is None:
        back = returned(flow, conv, event.text, now)
        return back or _not_understood(flow, conv, (question, event.text, reading), now)
    if isinstance(given, Problem):
        return _misfit(flow, conv, (question, given), now)
    late = event.at < conv.asked_at
    if late or reading.certainty is Certainty.LIKELY:
        return doubt(conv, question, given, now, late)
    return _answered(flow, conv, place, given, now)


def _under_review(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    """A wish about the answers, or a command as everywhere; there is no question to skip."""
    done = heard(flow, conv, event, now)
    if done is not None:
        return done
    conv, command = replace(conv, pending=None), read(event.text, _FREE).command
    if command in (None, Command.SKIP, Command.DONT_KNOW):
        return not_understood(flow, conv, now)
    if command is Command.LANGUAGE:
        return _other_language(flow, conv, event.text, now)
    return _commanded(flow, conv, (path_of(flow, conv).asked[-1], command), now)


def tapped(flow: Flow, conv: Conversation, event: Tapped, now: datetime) -> Moved:
    """The citizen pressed a button, perhaps an old one."""
    if conv.status is Status.WAITING:
        return begun(flow, conv, now)
    if event.conversation != conv.id:
        return _repeat(flow, conv, "recall", now)
    if event.question == REVIEW:
        return pressed(flow, conv, event.value, now) or _repeat(flow, conv, "recall", now)
    if event.question == CONFIRM:
        yes = stamped(conv, event.value)
        return _repeat(flow, conv, "recall", now) if yes is None else _settled(flow, conv, yes, now)
    walk = walk_of(flow, conv)
    question = walk.to(event.question)
    given = answers.tapped(question, event.value) if question else None
    if question is None or given is None or is_behind_a_gate(walk):
        return _repeat(flow, conv, "recall", now)
    place, earlier = (walk, question), walk.answer
    if question.id == conv.waiting_on or earlier is None:
        return _answered(flow, conv, place, given, now)
    if earlier == event.value:
        label = label_of(question, earlier, conv.language)
        return _asked(flow, conv, sentence(conv, "chosen_already", label=label), now)
    fresh = conv.answered_at is not None and now - conv.answered_at <= CORRECTION
    if question.id == conv.answered_last and fresh:
        return _answered(flow, conv, place, given, now)
    return doubt(conv, question, given, now)


def sent_other(flow: Flow, conv: Conversation, event: SentOther, now: datetime) -> Moved:
    """A voice message, photo or sticker is kept by the inbox, and is never a score."""
    if conv.status is Status.WAITING:
        return begun(flow, conv, now)
    what = sentence(conv, f"what_{event.what}")
    return _asked(flow, conv, sentence(conv, "cannot_read", what=what), now)


def _answered(flow: Flow, conv: Conversation, place: Place, given: Given, now: datetime) -> Moved:
    question = place[1]
    changed = question.id in conv.answers and question.id != conv.waiting_on
    moved, path, effects = take(conv, place, given, now, asked_at=now)
    line = understood(moved, question, given.value, changed)
    if due(flow, path):
        reviewing, told = reviewed(flow, moved, line, now)
        return reviewing, (*effects, *told)
    if path.ending is not None:
        ended, last = completed(flow, moved, path.ending, line, now)
        return ended, (*effects, *last)
    return moved, (*effects, Say(ask(path, moved, before=line, fresh=True)))


def _commanded(
    flow: Flow, conv: Conversation, asked_for: tuple[Question, Command], now: datetime
) -> Moved:
    question, command = asked_for
    match command:
        case Command.STOP:
            return refuse_in_chat(conv)
        case Command.ERASE:
            return refuse_in_chat(conv, "erase")
        case Command.WRONG_PERSON:
            return refuse_in_chat(conv, "wrong_person")
        case Command.SKIP | Command.DONT_KNOW:
            choices = to_choose(conv, question)
            return _asked(flow, conv, sentence(conv, "cannot_skip", choices=choices), now)
        case Command.BACK | Command.CHANGE:
            return _back(flow, conv, now)
        case Command.LATER:
            return conv, (Say(Prompt(sentence(conv, "later"))),)
        case Command.HUMAN:
            return conv, (Say(Prompt(sentence(conv, "human"))),)
        case _:
            return _repeat(flow, conv, "help", now)


def _repeat(flow: Flow, conv: Conversation, key: str, now: datetime) -> Moved:
    return _asked(flow, conv, sentence(conv, key), now)


def _asked(flow: Flow, conv: Conversation, before: str, now: datetime) -> Moved:
    """The open question once more; whatever waited for a yes waits no longer."""
    if at_review(conv):
        return reminded(flow, conv, before, now)
    moved = replace(conv, pending=None, asked_at=conv.asked_at or now)
    if _unseen(conv):
        return moved, (Say(opening(flow, moved, before)),)
    return moved, (Say(ask(path_of(flow, moved), moved, before=before)),)


def _back(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """To the question before the open one; its new answer will be a new revision."""
    path = path_of(flow, conv)
    behind = len(path.asked) + 1 if at_review(conv) else 1
    place = path.place(conv.waiting_on or "") or behind
    if place == 1:
        return _repeat(flow, conv, "at_first", now)
    moved = replace(conv, waiting_on=path.asked[place - 2].id, asked_at=now, reasks=0)
    return _repeat(flow, moved, "asked_back", now)


def _other_language(flow: Flow, conv: Conversation, text: str, now: datetime) -> Moved:
    """The language that is named; where none is, the survey's next, after the last the first."""
    codes = flow.languages
    place = codes.index(conv.language) if conv.language in codes else -1
    wanted = named(text) or codes[(place + 1) % len(codes)]
    if wanted not in codes:
        return _repeat(flow, conv, "no_language", now)
    return _asked(flow, replace(conv, language=wanted), "", now)


def _not_understood(
    flow: Flow, conv: Conversation, heard: tuple[Question, str, Reading], now: datetime
) -> Moved:
    """Ask again in other words; a complaint is kept as a comment and never becomes a score."""
    question, text, reading = heard
    effects: tuple[Effect, ...] = ()
    key, reasks = _AGAIN[min(conv.reasks, 2)], conv.reasks
    no_buttons = not question.choices or question.shape in LISTED
    if (no_buttons or question.kind is Kind.RECOMMEND) and reasks == 1:
        key = "asked_again_plain"
    if reading.complaint and question.choices:
        conv, revision = with_answer(conv, f"{question.id}/loi", "", now)
        effects = (Record(f"{question.id}/loi", "", "typed", revision, text),)
        key = "noted_comment"
    before = sentence(conv, key, choices=to_choose(conv, question))
    if question.error is not None and reasks < 2 and key != "noted_comment":
        before = told(question, Problem(key), conv.language, conv.fields())
    moved, said = _asked(flow, replace(conv, reasks=min(reasks + 1, 3)), before, now)
    return moved, (*effects, *said)


def _misfit(
    flow: Flow, conv: Conversation, heard: tuple[Question, Problem], now: datetime
) -> Moved:
    """Understood, but it cannot be: too many, out of the range, no such day."""
    question, problem = heard
    reasks = conv.reasks
    before = told(question, problem, conv.language, conv.fields())
    if reasks >= 2:
        before = sentence(conv, _AGAIN[2])
    return _asked(flow, replace(conv, reasks=min(reasks + 1, 3)), before, now)


def _settled(flow: Flow, conv: Conversation, yes: bool, now: datetime) -> Moved:
    """The citizen said whether a doubtful value was meant."""
    pending = conv.pending
    if pending is None:
        return _repeat(flow, conv, "recall", now)
    if not yes:
        return _repeat(flow, conv, "kept" if pending.change else "choose_again", now)
    given = Given(pending.value, pending.words, "tap" if pending.tapped else "typed")
    return _answered(flow, conv, place_of(flow, conv, pending.question), given, now)
