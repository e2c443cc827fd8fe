"""From what was typed, pressed or posted to what is recorded, for every shape of question. Pure."""

from typing import NamedTuple, TypeAlias

from bot.contexts import shows_dont_know
from bot.understand.reading import Certainty, Command, Reading
from flows.language.kinds import Problem, parsed
from flows.model import DONT_KNOW, SEPARATOR, SKIPPED, Kind, Question, Shape
from ground.text import clean, fold


class Given(NamedTuple):
    """An answer to record. `words` are what the citizen wrote; None for taps and choices."""

    value: str
    words: str | None
    way_in: str  # tap, typed, form, rating
    held: bool = False  # the words are for the supervisor only


Taken: TypeAlias = Given | Problem | None
"""What is recorded; why it does not fit; or nothing that could be one."""


def may_skip(question: Question) -> bool:
    """Whether it can be passed over: not where an answer ends the talk, such as a consent."""
    return not question.ends and not question.required


def replied(question: Question, reading: Reading, text: str) -> Taken:
    """What a typed reply comes to; None where nothing was understood, or it may not be passed."""
    if _is_dont_know_label(question, text):
        return Given(DONT_KNOW, None, "typed")
    if reading.command is None:
        return _read(question, reading, text)
    match reading.command:
        case Command.DONT_KNOW if question.dont_know:
            return Given(DONT_KNOW, None, "typed")
        case Command.DONT_KNOW | Command.SKIP:
            return Given(SKIPPED, None, "typed") if may_skip(question) else None
        case Command.LANGUAGE if question.kind is Kind.TEXT and len(text.split()) == 1:
            return _words(question, text, "typed")  # “Khmer” may be a people or a language
        case _:
            return None


def _read(question: Question, reading: Reading, text: str) -> Taken:
    if question.shape is Shape.WORDS and not isinstance(reading.value, str):
        return _words(question, text, "typed")
    unclear = reading.certainty is Certainty.UNCLEAR
    if reading.value is None or unclear:
        return _invalid(question, text) if reading.invalid else None
    if question.shape is Shape.WORDS:
        return _words(question, str(reading.value), "typed")
    if reading.value == DONT_KNOW and question.dont_know:
        return Given(DONT_KNOW, None, "typed")
    raw = reading.value if isinstance(reading.value, str) else _joined(question, reading.value)
    found = parsed(question, raw)
    return found if isinstance(found, Problem) else Given(found, text, "typed")


def _invalid(question: Question, text: str) -> Taken:
    """Something of the right form that cannot be: no such day, a number out of the range."""
    found = parsed(question, text)
    return found if isinstance(found, Problem) else None


def _joined(question: Question, values: tuple[str, ...]) -> str:
    """Several values as they are stored. None of them is the choice that says so, and all of them
    do not mean that one.
    """
    alone = [choice.value for choice in question.choices if choice.exclusive]
    if not values:
        return alone[0] if alone else ""
    if len(values) == len(question.choices) and question.shape is Shape.SEVERAL:
        values = tuple(value for value in values if value not in alone)
    return SEPARATOR.join(values)


def stored(usual: Question, value: str) -> str:
    """A value as it is kept: several in the survey's order, whatever order chance showed."""
    if usual.kind.shape is not Shape.SEVERAL or value in (DONT_KNOW, SKIPPED):
        return value
    given = value.split(SEPARATOR)
    return SEPARATOR.join(choice.value for choice in usual.choices if choice.value in given)


def _words(question: Question, text: str, way_in: str) -> Taken:
    found = parsed(question, clean(text))
    return found if isinstance(found, Problem) else Given("", found, way_in)


def _is_dont_know_label(question: Question, text: str) -> bool:
    label = question.dont_know_label
    return label is not None and fold(text).strip(".!") in {fold(said) for said in label.values()}


def tapped(question: Question, value: str) -> Given | None:
    """What a button comes to; None where the question has no such button."""
    known = question.choice(value) is not None or (value == DONT_KNOW and shows_dont_know(question))
    pressed = question.shape is Shape.ONE and known
    return Given(value, None, "tap") if pressed else None


def posted(question: Question, raw: str, skip: bool) -> Taken:
    """What a field of a page comes to; None where it was left blank and not passed over.

    Blank words and a blank consent are an answer of their own: nothing to say, no consent.
    """
    if raw == DONT_KNOW and question.dont_know:
        return Given(DONT_KNOW, None, "form")
    if not raw.strip():
        own = question.shape is Shape.WORDS or question.consents_to is not None
        return Given(SKIPPED, None, "form") if may_skip(question) and (skip or own) else None
    if question.shape is Shape.WORDS:
        return _words(question, raw, "form")
    found = parsed(question, raw)
    return found if isinstance(found, Problem) else Given(found, None, "form")
