"""Answers near what the conditions of a survey speak of, beside those that stand for a kind.

`so_lan >= 3` makes 2, 3 and 4 worth trying; `'zalo' in kenh and 'thu' in kenh` the two together.
It adds only what the question takes, and decides nothing about the survey.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from bot.tester.facts import SAMPLE
from flows.language.conditions.mentions import Mentions
from flows.language.conditions.names import Type
from flows.language.conditions.terms import day, is_moment
from flows.language.kinds import Problem, parsed
from flows.language.kinds.text import SAMPLE as SAMPLE_WORDS
from flows.model import SEPARATOR, Kind, Question

MOST_TOGETHER = 4
"""Choices of which every set is tried: 15 sets."""
MOST_DAYS = 3660
EVERY_POINT = range(12)
"""Where a sum is compared, no point of a scale stands for others."""


@dataclass(slots=True)
class Said:
    """What all the conditions of a survey speak of."""

    numbers: set[float] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    computes: bool = False

    def learn(self, found: Mentions) -> None:
        """Add what one condition speaks of."""
        self.numbers |= found.numbers
        self.texts |= found.texts
        self.calls |= found.calls
        self.computes = self.computes or found.computes

    @property
    def points(self) -> Collection[int]:
        """The whole numbers at and around those spoken of."""
        near = {whole for n in self.numbers for whole in (int(n // 1), int(-(-n // 1)))}
        return near | set(EVERY_POINT) if self.computes else near

    @property
    def words(self) -> list[str]:
        """The quoted words that are no day and no time."""
        moments = (Type.DATE, Type.TIME)
        return sorted(t for t in self.texts if not any(is_moment(t, each) for each in moments))

    def days(self, also: Iterable[object] = ()) -> list[str]:
        """The days spoken of, the days around them, and those that `days()` counts to."""
        counted = self.numbers if "days" in self.calls else ()
        steps = {0, *(int(sign * n) for n in counted for sign in (1, -1) if n <= MOST_DAYS)}
        bases = [base for text in (*self.texts, *also) if (base := day(text)) is not None]
        around = {step + by for step in steps for by in (-1, 0, 1)}
        return sorted({found for base in bases for by in around if (found := _moved(base, by))})


def near(question: Question, said: Said) -> tuple[str, ...]:
    """Stored values to try; for free words the words themselves."""
    found = (parsed(question, raw) for raw in dict.fromkeys(_raw(question, said)))
    return tuple(value for value in found if not isinstance(value, Problem))


def _raw(question: Question, said: Said) -> Iterator[str]:
    match question.kind:
        case Kind.NUMBER:
            step = Decimal(1).scaleb(-question.decimals)
            for number in sorted(said.numbers):
                exact = Decimal(str(number)).quantize(step)
                yield from (f"{exact + by:f}" for by in (-step, 0, step))
        case Kind.DATE:
            yield from said.days(SAMPLE.values())
        case Kind.TIME:
            yield from sorted(moment for t in said.texts for moment in _minutes(t))
        case Kind.TEXT if "length" in said.calls:
            sizes = {whole + by for whole in said.points for by in (-1, 0, 1)}
            for size in sorted(sizes):
                if 2 < size <= question.max_length:
                    yield SAMPLE_WORDS[:size].ljust(size, ".")
        case Kind.MULTI:
            values = [choice.value for choice in question.choices]
            named = [value for value in values if value in said.texts][:MOST_TOGETHER]
            for size in range(1, len(named) + 1):
                yield from (SEPARATOR.join(chosen) for chosen in combinations(named, size))
            for size in said.points:
                yield SEPARATOR.join(values[:size])
        case _:
            return


def _moved(base: date, by: int) -> str | None:
    try:
        return (base + timedelta(days=by)).isoformat()
    except OverflowError:
        return None


def _minutes(text: str) -> Iterator[str]:
    if not is_moment(text, Type.TIME):
        return
    at = int(text[:2]) * 60 + int(text[3:])
    for minute in (at - 1, at, at + 1):
        if 0 <= minute < 24 * 60:
            yield f"{minute // 60:02d}:{minute % 60:02d}"
