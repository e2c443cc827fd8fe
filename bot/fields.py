"""The fields of a page: each question as it is shown, with its present answer. Pure data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.conversation import Conversation
from bot.problems import told
from flows.language.kinds import Problem
from flows.language.placeholders import fill
from flows.model import (
    DONT_KNOW,
    SEPARATOR,
    SKIPPED,
    Choice,
    Kind,
    Question,
    Shape,
    Text,
    words,
)
from flows.once import once
from flows.walk.offer import in_order


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One choice of a field, in the citizen's language."""

    value: str
    label: str
    icon: str
    chosen: bool = False
    place: int | None = None  # in a ranking, 1-based; None = not ranked yet
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One question on the screen and its present answer (None = not answered)."""

    id: str
    kind: Kind
    number: int | None  # its place in the survey, 1-based; None for a note
    text: str
    hint: str
    audio: str  # its recording's file in this language; "" = there is none
    choices: tuple[FieldChoice, ...]
    dont_know: bool
    dont_know_label: str  # "" = the page's own words
    answer: str | None
    max_length: int
    required: bool
    short: bool
    low: str | None
    high: str | None
    decimals: int
    unit: str
    poles: tuple[str, str] | None
    most: int | None
    matrix: str | None
    filled: str  # what stands in a written field: the answer, or what is filled in beforehand
    error: str = ""
    sensitive: bool = False  # kept apart: no phone remembers it
    apart: bool = False  # its answer is recorded, and shown to nobody who has the link
    held: bool = False  # what stands in it was typed or ticked, and is not recorded
    other: "Field | None" = None  # asks to put “other” in words, beside that choice


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that are shown together: the statements of a matrix under their stem, or one field."""

    stem: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the citizen put in and was not recorded, to be shown again.

    `problem`: why it did not fit; None = it was not sent yet, only carried along.
    """

    raw: str
    problem: Problem | None = None


def field_of(
    conv: Conversation, question: Question, number: int | None, language: str, told_: Told | None
) -> Field:
    """The question as a field; `told_` is what was put in and not recorded."""
    if told_ is None and question.id not in conv.answers:
        untouched = once(_untouched, question, number, language)
        if untouched is not None:
            return untouched
    answer = conv.answers.get(question.id)
    return _field(question, number, language, conv.fields(), (answer, told_))


def _untouched(question: Question, number: int | None, language: str) -> Field | None:
    """As it stands before anybody has answered it; None where its words name the case."""
    said = (question.page or question.text, question.hint, question.dont_know_label, question.unit)
    texts = [words(text, language) for text in (*said, *(question.poles or ())) if text]
    if any("{" in text or "}" in text for text in texts):
        return None
    return _field(question, number, language, {}, (None, None))


def _field(
    question: Question,
    number: int | None,
    language: str,
    fields: Mapping[str, str],
    given: tuple[str | None, Told | None],
) -> Field:
    """`fields`: what its words name. `given`: its answer, and what was put in besides."""
    answer, told_ = given
    apart = question.sensitive and answer not in (None, DONT_KNOW, SKIPPED)
    shown = _shown(question, answer, told_)
    say = partial(_said, language=language, fields=fields)
    return Field(
        id=question.id,
        kind=question.kind,
        number=number,
        text=say(question.page or question.text),
        hint=say(question.hint),
        audio=question.audio.get(language, ""),
        choices=tuple(_choice(question, choice, shown, language) for choice in in_order(question)),
        dont_know=question.dont_know,
        dont_know_label=say(question.dont_know_label),
        answer=answer,
        max_length=question.max_length,
        required=question.required,
        short=question.short,
        low=question.low,
        high=question.high,
        decimals=question.decimals,
        unit=say(question.unit),
        poles=(say(question.poles[0]), say(question.poles[1])) if question.poles else None,
        most=question.most,
        matrix=question.matrix,
        filled=told_.raw if told_ else _filled(question, shown),
        error=told(question, told_.problem, language, fields) if told_ and told_.problem else "",
        sensitive=question.sensitive,
        apart=apart,
        held=told_ is not None,
    )


def _said(text: Text | None, language: str, fields: Mapping[str, str]) -> str:
    return fill(words(text, language), fields) if text is not None else ""


def _shown(question: Question, answer: str | None, told_: Told | None) -> str | None:
    """What stands in it: what was put in, else the answer unless sensitive, else what is usual."""
    if told_ is not None and told_.problem is None:
        return told_.raw
    if answer is None:
        return question.default
    return answer if not question.sensitive or answer in (DONT_KNOW, SKIPPED) else None


def _choice(question: Question, choice: Choice, shown: str | None, language: str) -> FieldChoice:
    several = question.shape in (Shape.SEVERAL, Shape.RANKED)
    parts = (shown or "").split(SEPARATOR) if several else [shown]
    chosen = choice.value in parts
    ranked = chosen and question.shape is Shape.RANKED
    return FieldChoice(
        value=choice.value,
        label=words(choice.label, language),
        icon=choice.icon,
        chosen=chosen,
        place=parts.index(choice.value) + 1 if ranked else None,
        exclusive=choice.exclusive,
    )


def _filled(question: Question, shown: str | None) -> str:
    """A written answer; words are sealed and are not shown again."""
    written = question.shape is Shape.WRITTEN
    return shown if written and shown is not None and shown not in (DONT_KNOW, SKIPPED) else ""
