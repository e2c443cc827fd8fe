"""Prompts of the chat, put together from the flow's texts and the phrases. Pure."""

from bot.conversation import Conversation
from bot.events import Option, Prompt
from bot.phrasebook import phrase
from flows.language.path import asked
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, SKIPPED, Ending, Flow, Kind, Question, words

CONFIRM = "_confirm"
"""The reserved question of "is that what you meant?"; its values are `yes/N` and `no/N`."""


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
        return phrase(conv.language, "dont_know_label")
    choice = question.choice(value)
    return words(choice.label, conv.language) if choice else value


def understood(conv: Conversation, question: Question, value: str, changed: bool = False) -> str:
    """The line that repeats what was understood, since a tap leaves no trace in the chat."""
    if value == SKIPPED:
        return phrase(conv.language, "skipped")
    if value == DONT_KNOW:
        return phrase(conv.language, "understood", label=label_of(conv, question, value))
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
    head = f"{before} " if before else ""
    hint = _hint(question)
    told = f"\n{phrase(conv.language, hint)}" if hint else ""
    return Prompt(f"{head}{line}{told}", options(conv, question))


def _hint(question: Question) -> str | None:
    """The phrase on what may be typed instead of an answer; None where there must be one."""
    if question.kind is Kind.TEXT:
        return "how_to_write"
    if question.dont_know:
        return "hint_dont_know"
    return None if question.ends else "hint_skip"


def to_choose(conv: Conversation, question: Question) -> str:
    """The choices in a line, with the numbers that may be typed; a yes or no by its words."""
    labels = [words(choice.label, conv.language) for choice in question.choices]
    if question.kind is Kind.YES_NO:
        return phrase(conv.language, "or").join(f"“{label}”" for label in labels)
    scale = question.kind is Kind.SCALE
    numbers = [choice.value if scale else n for n, choice in enumerate(question.choices, 1)]
    pairs = zip(numbers, labels, strict=True)
    return "; ".join(phrase(conv.language, "numbered", n=n, label=label) for n, label in pairs)


def opening(flow: Flow, conv: Conversation) -> Prompt:
    """The notice and the first question, in one message."""
    notice = fill(words(flow.notice, conv.language), conv.fields())
    prompt = ask(flow, conv)
    return Prompt(f"{notice}\n\n{prompt.text}", prompt.options)


def farewell(flow: Flow, conv: Conversation, ending: Ending) -> str:
    """The flow's thanks for this ending."""
    return fill(words(flow.thanks[ending], conv.language), conv.fields())


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
