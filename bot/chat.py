"""What is done with a word, a tap or a picture in chat. Pure; it never guesses a score."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import answers, fragments, sending
from bot.answers import Given
from bot.asking import asked, repeated, unseen
from bot.closing import completed
from bot.commanding import commanded
from bot.confirming import doubt, meant, stamped
from bot.conversation import About, Conversation, Fragment, Status
from bot.events import Effect, ForOfficer, Replied, Say, SentOther, Tapped
from bot.fragments import Heard
from bot.handing import about, goes_on, handed_over, resumed, to_officer
from bot.heeding import held, warned
from bot.prompts import CONFIRM, ask, opening, sentence, understood
from bot.reviewing import REVIEW, at_review, due, reviewed
from bot.snoozing import AWAY, spoke_up
from bot.unclear import misfit, not_understood, remarked
from bot.understand import read
from bot.understand.reading import FREE, Certainty, Command
from bot.values import label_of
from bot.walk import (
    Place,
    begin,
    is_behind_a_gate,
    over,
    path_of,
    place_of,
    take,
    walk_of,
)
from flows.model import Flow, Question, Shape

Moved = tuple[Conversation, tuple[Effect, ...]]

CORRECTION = timedelta(seconds=20)
"""A different tap on the same question within this is a correction, without a confirm."""

_STOP_OR_YES = "dung"
"""Without tone marks “dừng” and “đúng” are one word: asked, never guessed."""

_LOOKED_AT = ("image", "voice", "other")
"""What an officer looks at; a sticker says nothing more."""


def begun(flow: Flow, conv: Conversation, now: datetime) -> Moved:
    """The open question is put in this chat for the first time; begun on the page, it goes on."""
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    shown = replace(spoke_up(conv), asked_at=now, pending=None, handed=None)
    if unseen(conv):
        return shown, (Say(opening(flow, shown)),)
    if at_review(shown):
        return reviewed(flow, shown, "", now)
    return shown, (Say(ask(path_of(flow, shown), shown, before=sentence(conv, "recall"))),)


def replied(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    """The citizen typed something: to the officer who has the word, else to the bot."""
    if conv.status is Status.WAITING:
        conv = begin(flow, conv)
    handed = to_officer(conv, event, now)
    if handed is not None:
        return handed
    if conv.handed is not None:
        if goes_on(event.text):
            return repeated(flow, resumed(conv, now), "recall", now)
        conv = replace(conv, handed=None)  # what is open was perhaps never shown: asked again
    away = conv.answered_at is not None and now - conv.answered_at > AWAY
    conv = spoke_up(conv)
    if event.text.strip(" .!").lower() == _STOP_OR_YES:
        return repeated(flow, conv, "stop_or_yes", now)
    settled = meant(conv, event)
    if settled is not None:
        return _settled(flow, conv, settled, now)
    if at_review(conv):
        return _under_review(flow, conv, event, now)
    if conv.pending is not None:
        conv = replace(conv, pending=None)
    rest = _rest(flow, conv, event, now)
    if rest is not None:
        return rest
    place = place_of(flow, conv, conv.waiting_on or "")
    heard = fragments.heard(conv, place[1], event)
    moved = _taken(flow, conv, (place, heard), event, now, away)
    told = heard.reading.grievance
    if told is None:
        return moved
    return handed_over(moved, about(told), heard.text, now, noticed=not unseen(conv))


def _under_review(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved:
    """A wish about the answers, or a command as everywhere; there is no question to skip. A
    complaint is kept beside the last question, and the review is shown with it.
    """
    done = sending.heard(flow, conv, event, now)
    if done is not None:
        return done
    conv, reading = replace(conv, pending=None), read(event.text, FREE)
    last = path_of(flow, conv).asked[-1]
    if reading.command is None and reading.complaint:
        noted, kept = remarked(conv, last, (event.text, reading), now)
        shown, said = reviewed(flow, noted, sentence(noted, "noted_words"), now)
        moved = shown, (*kept, *said)
    elif reading.command in (None, Command.SKIP, Command.DONT_KNOW):
        moved = sending.not_understood(flow, conv, now)
    else:
        moved = commanded(flow, conv, (last, event.text, reading.command), now)
    if reading.grievance is None:
        return moved
    return handed_over(moved, about(reading.grievance), event.text, now)


def _taken(  # noqa: PLR0913, PLR0917
    flow: Flow,
    conv: Conversation,
    said: tuple[Place, Heard],
    event: Replied,
    now: datetime,
    away: bool,
) -> Moved:
    """What follows from the words, as an answer, a command, or neither."""
    place, (text, reading, given) = said
    question = place[1]
    if given is None and reading.command is not None:
        return commanded(flow, conv, (question, text, reading.command), now)
    asked_at = conv.asked_at
    if asked_at is None:
        return begun(flow, conv, now)  # the chat shows an older question: this is no answer
    fragment = fragments.typed(question, text, event) if reading.command is None else None
    if given is None or (flow.review and question.shape is Shape.WORDS):
        back = sending.returned(flow, conv, text, now)
        if back is not None:
            return back
    late = event.at < asked_at
    if isinstance(given, Given) and not late and reading.certainty is not Certainty.LIKELY:
        conv, alerts = warned(conv, question, reading)
        given = held(given, reading.grievance)
        moved, effects = answer_in_chat(flow, conv, place, given, now, fragment)
        return moved, (*alerts, *effects)
    conv = replace(conv, fragment=fragment)
    if isinstance(given, Given):
        return doubt(conv, question, held(given, reading.grievance), now, late)
    if given is not None:
        return misfit(flow, conv, (question, given), now)
    if away and not reading.complaint and conv.reasks == 0:
        return repeated(flow, replace(conv, reasks=1), "recall", now)
    return not_understood(flow, conv, (question, text, reading), now)


def _rest(flow: Flow, conv: Conversation, event: Replied, now: datetime) -> Moved | None:
    """The rest of the answer that was just given, if it is one and no answer to what is open."""
    last, asked_at = conv.answered_last, conv.asked_at
    if last is None or last == conv.waiting_on or asked_at is None:
        return None
    if not fragments.may_belong(conv, last, event):
        return None
    walk = walk_of(flow, conv)
    previous = walk.to(last)
    both = fragments.of_the_last(conv, previous, event) if previous else None
    if previous is None or both is None:
        return None
    open_now = place_of(flow, conv, conv.waiting_on or "")[1]
    alone = fragments.heard(conv, open_now, event)
    # a choice typed early behind free words is no part of them: it is asked about, as all that is
    early = event.at < asked_at and not _ends_words(previous, open_now)
    if alone.reading.command is not None or (isinstance(alone.given, Given) and not early):
        return None
    if not isinstance(both.given, Given):
        return conv, ()
    told = both.reading.grievance
    fragment = fragments.typed(previous, both.text, event)
    moved = answer_in_chat(flow, conv, (walk, previous), held(both.given, told), now, fragment)
    return moved if told is None else handed_over(moved, about(told), event.text, now)


def _ends_words(previous: Question, open_now: Question) -> bool:
    """Whether what answers the open question can be told from the free words before it."""
    return previous.shape is Shape.WORDS and open_now.shape is not Shape.WORDS


def tapped(flow: Flow, conv: Conversation, event: Tapped, now: datetime) -> Moved:
    """The citizen pressed a button, perhaps an old one. It takes the word back from an officer."""
    if conv.status is Status.WAITING:
        return begun(flow, conv, now)
    conv = _back_at_the_survey(conv, event.at)
    if event.conversation != conv.id:
        return repeated(flow, conv, "recall", now)
    if event.question == REVIEW:
        return sending.pressed(flow, conv, event.value, now) or repeated(flow, conv, "recall", now)
    if event.question == CONFIRM:
        yes = stamped(conv, event.value)
        if yes is None:
            return repeated(flow, conv, "recall", now)
        return _settled(flow, conv, yes, now)
    walk = walk_of(flow, conv)
    question = walk.to(event.question)
    given = answers.tapped(question, event.value) if question else None
    if question is None or given is None or is_behind_a_gate(walk):
        return repeated(flow, conv, "recall", now)
    place, earlier = (walk, question), walk.answer
    if question.id == conv.waiting_on or earlier is None:
        return answer_in_chat(flow, conv, place, given, now)
    if earlier == event.value:
        label = label_of(question, earlier, conv.language)
        return asked(flow, conv, sentence(conv, "chosen_already", label=label), now)
    fresh = conv.answered_at is not None and now - conv.answered_at <= CORRECTION
    if question.id == conv.answered_last and fresh:
        return answer_in_chat(flow, conv, place, given, now)
    return doubt(conv, question, given, now)


def _back_at_the_survey(conv: Conversation, at: datetime) -> Conversation:
    conv = spoke_up(conv)
    return conv if conv.handed is None else resumed(conv, at)


def sent_other(flow: Flow, conv: Conversation, event: SentOther, now: datetime) -> Moved:
    """A voice message, photo or file is kept for an officer, and is never a score."""
    if conv.status is Status.WAITING:
        return begun(flow, conv, now)
    handed = to_officer(conv, event, now)
    if handed is not None:
        return handed
    conv = _back_at_the_survey(conv, event.at)
    what = sentence(conv, f"what_{event.what}")
    if event.what not in _LOOKED_AT:
        return asked(flow, conv, sentence(conv, "cannot_read", what=what), now)
    moved, effects = asked(flow, conv, sentence(conv, "cannot_read_kept", what=what), now)
    return moved, (ForOfficer(About.UNREADABLE, None, event.what), *effects)


def answer_in_chat(  # noqa: PLR0913, PLR0917
    flow: Flow,
    conv: Conversation,
    place: Place,
    given: Given,
    now: datetime,
    fragment: Fragment | None = None,
) -> Moved:
    """The answer taken, and in one message what was understood and what comes next."""
    question = place[1]
    mended = question.id in conv.answers and question.id != conv.waiting_on
    moved, path, effects = take(conv, place, given, now, now, fragment)
    line = understood(moved, question, given.value, mended)
    ending = over(moved, path)
    if ending is not None and due(flow, path):
        reviewing, told = reviewed(flow, moved, line, now)
        return reviewing, (*effects, *told)
    if ending is not None:
        ended, last = completed(flow, moved, ending, line, now)
        return ended, (*effects, *last)
    return moved, (*effects, Say(ask(path, moved, before=line, fresh=True)))


def _settled(flow: Flow, conv: Conversation, yes: bool, now: datetime) -> Moved:
    """The citizen said whether a doubtful value was meant."""
    pending = conv.pending
    if pending is None:
        return repeated(flow, conv, "recall", now)
    if not yes:
        return repeated(flow, conv, "kept" if pending.change else "choose_again", now)
    place = place_of(flow, conv, pending.question)
    way_in = "tap" if pending.tapped else "typed"
    given = Given(pending.value, pending.words, way_in, pending.held)
    return answer_in_chat(flow, conv, place, given, now)
