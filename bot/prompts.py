"""Prompts of the chat, put together from the flow's texts and the phrases. Pure."""

from dataclasses import replace

from bot.answers import may_skip
from bot.contexts import shows_dont_know
from bot.conversation import Conversation
from bot.events import Option, Prompt
from bot.phrasebook import phrase
from bot.values import label_of
from bot.walk import path_of
from flows.language.placeholders import fill
from flows.model import DONT_KNOW, SKIPPED, Choice, Ending, Flow, Kind, Question, Shape, words
from flows.walk.path import Path, thanks

CONFIRM = "_confirm"
"""The reserved question of "is that what you meant?"; its values are `yes/N` and `no/N`."""

LISTED = (Shape.SEVERAL, Shape.RANKED)
"""What no single button can answer."""

_HOW = {
    Kind.MULTI: "how_to_choose_several",
    Kind.RANKING: "how_to_rank",
    Kind.RECOMMEND: "how_to_recommend",
    Kind.NUMBER: "how_to_number",
    Kind.DATE: "how_to_date",
    Kind.TIME: "how_to_time",
}


def question_text(conv: Conversation, question: Question) -> str:
    """The question in the citizen's language with the case's fields in it."""
    return fill(words(question.chat or question.text, conv.language), conv.fields())


def in_order(question: Question) -> tuple[Choice, ...]:
    """The choices as they are shown: of a descending scale the highest point first."""
    return question.choices[::-1] if question.descending else question.choices


def options(conv: Conversation, question: Question) -> tuple[Option, ...]:
    """What can be pressed under the question, or is listed there; empty for free words."""
    if question.kind is Kind.RECOMMEND:
        return ()
    found = [
        Option(
            f"{choice.icon} {words(choice.label, conv.language)}".strip(), question.id, choice.value
        )
        for choice in in_order(question)
    ]
    if shows_dont_know(question):
        label = label_of(question, DONT_KNOW, conv.language)
        found.append(Option(label, question.id, DONT_KNOW))
    return tuple(found)


def understood(conv: Conversation, question: Question, value: str, changed: bool = False) -> str:
    """The line that repeats what was understood, since a tap leaves no trace in the chat."""
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
    question = path.find(conv.waiting_on)
    if question is None:
        raise LookupError(f"{conv.waiting_on} is not on the path")
    line = phrase(
        conv.language,
        "progress",
        n=path.place(question.id),
        total=len(path.asked),
        text=question_text(conv, question),
    )
    notes = _notes(conv, path, question) if fresh else []
    head = " ".join(part for part in (before, *([] if notes else [line])) if part)
    told = [head, *notes, *([line] if notes else []), *_below(conv, question)]
    listed = question.shape in LISTED
    how = "" if listed else phrase(conv.language, "how_to_choose_one")
    return Prompt("\n".join(part for part in told if part), options(conv, question), listed, how)


def _notes(conv: Conversation, path: Path, question: Question) -> list[str]:
    """The notes right before a question."""
    place = next(n for n, shown in enumerate(path.shown) if shown.id == question.id)
    found: list[str] = []
    for shown in reversed(path.shown[:place]):
        if shown.kind is not Kind.NOTE:
            break
        found.insert(0, question_text(conv, shown))
    return found


def _below(conv: Conversation, question: Question) -> list[str]:
    """The author's hint, how to answer, and what may be typed instead of an answer."""
    own = [fill(words(question.hint, conv.language), conv.fields())] if question.hint else []
    how = _how(conv, question)
    hint = _hint(conv, question)
    return [*own, *([how] if how else []), *([hint] if hint else [])]


def _how(conv: Conversation, question: Question) -> str | None:
    key = _HOW.get(question.kind)
    if key is None:
        return None
    if key == "how_to_choose_several" and question.most is not None:
        key = "how_to_choose_at_most"
    low, high = question.poles or ({"vi": ""}, {"vi": ""})
    return phrase(
        conv.language,
        key,
        most=question.most,
        low=words(low, conv.language),
        high=words(high, conv.language),
        example=", ".join(str(n) for n in (2, 1, *range(3, len(question.choices) + 1))),
    )


def _hint(conv: Conversation, question: Question) -> str | None:
    """What may be typed instead of an answer; None where there must be one."""
    key, skip = None, may_skip(question)
    if question.kind is Kind.TEXT and not question.short:
        key = "how_to_write" if skip else None
    elif not question.dont_know or shows_dont_know(question):
        key = "hint_skip" if skip else None
    elif question.dont_know_label is not None:
        key = "hint_own" if skip else "hint_own_only"
    else:
        key = "hint_dont_know" if skip else "hint_dont_know_only"
    label = label_of(question, DONT_KNOW, conv.language)
    return phrase(conv.language, key, label=label) if key else None


def to_choose(conv: Conversation, question: Question) -> str:
    """The choices in a line, with the numbers that may be typed; a yes or no by its words."""
    labels = [words(choice.label, conv.language) for choice in in_order(question)]
    if question.kind in (Kind.YES_NO, Kind.CONSENT):
        return phrase(conv.language, "or").join(f"“{label}”" for label in labels)
    if not labels or question.kind is Kind.RECOMMEND:
        return _how(conv, question) or ""
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
