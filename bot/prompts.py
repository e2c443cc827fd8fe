"""Prompts of the chat, put together from the flow's texts and the phrases. Pure."""

from dataclasses import replace

from bot.cards import card_of
from bot.conversation import Conversation
from bot.events import Prompt
from bot.phrasebook import phrase
from bot.values import label_of
from bot.walk import path_of
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Kind, Question, Shape, words
from flows.walk.offer import in_order
from flows.walk.path import Path, thanks

CONFIRM = "_confirm"
"""The reserved question of "is that what you meant?"; its values are `yes/N` and `no/N`."""


def filled(conv: Conversation, text: str) -> str:
    """A text with the case's fields in it."""
    return fill(text, conv.fields()) if "{" in text or "}" in text else text


def question_text(conv: Conversation, question: Question) -> str:
    """The question in the citizen's language with the case's fields in it."""
    return filled(conv, card_of(question, conv.language).text)


def understood(conv: Conversation, question: Question, value: str, changed: bool = False) -> str:
    """The line that repeats what was understood, since a tap leaves no trace in the chat."""
    ready = None if changed else card_of(question, conv.language).understood.get(value)
    if ready is not None:
        return ready
    if value == SKIPPED:
        return phrase(conv.language, "skipped")
    label = label_of(question, value, conv.language)
    if value == DONT_KNOW:
        return phrase(conv.language, "understood", label=label)
    if question.shape is Shape.WORDS:
        return phrase(conv.language, "noted_words")
    return phrase(conv.language, "changed" if changed else "understood", label=label)


def ask(path: Path, conv: Conversation, before: str = "", fresh: bool = False) -> Prompt:
    """The open question of the path, with its place on it; `before` is said first.

    `fresh`: it is asked for the first time, and the notes before it are said as well.
    """
    question, number = path.find(conv.waiting_on), path.place(conv.waiting_on)
    if question is None:
        raise LookupError(f"{conv.waiting_on} is not on the path")
    card = card_of(question, conv.language)
    if card.line:
        line = card.line.format(n=number, total=path.total)
    else:
        text = filled(conv, card.text)
        line = phrase(conv.language, "progress", n=number, total=path.total, text=text)
    notes = [question_text(conv, note) for note in path.notes(question.id)] if fresh else ()
    if notes:
        line = "\n".join(filter(None, (before, *notes, line)))
    elif before:
        line = f"{before} {line}"
    if card.hint:
        line = f"{line}\n{filled(conv, card.hint)}"
    lines = f"{line}\n{card.below}" if card.below else line
    return Prompt(lines, card.options, card.listed, card.if_listed)


def to_choose(conv: Conversation, question: Question) -> str:
    """The choices in a line, with the numbers that may be typed; a yes or no by its words."""
    labels = [words(choice.label, conv.language) for choice in in_order(question)]
    if question.kind in (Kind.YES_NO, Kind.CONSENT):
        return phrase(conv.language, "or").join(f"“{label}”" for label in labels)
    if not labels or question.kind is Kind.RECOMMEND:
        return card_of(question, conv.language).how
    pairs = enumerate(labels, 1)
    return "; ".join(phrase(conv.language, "numbered", n=n, label=label) for n, label in pairs)


def opening(flow: Flow, conv: Conversation, before: str = "") -> Prompt:
    """The notice and the first question, in one message; `before` is said in between."""
    notice = fill(words(flow.notice, conv.language), conv.fields())
    prompt = ask(path_of(flow, conv), conv, before, fresh=True)
    return replace(prompt, text=f"{notice}\n\n{prompt.text}")


def farewell(flow: Flow, conv: Conversation, ending: Ending) -> str:
    """The flow's thanks for this ending, with the notes that stand at its end."""
    path = path_of(flow, conv)
    said = fill(words(thanks(flow, path, ending), conv.language), conv.fields())
    if ending is not Ending.COMPLETE:
        return said
    asked = [n for n, shown in enumerate(path.shown) if shown.asked]
    notes = [question_text(conv, shown) for shown in path.shown[asked[-1] + 1 if asked else 0 :]]
    return " ".join((*notes, said))


def sentence(conv: Conversation, key: str, **blanks: object) -> str:
    """A phrase that may name who asks, the agency and the hotline."""
    fields = conv.fields()
    return phrase(
        conv.language,
        key,
        department=fields.get("department.name", ""),
        agency=fields.get("agency.name", ""),
        hotline=fields.get("plan.hotline", ""),
        **blanks,
    )
