"""Prompts of the chat, put together from the flow's texts and the phrases. Pure."""

from bot.conversation import Conversation
from bot.events import Option, Prompt
from bot.phrasebook import phrase
from flows.language.path import asked
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Kind, Question, words

CONFIRM = "_confirm"
"""The reserved question of "is that what you meant?"; its values are `yes` and `no`."""


def question_text(conv: Conversation, question: Question) -> str:
    """The question in the citizen's language with the case's fields in it."""
    return fill(words(question.text, conv.language), conv.fields())


def options(conv: Conversation, question: Question) -> tuple[Option, ...]:
    """What can be pressed under the question; empty for free words."""
    return tuple(
        Option(
            f"{choice.icon} {words(choice.label, conv.language)}".strip(), question.id, choice.value
        )
        for choice in question.choices
    )


def label_of(conv: Conversation, question: Question, value: str) -> str:
    """How an answer reads in the citizen's language."""
    if value == DONT_KNOW:
        return phrase(conv.language, "dont_know").removeprefix("✓ ").rstrip(".")
    choice = question.choice(value)
    return words(choice.label, conv.language) if choice else value


def understood(conv: Conversation, question: Question, value: str, changed: bool = False) -> str:
    """The line that repeats what was understood, since a tap leaves no trace in the chat."""
    if value == SKIPPED:
        return phrase(conv.language, "skipped")
    if value == DONT_KNOW:
        return phrase(conv.language, "dont_know")
    if question.kind is Kind.TEXT:
        return phrase(conv.language, "noted_words")
    key = "changed" if changed else "understood"
    return phrase(conv.language, key, label=label_of(conv, question, value))


def ask(flow: Flow, conv: Conversation, before: str = "") -> Prompt:
    """The open question with its place in the survey; `before` is said first."""
    question = flow.by_id[conv.waiting_on or ""]
    path = asked(flow, conv.answers, conv.facts)
    place = next(n for n, on_path in enumerate(path, 1) if on_path.id == question.id)
    line = phrase(
        conv.language,
        "progress",
        n=place,
        total=len(path),
        text=question_text(conv, question),
    )
    free = question.kind is Kind.TEXT
    hint = phrase(conv.language, "how_to_write" if free else "hint_short")
    head = f"{before} " if before else ""
    return Prompt(f"{head}{line}\n{hint}", options(conv, question))


def opening(flow: Flow, conv: Conversation) -> Prompt:
    """The notice and the first question, in one message."""
    notice = fill(words(flow.notice, conv.language), conv.fields())
    prompt = ask(flow, conv)
    return Prompt(f"{notice}\n\n{prompt.text}", prompt.options)


def farewell(flow: Flow, conv: Conversation, ending: Ending) -> str:
    """The flow's thanks for this ending."""
    return fill(words(flow.thanks[ending], conv.language), conv.fields())


def confirm(conv: Conversation, text: str) -> Prompt:
    """A yes-or-no about a value that is not sure."""
    return Prompt(
        text,
        (
            Option(phrase(conv.language, "yes_change"), CONFIRM, "yes"),
            Option(phrase(conv.language, "no_keep"), CONFIRM, "no"),
        ),
    )


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
