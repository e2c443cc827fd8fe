"""A talk with a survey, held through the bot's own step. It judges nothing.

Between any two events the conversation goes through JSON, as it does in the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from bot.conversation import Conversation, Fact, Status, dump, load
from bot.events import (
    Alert,
    Begun,
    Close,
    Effect,
    Event,
    ForOfficer,
    Option,
    Record,
    Refuse,
    Reminded,
    Say,
    Sent,
    ShareCase,
    Submitted,
    Tapped,
    ThreadClosed,
    WakeAt,
)
from bot.prompts import CONFIRM
from bot.reviewing import REVIEW
from bot.step import step
from bot.tester.acts import OPEN, Channel
from bot.tester.coverage import Seen
from bot.tester.facts import SAMPLE, START
from bot.tester.kinds import posted
from bot.view import Screen, view
from bot.walk import path_of
from flows.model import SEPARATOR, SKIPPED, Flow, Question, Shape

ID = 1
"""The conversation of every test."""


@dataclass(slots=True)
class Talk:
    """Where a talk stands, and all that came of it."""

    flow: Flow
    conv: Conversation
    began_in: str = "vi"  # the language; the citizen may change it
    now: datetime = START
    said: list[str] = field(default_factory=list)  # everything that the citizen read
    latest: list[str] = field(default_factory=list)  # what the last event made them read
    options: tuple[Option, ...] = ()  # the buttons of the newest message
    listed: bool = False  # they are a list, answered by numbers
    buttons: dict[tuple[str, str], Option] = field(default_factory=dict)  # all ever shown
    asked: list[str] = field(default_factory=list)  # question ids, as they were put
    alerts: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)  # free words by question
    shared: bool = False
    seen: Seen = field(default_factory=Seen)

    @property
    def ending(self) -> str:
        """How it ended, or OPEN."""
        return self.conv.ending.value if self.conv.ending else OPEN

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.conv.status is Status.ENDED

    def answers(self) -> dict[str, str]:
        """The answers that count: those on the path; free words as written."""
        given = self.conv.answers
        path = path_of(self.flow, self.conv)
        counted = [q.id for q in path.asked if q.id in given]
        counted += [id_ for id_ in path.computed if id_ in given]  # kept when the talk is over
        return {id_: self.words.get(id_, "") if given[id_] == "" else given[id_] for id_ in counted}

    def open_question(self) -> Question | None:
        """The question that stands open, with the choices of this talk."""
        return path_of(self.flow, self.conv).find(self.conv.waiting_on)

    def confirm(self, yes: bool) -> Option | None:
        """The newest button of a confirmation."""
        said = "yes" if yes else "no"
        return next(
            (o for o in self.options if o.question == CONFIRM and o.value.startswith(said)), None
        )

    def happen(self, event: Event) -> None:
        """Let one event happen."""
        before, self.latest = self.conv, []
        moved, effects = step(self.flow, before, event, self.now)
        for effect in effects:
            self._note(effect)
        says = sum(isinstance(effect, Say) for effect in effects)
        moved = replace(moved, spoken=moved.spoken + says)  # as bot/effects.py numbers them
        self.conv = load(dump(moved))
        if self.conv != moved:
            raise RuntimeError("a conversation changed on its way through JSON")
        if says and moved.waiting_on and moved.asked_at and moved.pending is None:
            self._ask(moved.waiting_on)
        if isinstance(event, Submitted | Sent):
            self.look()
        self.said += self.latest
        self.seen.note(self.flow, self.conv)

    def look(self, section: str | None = None) -> Screen:
        """Read the page that stands open, or a section of it again."""
        screen = view(self.flow, self.conv, wanted=section)
        notice = (screen.notice,) if screen.first else ()
        labels = (choice.label for one in screen.fields for choice in one.choices)
        lines = (line for part in screen.review for line in part.lines)
        told = (said for line in lines for said in (line.text, line.answer))
        texts = (*notice, screen.section, *(one.text for one in screen.fields), *labels, *told)
        self.latest = [text for text in (*texts, screen.farewell) if text]
        for one in screen.fields:
            if one.id not in self.asked:
                self._ask(one.id)
        return screen

    def post(self, fields: Mapping[str, str]) -> list[str]:
        """Fill in the page and post it, screen by screen; the ids that no screen had."""
        left = dict(fields)
        while left and not self.over:
            screen = self._screen_with(left)
            here = {one.id: left.pop(one.id) for one in screen.fields if one.id in left}
            if not here:
                break
            self.happen(Submitted(self._form(screen, here)))
        return list(left)

    def _screen_with(self, fields: Mapping[str, str]) -> Screen:
        """The page that stands open, else the first earlier screen that has one of the fields."""
        here = self.look()
        for screen in (here, *(view(self.flow, self.conv, wanted=id_) for id_ in fields)):
            if any(one.id in fields for one in screen.fields):
                return screen
        return here

    def send(self) -> bool:
        """Send the answers where they were shown last; False = no review stands there."""
        pressed = next(
            (o for o in self.options if (o.question, o.value[:4]) == (REVIEW, "send")), None
        )
        screen = view(self.flow, self.conv)
        if pressed is not None and self.conv.asked_at is not None:
            self.happen(Tapped(ID, pressed.question, pressed.value, self.now))
        elif screen.review:
            self.happen(Sent(screen.revision))
        else:
            return False
        return True

    def skip_blanks(self) -> None:
        """Post the page, passing over what is blank."""
        self.happen(Submitted(self._form(self.look(), {}), skip_blanks=True))

    def _form(self, screen: Screen, given: Mapping[str, str]) -> dict[str, str]:
        """What a browser posts: what is chosen by now and before; words are not shown again."""
        form: dict[str, str] = {}
        for one in screen.fields:
            if one.id in given:
                form[one.id] = posted(self.flow.by_id[one.id], given[one.id])
            else:
                form[one.id] = "" if one.answer in (None, SKIPPED) else one.answer or ""
        return form

    def _ask(self, question: str) -> None:
        self.seen.questions.add(question)
        if self.asked[-1:] != [question]:
            self.asked.append(question)

    def _note(self, effect: Effect) -> None:
        match effect:
            case Say(prompt):
                self.latest.append(prompt.text)
                self.options, self.listed = prompt.options, prompt.listed
                pressed = () if prompt.listed else prompt.options
                self.buttons |= {(o.question, o.value): o for o in pressed}
            case Record(question, value, _, _, words):
                if words is not None:
                    self.words[question] = words
                shape = (
                    self.flow.by_id[question].kind.shape if question in self.flow.by_id else None
                )
                parts = value.split(SEPARATOR) if shape is Shape.SEVERAL else [value]
                self.seen.choices.update((question, part) for part in parts)
            case Alert(question, _, _) if self._has_rule(question):
                self.alerts.append(question)
                self.seen.alerts.add(question)
            case ShareCase(agreed):
                self.shared = agreed
            case Close(ending, _):
                self.seen.endings.add(ending)
            case Refuse() | Alert() | ForOfficer() | ThreadClosed() | WakeAt() | Reminded():
                pass  # nothing that a survey's author decides
            case _:
                assert_never(effect)

    def _has_rule(self, question: str) -> bool:
        """Whether the survey says what warns here; a complaint in free words warns anywhere."""
        asked = self.flow.by_id.get(question)
        return asked is not None and asked.alert is not None


def begin(
    flow: Flow,
    language: str = "vi",
    channel: Channel = Channel.CHAT,
    facts: Mapping[str, Fact] | None = None,
    seed: int = 0,
) -> Talk:
    """A talk just begun: the chat bound by its code, or the page opened."""
    told = {**SAMPLE, "plan.minutes": str(flow.minutes), **(facts or {})}
    born = Conversation(ID, flow.hash, told, language=language, seed=seed)
    talk = Talk(flow, born, language)
    if channel is Channel.CHAT:
        talk.happen(Begun())
    else:
        talk.look()
        talk.said += talk.latest
    return talk
