"""Each kind of question for the tester: what an author may write, what a walk tries.

The one place here that knows the kinds; a new kind is a branch in each function.
"""

from collections.abc import Collection
from typing import assert_never

from bot.walk import may_skip
from flows.model import DONT_KNOW, SKIPPED, Kind, Question

DONT_KNOW_WORD, SKIPPED_WORD = "dont_know", "skipped"
"""How a test writes the two stored values that YAML reads badly."""
SAMPLE_WORDS = "Cần sửa bảng hướng dẫn ở quầy số 3"
"""Free words of a walk; they read as nothing else."""

_WORDS = {DONT_KNOW_WORD: DONT_KNOW, SKIPPED_WORD: SKIPPED}


def stored(question: Question, written: object) -> str | None:
    """The stored value (for free words: the words) that an author wrote; None = there is none."""
    if isinstance(written, bool):
        written = "yes" if written else "no"
    if not isinstance(written, str | int):
        return None
    word = str(written)
    match question.kind:
        case Kind.SCALE | Kind.CHOICE | Kind.YES_NO:
            if question.choice(word) is not None:
                return word
            value = _WORDS.get(word, word)
            offered = {DONT_KNOW: question.dont_know, SKIPPED: True}
            return value if offered.get(value, False) else None
        case Kind.TEXT:
            return SKIPPED if word == SKIPPED_WORD else word
        case _:
            assert_never(question.kind)


def values(question: Question) -> tuple[str, ...]:
    """What may be written for the question, for a "did you mean"."""
    unknown = (DONT_KNOW_WORD,) if question.dont_know else ()
    return (*(choice.value for choice in question.choices), *unknown, SKIPPED_WORD)


def written(question: Question, value: str) -> str | int:
    """A stored value as an author would write it; the other way of `stored`."""
    for word, same in _WORDS.items():
        if value == same and question.choice(value) is None:
            return word
    return int(value) if question.kind is Kind.SCALE else value


def typed(question: Question, value: str) -> str | None:
    """What is typed in chat to give this value; None = a button gives it."""
    if value == DONT_KNOW:
        return "không biết"
    if value == SKIPPED:
        return "bỏ qua"
    return value if question.kind is Kind.TEXT else None


def posted(question: Question, value: str) -> str:
    """What the page posts for this value; a blank is passed over."""
    return "" if value == SKIPPED and question.choice(value) is None else value


def samples(question: Question, named: Collection[int] = ()) -> tuple[str, ...]:
    """Values that stand for all: `named` are the numbers that conditions speak of."""
    points = [choice.value for choice in question.choices]
    match question.kind:
        case Kind.SCALE:
            near = {str(number + by) for number in named for by in (-1, 0, 1)}
            found = [p for p in points if p in near or p in (points[0], points[-1])]
        case Kind.CHOICE | Kind.YES_NO:
            found = points
        case Kind.TEXT:
            found = [SAMPLE_WORDS]
        case _:
            assert_never(question.kind)
    if question.dont_know and question.kind is not Kind.TEXT:
        found.append(DONT_KNOW)
    if may_skip(question):
        found.append(SKIPPED)
    return tuple(found)
