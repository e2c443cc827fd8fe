"""A survey as citizens will see it: chat and page side by side, in one HTML file. Pure.

The words come from the bot's own step and view, the bubbles and pages from the channels' own
renderers. Nothing is stored or sent; the case is made up, with the longest real names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

from bot.conversation import Conversation, Fact, Status
from bot.events import Begun, Effect, Event, Replied, Say, Sent, Submitted, Tapped
from bot.phrasebook import phrase
from bot.prompts import CONFIRM
from bot.reviewing import at_review, buttons
from bot.samples import answer_to, typed
from bot.step import step
from bot.values import label_of
from bot.view import Screen, view
from bot.walk import begin, path_of
from channels.web.render import survey
from channels.web.static import script_path
from channels.zalo.render import TooLong, consultation
from flows.language.choices import SAID_OTHERWISE
from flows.language.placeholders import FIELDS
from flows.model import SEPARATOR, Flow, words
from look.pages import environment, style_path

FACTS: Mapping[str, Fact] = {
    **FIELDS,
    "agency.code": "AG01",
    "case.field": "Đất đai",
    "case.filed_online": False,
    "case.returned_on": "2026-11-16",
    "plan.consent": True,
    "receipt.code": "7K2M9PQR",
}
MOST_STEPS = 300
"""A survey that asks on and on is cut off here."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message of the chat; `buttons` are those that the channel would show."""

    text: str
    buttons: tuple[str, ...] = ()
    mine: bool = False  # the citizen's
    refused: bool = False  # the channel would not take it


@dataclass(frozen=True, slots=True)
class Walk:
    """One way through the survey, as chat and as pages."""

    title: str
    chat: tuple[Bubble, ...]
    pages: tuple[str, ...]


def preview(flow: Flow, now: datetime, languages: Sequence[str] = ()) -> str:
    """The whole preview as one HTML file that loads nothing else."""
    template = environment(Path(__file__).parent / "templates").get_template("preview.html")
    walks = {
        language: [_walk(flow, language, low, now) for low in (False, True)]
        for language in languages or flow.languages
    }
    return template.render(flow=flow, title=words(flow.title, "vi"), walks=walks)


def _walk(flow: Flow, language: str, low: bool, now: datetime) -> Walk:
    title = "Điểm thấp / Low scores" if low else "Hài lòng / Satisfied"
    facts = {**FACTS, "plan.minutes": str(flow.minutes)}
    conv = Conversation(1, flow.hash, facts, language)
    chat = tuple(_chat(flow, conv, low, now))
    return Walk(title, chat, tuple(_pages(flow, conv, low, now)))


def _chat(flow: Flow, conv: Conversation, low: bool, now: datetime) -> Iterable[Bubble]:
    conv, effects = step(flow, conv, Begun(), now)
    yield from _said(conv, effects)
    for _ in range(MOST_STEPS):
        question = path_of(flow, conv).find(conv.waiting_on)
        if at_review(conv):
            send = buttons(conv)[0]
            yield Bubble(send.label, mine=True)
            tap = Tapped(conv.id, send.question, send.value, now)
            conv, effects = step(flow, conv, tap, now)
            yield from _said(conv, effects)
        if question is None:
            return
        value = answer_to(question, low, conv.language)
        said = typed(question, value)
        event: Replied | Tapped
        if said is None:
            event = Tapped(conv.id, question.id, value, now)
            yield Bubble(label_of(question, value, conv.language), mine=True)
        else:
            event = Replied(said, now)
            yield Bubble(said, mine=True)
        conv, effects = step(flow, conv, event, now)
        yield from _said(conv, effects)
        if conv.pending is not None:  # “is that what you meant?”
            yield Bubble(phrase(conv.language, "yes"), mine=True)
            yes = Tapped(conv.id, CONFIRM, f"yes/{conv.pending.number}", now)
            conv, effects = step(flow, conv, yes, now)
            yield from _said(conv, effects)


def _said(conv: Conversation, effects: Iterable[Effect]) -> Iterable[Bubble]:
    for effect in effects:
        if not isinstance(effect, Say):
            continue
        body = {"user": "", "conversation": conv.id, "prompt": asdict(effect.prompt)}
        try:
            message = consultation(body)["message"]
        except TooLong as error:
            yield Bubble(f"{effect.prompt.text[:300]}… ({error})", refused=True)
            continue
        payload = message.get("attachment", {}).get("payload", {})
        buttons = tuple(button["title"] for button in payload.get("buttons", ()))
        yield Bubble(message["text"], buttons)


def _pages(flow: Flow, conv: Conversation, low: bool, now: datetime) -> Iterable[str]:
    conv = begin(flow, conv)
    for _ in range(MOST_STEPS):
        screen = view(flow, conv)
        yield _framed(survey(screen, "xem-thu", missing=False))
        if conv.status is Status.ENDED:
            return
        posted: Event = Submitted(_filled(flow, conv, screen, low), True, conv.language)
        conv, _effects = step(flow, conv, Sent(screen.revision) if screen.review else posted, now)


def _filled(flow: Flow, conv: Conversation, screen: Screen, low: bool) -> dict[str, str]:
    """Every field of a screen filled in; the words beside “other” only where that is chosen."""
    asked = {question.id: question for question in path_of(flow, conv).asked}
    fields: dict[str, str] = {}
    for one in screen.fields:
        question = asked.get(one.id) or flow.by_id[one.id]
        parent = fields.get(question.other_of or "", "")
        unasked = question.other_of is not None and SAID_OTHERWISE not in parent.split(SEPARATOR)
        fields[one.id] = "" if unasked else answer_to(question, low, conv.language)
    return fields


def _framed(page: str) -> str:
    """A page as the `srcdoc` of a frame, its style sheet written into it; it runs no script."""
    link = f'<link rel="stylesheet" href="{style_path()}">'
    script = f'<script src="{script_path()}" defer></script>'
    return page.replace(link, f"<style>{_style()}</style>").replace(script, "")


@cache
def _style() -> str:
    return files("look").joinpath("static/look.css").read_text("utf-8")
