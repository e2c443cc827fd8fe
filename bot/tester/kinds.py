"""Answers for the tester: what an author may write, what is typed or posted, what a walk tries."""

from collections.abc import Collection

from bot.answers import may_skip
from bot.samples import typed
from flows.language.kinds import Problem, entry_of, parsed
from flows.language.kinds.text import SAMPLE as SAMPLE_WORDS
from flows.model import DONT_KNOW, SEPARATOR, SKIPPED, Kind, Question, Shape

DONT_KNOW_WORD, SKIPPED_WORD = "dont_know", "skipped"
"""How a test writes the two stored values that YAML reads badly."""

_WORDS = {DONT_KNOW_WORD: DONT_KNOW, SKIPPED_WORD: SKIPPED}
_JUDGED = (Kind.SCALE, Kind.STARS, Kind.RECOMMEND)

__all__ = ["DONT_KNOW_WORD", "SAMPLE_WORDS", "SKIPPED_WORD", "fits", "posted", "samples", "stored",
           "typed", "values", "written"]  # fmt: skip


def stored(question: Question, said: object) -> str | None:
    """The stored value (for words: the words) that an author wrote; None = there is none."""
    raw = _raw(said)
    if raw is None:
        return None
    if raw in _WORDS and question.choice(raw) is None:
        value = _WORDS[raw]
        offered = question.dont_know if value == DONT_KNOW else True
        return value if offered else None
    if not question.asked:
        return raw  # what was computed is compared as it is spelled
    found = parsed(question, raw)
    return None if isinstance(found, Problem) else found


def _raw(said: object) -> str | None:
    """What was written, as one text; a list is several values."""
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, list):
        parts = [_raw(part) for part in said]
        return None if None in parts else SEPARATOR.join(part or "" for part in parts)
    return str(said) if isinstance(said, str | int | float) else None


def values(question: Question) -> tuple[str, ...]:
    """What may be written for the question, for a "did you mean"."""
    unknown = (DONT_KNOW_WORD,) if question.dont_know else ()
    return (*(choice.value for choice in question.choices), *unknown, SKIPPED_WORD)


def written(question: Question, value: str) -> object:
    """A stored value as an author would write it; the other way of `stored`."""
    for word, same in _WORDS.items():
        if value == same and question.choice(value) is None:
            return word
    if question.shape in (Shape.SEVERAL, Shape.RANKED):
        return value.split(SEPARATOR)
    whole = question.kind in (*_JUDGED, Kind.NUMBER) and value.lstrip("-").isdigit()
    return int(value) if whole else value


def fits(question: Question, value: str) -> bool:
    """Whether this value can be given to the question as it is asked in a talk."""
    if value in (DONT_KNOW, SKIPPED) and question.choice(value) is None:
        return True
    return not isinstance(parsed(question, value), Problem)


def posted(question: Question, value: str) -> str:
    """What the page posts for this value; a blank is passed over."""
    return "" if value == SKIPPED and question.choice(value) is None else value


def samples(question: Question, named: Collection[float] = ()) -> tuple[str, ...]:
    """Values that stand for all: `named` are the numbers that conditions speak of."""
    found = list(entry_of(question).samples(question))
    if question.kind in _JUDGED and found:
        near = {str(int(number) + by) for number in named for by in (-1, 0, 1)}
        found = [p for p in found if p in near or p in (found[0], found[-1])]
    if question.dont_know:
        found.append(DONT_KNOW)
    if may_skip(question):
        found.append(SKIPPED)
    return tuple(found)
