"""What is said of a question in one language, made ready once: all that no talk can change. Pure.

A question is asked many thousand times; its choices, hints and the lines that repeat an answer
are always the same. Placeholders stay as they are: they are the case's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answers import may_skip
from bot.contexts import shows_dont_know
from bot.events import Option
from bot.phrasebook import phrase
from bot.values import label_of
from flows.model import DONT_KNOW, Kind, Question, Shape, words
from flows.once import once
from flows.walk.offer import in_order

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


@dataclass(frozen=True, slots=True)
class Card:
    """A question in one language, as the chat puts it."""

    text: str  # with placeholders
    line: str  # with its place in the survey as {n} and {total}; "" where the text has placeholders
    hint: str  # the author's, with placeholders; "" = there is none
    how: str  # how to answer; "" where that is plain
    below: str  # the same, and what may be typed instead of an answer, in lines of their own
    options: tuple[Option, ...]  # what can be pressed, or is listed; empty for free words
    listed: bool
    if_listed: str  # how to answer where a channel lists what others show as buttons
    understood: Mapping[str, str]  # the line that repeats an answer, by value, where they are few


def card_of(question: Question, language: str) -> Card:
    """The card of a question as it is asked in this talk."""
    return once(_card, question, language)


def _card(question: Question, language: str) -> Card:
    listed = question.shape in LISTED
    one = (*question.offered, DONT_KNOW) if question.shape is Shape.ONE else ()
    how, instead = _how(question, language), _instead(question, language)
    text = words(question.chat or question.text, language)
    plain = "{" not in text and "}" not in text
    return Card(
        text=text,
        line=phrase(language, "progress", n="{n}", total="{total}", text=text) if plain else "",
        hint=words(question.hint, language) if question.hint else "",
        how=how,
        below="\n".join(filter(None, (how, instead))),
        options=_options(question, language),
        listed=listed,
        if_listed="" if listed else phrase(language, "how_to_choose_one"),
        understood={
            value: phrase(language, "understood", label=label_of(question, value, language))
            for value in one
        },
    )


def _options(question: Question, language: str) -> tuple[Option, ...]:
    if question.kind is Kind.RECOMMEND:
        return ()
    found = [
        Option(f"{choice.icon} {words(choice.label, language)}".strip(), question.id, choice.value)
        for choice in in_order(question)
    ]
    if shows_dont_know(question):
        found.append(Option(label_of(question, DONT_KNOW, language), question.id, DONT_KNOW))
    return tuple(found)


def _how(question: Question, language: str) -> str:
    key = _HOW.get(question.kind)
    if key is None:
        return ""
    if key == "how_to_choose_several" and question.most is not None:
        key = "how_to_choose_at_most"
    low, high = question.poles or ({"vi": ""}, {"vi": ""})
    return phrase(
        language,
        key,
        most=question.most,
        low=words(low, language),
        high=words(high, language),
        example=", ".join(str(n) for n in (2, 1, *range(3, len(question.choices) + 1))),
    )


def _instead(question: Question, language: str) -> str:
    key, skip = None, may_skip(question)
    if question.kind is Kind.TEXT and not question.short:
        key = "how_to_write" if skip else None
    elif not question.dont_know or shows_dont_know(question):
        key = "hint_skip" if skip else None
    elif question.dont_know_label is not None:
        key = "hint_own" if skip else "hint_own_only"
    else:
        key = "hint_dont_know" if skip else "hint_dont_know_only"
    label = label_of(question, DONT_KNOW, language)
    return phrase(language, key, label=label) if key else ""
