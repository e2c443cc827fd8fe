"""Watches a talk step by step and refuses what must never be. It plays nothing itself.

What must hold is worked out by `oracle`, not by the walk that the product uses.
"""

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.conversation import About, Conversation, Status, dump
from bot.events import (
    Alert,
    Close,
    Corrected,
    Effect,
    Event,
    ForOfficer,
    Prompt,
    Rated,
    Record,
    Refuse,
    Replied,
    Say,
    Sent,
    ShareCase,
    Submitted,
    Tapped,
    ThreadClosed,
)
from bot.phrasebook import phrase
from bot.prompts import CONFIRM
from bot.reviewing import REVIEW
from bot.understand import read
from bot.understand.reading import FREE, Grievance
from bot.view import Screen, view
from flows.language.kinds import parsed
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, OFF_PATH, SKIPPED, Ending, Flow, Question, Shape, words
from tests.support.oracle import STOPPED, Judged, evaluate, judge
from tests.support.transcripts import ID

PAYLOAD = re.compile(r"#(\d{1,18})/([\w.]{1,60})=(\S{1,60})")  # what channels/zalo/read.py takes
REMARK = "/loi"


@dataclass(slots=True)
class Watch:
    """One talk under watch; `after` is told of every step."""

    flow: Flow
    warned: Counter[str] = field(default_factory=Counter)
    shared: bool = False
    reviewed: int = 0  # revisions in the review that the chat has shown last
    noticed: bool = False  # what everybody is told before the first question

    def after(
        self, event: Event, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        """Refuse a step that broke a rule."""
        self._speaks_well(event, before, effects, now)
        self._records_what_was_asked(before, effects, now)
        self._ends_for_good(event, before, effects, now)
        self._sends_what_was_seen(event, before, effects, now)
        if isinstance(event, Submitted) and not effects:
            assert now == replace(before, language=now.language)
        if before.handed is not None and now.handed is not None:
            assert not [effect for effect in effects if isinstance(effect, Say)]  # quiet
        if now.handed is not None:
            assert now.status is Status.OPEN
        if isinstance(event, Replied):
            _takes_nothing_that_came_too_early(before, event, effects)
        found = judge(self.flow, now)
        if now.status is Status.OPEN:
            self._stands_well(effects, now, found)
        self._shows_the_same(now, found)

    # -- what is said --------------------------------------------------------------------------
    def _speaks_well(
        self, event: Event, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        said = [effect.prompt for effect in effects if isinstance(effect, Say)]
        if isinstance(event, Rated):  # the template has the notice; it may have no chat
            self.noticed |= bool(effects)
            assert event.in_chat or not said
        assert len(said) <= (not isinstance(event, Submitted | Sent)) or _reviews(said)
        for prompt in said:
            assert 0 < len(prompt.text) <= (2000 if len(said) == 1 else 1800)
            repeated = isinstance(event, Replied) and "{" in event.text  # their own words
            assert "{" not in prompt.text or repeated
            for option in prompt.options:
                assert 0 < len(option.label) <= 100
                assert PAYLOAD.fullmatch(f"#{ID}/{option.question}={option.value}")
            if now.status is Status.OPEN and prompt.options:
                self._asks_what_is_open(prompt, now)
            if phrase(now.language, "review") in prompt.text:
                self.reviewed = _seen(now)
            notice = fill(words(self.flow.notice, now.language), now.fields())
            self.noticed |= bool(before.answers) or notice in prompt.text
            if now.status is Status.OPEN and not self.noticed:
                assert f"1/{len(judge(self.flow, now).asked)}" not in prompt.text

    def _asks_what_is_open(self, prompt: Prompt, now: Conversation) -> None:
        found = judge(self.flow, now)
        if prompt.options[0].question == CONFIRM:
            assert now.pending is not None
            assert now.pending.question in found.asked
            return
        if prompt.options[0].question == REVIEW:
            assert reviewable(self.flow, found)
            assert {option.value.split("/")[1] for option in prompt.options} == {str(_seen(now))}
            return
        question = found.asked[now.waiting_on or ""]
        place = list(found.asked).index(question.id) + 1
        assert f"{place}/{len(found.asked)}" in prompt.text
        offered = {choice.value for choice in question.choices}
        shown = [option.value for option in prompt.options]
        assert {option.question for option in prompt.options} == {question.id}
        assert offered <= set(shown) <= offered | {DONT_KNOW}
        assert len(shown) == len(set(shown))

    # -- what is recorded ----------------------------------------------------------------------
    def _records_what_was_asked(
        self, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        revisions, answers = Counter(before.revisions), dict(before.answers)
        for effect in effects:
            if isinstance(effect, Record):
                revisions[effect.question] += 1
                assert effect.revision == revisions[effect.question]
                assert effect.held or not _accuses(effect.words)
                if effect.way_in not in ("path", "computed"):
                    found = judge(self.flow, now, answers)
                    self._could_be_given(effect, found)
                    blank_or_same = effect.value in (SKIPPED, found.given.get(effect.question))
                    if effect.way_in == "form" and effect.words is None and blank_or_same:
                        assert effect.question not in found.given
                answers[effect.question] = effect.value
                due = self._warns(effect, now, answers)
                told = [
                    e for e in effects if isinstance(e, Alert) and e.question == effect.question
                ]
                assert bool(told) == due or self._complains(effect, told)
            if isinstance(effect, Alert):
                self.warned[effect.question] += 1
                assert not self.flow.by_id[effect.question.removesuffix(REMARK)].sensitive
            if isinstance(effect, ShareCase):
                assert self.shared != effect.agreed
                self.shared = effect.agreed
        assert revisions == now.revisions
        assert answers == now.answers
        assert set(self.warned.values()) <= {1}

    def _complains(self, record: Record, told: list[Alert]) -> bool:
        """Whether words of complaint may have warned: beside them, without a value, not held."""
        written = record.words is not None and record.value == "" and not record.held
        return len(told) == 1 and told[0].value == "" and written

    def _could_be_given(self, record: Record, found: Judged) -> None:
        """The question is on the path at that moment, and takes that value."""
        id_, remark, _ = record.question.partition("/")
        assert id_ in found.asked
        question = found.asked[id_]
        leaves = question.ends.get(record.value) in STOPPED
        assert leaves or not found.behind_a_gate(id_)
        if remark:
            assert record.question == f"{id_}{REMARK}"
            assert (record.value, bool(record.words)) == ("", True)
        elif record.value == SKIPPED:
            assert not question.ends
            assert not question.required
        elif record.value == DONT_KNOW:
            assert question.dont_know
        elif question.kind.shape is Shape.WORDS:
            assert record.value == ""
            assert record.words == parsed(question, record.words or "")
        else:
            assert record.value == parsed(question, record.value)

    def _warns(self, record: Record, now: Conversation, answers: dict[str, str]) -> bool:
        question = self.flow.by_id.get(record.question)
        rule = question.alert if question else None
        if rule is None or self.warned[record.question] or record.value == OFF_PATH:
            return False
        names = judge(self.flow, now, answers).names
        return bool(rule.values & set(record.value.split(","))) or bool(
            rule.when and evaluate(rule.when.source, names)
        )

    # -- how it ends ---------------------------------------------------------------------------
    def _ends_for_good(
        self, event: Event, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        closes = [effect for effect in effects if isinstance(effect, Close)]
        if before.status is Status.ENDED:
            assert now.status is Status.ENDED
            if isinstance(event, Corrected):
                self._is_corrected_well(before, effects, now)
            else:
                assert now.answers == before.answers
            assert now.ending in (before.ending, Ending.REFUSED)
            assert not closes
        else:
            assert len(closes) == (now.status is Status.ENDED)
        if before.ending in STOPPED:  # an accusation still reaches the supervisor, in silence
            assert all(e.about is About.ACCUSATION for e in _to_officers(effects))
            silent = [e for e in effects if not isinstance(e, ThreadClosed)]
            assert len(_to_officers(effects)) == len(silent)
        refuses = sum(isinstance(effect, Refuse) for effect in effects)
        assert refuses == (now.ending in STOPPED and before.ending not in STOPPED)
        if closes and not (refuses and Record not in map(type, effects)):
            self._is_kept_well(closes[0], now)

    def _is_kept_well(self, close: Close, now: Conversation) -> None:
        """What counts at the end is what was asked; a talk that never was has left nothing."""
        found = judge(self.flow, now)
        self._keeps_what_counts(found, now)
        if close.ending is Ending.COMPLETE or close.ending in STOPPED:
            assert found.ending is close.ending
        assert close.valid == (
            close.ending in (Ending.COMPLETE, Ending.EXPIRED) and _is_valid(self.flow, found)
        )

    def _is_corrected_well(
        self, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        """Only what was sent is corrected; nothing is judged, said or closed anew by it."""
        assert all(isinstance(e, Record | Alert | ShareCase | ForOfficer) for e in effects)
        stays = replace(now, answers=before.answers, revisions=before.revisions,
                        lengths=before.lengths, answered_last=before.answered_last,
                        answered_at=before.answered_at, alerted=before.alerted, told=before.told,
                        clashed=before.clashed, language=before.language, fragment=before.fragment,
                        asked_at=before.asked_at, reasks=before.reasks)  # fmt: skip
        assert stays == before
        if not effects:
            assert now == before
            return
        assert before.ending is Ending.COMPLETE
        for effect in effects:
            if isinstance(effect, Record) and effect.way_in == "form":
                assert not self.flow.by_id[effect.question].ends
        self._keeps_what_counts(judge(self.flow, now), now)

    def _keeps_what_counts(self, found: Judged, now: Conversation) -> None:
        said = {id_: value for id_, value in now.answers.items() if not id_.endswith(REMARK)}
        counted = {id_ for id_, value in said.items() if value != OFF_PATH}
        assert counted <= {*found.given, *found.computed}
        assert counted >= found.given.keys()
        began = bool(now.answers.keys() - found.computed.keys())
        for id_, value in found.computed.items():
            assert _same(said.get(id_), value if began else None)
        assert self.shared == self._agreed(found)

    @staticmethod
    def _agreed(found: Judged) -> bool:
        consents = [question.id for question in found.asked.values() if question.consents_to]
        return any(found.given.get(id_) == "yes" for id_ in consents)

    def _sends_what_was_seen(
        self, event: Event, before: Conversation, effects: tuple[Effect, ...], now: Conversation
    ) -> None:
        """Where a survey asks for it, nothing but the citizen's own sending completes a talk, and
        only what stood in the review that was sent."""
        found = judge(self.flow, now)
        ended = before.status is not Status.ENDED and now.ending is Ending.COMPLETE
        if not ended or not self.flow.review or found.early:
            return
        said = [
            e for e in effects if isinstance(e, Record) and e.way_in not in ("path", "computed")
        ]
        assert not said
        match event:
            case Sent(seen):
                assert seen == _seen(before)
            case Tapped(_, question, value):
                assert (question, value) == (REVIEW, f"send/{_seen(before)}")
                assert self.reviewed == _seen(before), "the chat has shown it"
            case Replied(_, at):
                assert before.waiting_on is None
                assert before.asked_at is not None
                assert at >= before.asked_at
                assert self.reviewed == _seen(before), "the chat has shown it"
            case _:
                raise AssertionError(event)
        assert before.pending is None or isinstance(event, Sent)

    # -- where it stands -----------------------------------------------------------------------
    def _stands_well(self, effects: tuple[Effect, ...], now: Conversation, found: Judged) -> None:
        order = list(found.asked)
        if reviewable(self.flow, found):
            assert now.waiting_on is None or now.waiting_on in found.given
            assert self.shared or not self._agreed(found)
            return
        assert found.ending is None
        assert now.waiting_on in order
        if now.waiting_on != found.open:  # only who goes back answers a question again
            assert now.waiting_on in found.given
            again = now.waiting_on in now.again
            assert again or order.index(now.waiting_on) < order.index(found.open or "")
            answered = any(isinstance(e, Record) and REMARK not in e.question for e in effects)
            assert again or not answered
        if now.pending is not None:
            assert now.pending.question in found.asked
        assert self.shared or not self._agreed(found)

    def _shows_the_same(self, now: Conversation, found: Judged) -> None:
        """A look changes nothing, and shows what is open with what may be chosen."""
        kept = dump(now)
        screens = [view(self.flow, now, language) for language in (None, *self.flow.languages)]
        again = {part.id: view(self.flow, now, wanted=part.id) for part in self.flow.sections}
        assert dump(now) == kept
        for id_, screen in again.items():
            self._opens_again(id_, screen, screens[0], found)
        if now.status is Status.ENDED:
            assert all(screen.farewell and not screen.blocks for screen in screens)
            return
        if reviewable(self.flow, found):
            for screen in screens:
                assert not screen.blocks
                shown = [line for part in screen.review for line in part.lines]
                assert len(shown) == len(found.asked)
            return
        open_ = found.asked[found.open or ""]
        for screen in screens:
            fields = {one.id: one for one in screen.fields}
            titles = {part.id: words(part.title, screen.language) for part in self.flow.sections}
            assert screen.section == titles[open_.section]
            assert {c.value for c in fields[open_.id].choices} == _values(open_)
            assert fields[open_.id].answer is None
            assert screen.answered == sum(
                id_ in found.given for id_, q in found.asked.items() if q.other_of is None
            )

    def _opens_again(self, id_: str, screen: Screen, usual: Screen, found: Judged) -> None:
        """A section that the talk has come to is shown with what was answered; no other is."""
        order = [question.section for question in found.asked.values()]
        here = order.index(found.asked[found.open].section) if found.open else len(order)
        over = bool(usual.farewell)
        if over or id_ not in order or order.index(id_) > here:
            assert screen == usual
            return
        asked = {one.id: one.answer for one in screen.fields if one.number is not None}
        assert asked == {
            name: found.given.get(name)
            for name, question in found.asked.items()
            if question.section == id_ and question.other_of is None
        }


def reviewable(flow: Flow, found: Judged) -> bool:
    """Whether all was asked of a survey whose answers are reviewed, and no answer ended it."""
    return flow.review and found.ending is Ending.COMPLETE and not found.early


def _reviews(said: list[Prompt]) -> bool:
    """Several messages are one review: the last has its buttons, the others have none."""
    last = [option.question for option in said[-1].options]
    return set(last) == {REVIEW} and not any(prompt.options for prompt in said[:-1])


def _seen(conv: Conversation) -> int:
    return sum(conv.revisions.values())


def _values(question: Question) -> set[str]:
    return {choice.value for choice in question.choices}


def _same(stored: str | None, value: object) -> bool:
    """Whether a computed value was kept as it should be, decimals rounded."""
    if stored is None or value is None:
        return stored is value
    if isinstance(value, bool):
        return stored == ("yes" if value else "no")
    if isinstance(value, int | float):
        return abs(float(stored) - value) <= 0.0051
    return stored == value


def _is_valid(flow: Flow, found: Judged) -> bool:
    real = {id_ for id_, value in found.given.items() if value not in (DONT_KNOW, SKIPPED)}
    criteria = [id_ for id_, question in found.asked.items() if question.criterion]
    answered = [id_ for id_ in criteria if found.given.get(id_, SKIPPED) != SKIPPED]
    enough = len(answered) * 100 >= flow.valid_when.criteria_percent * len(criteria)
    return real.issuperset(flow.valid_when.answered) and enough


def _takes_nothing_that_came_too_early(
    before: Conversation, event: Replied, effects: tuple[Effect, ...]
) -> None:
    asked_at = before.pending.asked_at if before.pending else before.asked_at
    if asked_at is None or event.at < min(asked_at, before.asked_at or asked_at):
        taken = [effect.question for effect in effects if isinstance(effect, Record)]
        rest = _belongs_to(before, event)  # the rest of an answer may come before the next question
        assert all(name.endswith(REMARK) or name == rest for name in taken)


def _belongs_to(before: Conversation, event: Replied) -> str | None:
    """The question whose answer these words may go on with."""
    last = before.fragment
    if last is None or not timedelta() <= event.at - last.at <= timedelta(seconds=10):
        return None
    return last.question


def _to_officers(effects: tuple[Effect, ...]) -> list[ForOfficer]:
    return [effect for effect in effects if isinstance(effect, ForOfficer)]


def _accuses(words: str | None) -> bool:
    """Such words leave by no plain export."""
    return words is not None and read(words, FREE).grievance is Grievance.ACCUSATION
