"""The tally: each unit's numbers beside its quota, and each criterion's counts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.model import DONT_KNOW, SKIPPED, Flow, Kind, words
from results.meaning import Meanings
from results.ports import UnitCounts, ValueCount

_RATED = (Kind.SCALE, Kind.STARS)
MIN_POINTS = 4
"""Of fewer, the two best are no praise."""


@dataclass(frozen=True, slots=True)
class UnitTally:
    """A row of the table of units."""

    counts: UnitCounts
    quota: int

    @property
    def short(self) -> int:
        """Valid opinions still wanted."""
        return max(0, self.quota - self.counts.valid)


@dataclass(frozen=True, slots=True)
class CriterionTally:
    """A row of the table of criteria: how often each point of the scale was given."""

    question: str
    text: str
    factor: str  # of the index, as "II.B"; "" = it counts in none
    counts: tuple[int, ...]  # by value "1".."n"
    not_known: int
    skipped: int
    apart: int = 0  # answers from when it meant something else; they are not among the counts
    factor_name: str = ""  # in Vietnamese, where the survey names its index
    about: str | None = None  # case, agency or official: what the question judges

    @property
    def base(self) -> int:
        """The denominator: what is not known or was skipped is outside it."""
        return sum(self.counts)

    @property
    def top_two(self) -> int | None:
        """How many gave one of the two best points; None where there are too few points."""
        return sum(self.counts[-2:]) if len(self.counts) >= MIN_POINTS else None


@dataclass(frozen=True, slots=True)
class Tally:
    """A plan's whole tally."""

    plan: str
    wave: int
    units: tuple[UnitTally, ...]
    criteria: tuple[CriterionTally, ...]

    @property
    def points(self) -> int:
        """Of the longest scale."""
        return max((len(row.counts) for row in self.criteria), default=0)

    @property
    def apart(self) -> int:
        """Answers that stand apart, over all criteria."""
        return sum(row.apart for row in self.criteria)

    @property
    def ineligible(self) -> int:
        """Whom it was not about, over all units."""
        return sum(unit.counts.ineligible for unit in self.units)

    @property
    def quota(self) -> int:
        """Valid opinions wanted over all units."""
        return sum(unit.quota for unit in self.units)

    @property
    def valid(self) -> int:
        """Valid opinions over all units."""
        return sum(unit.counts.valid for unit in self.units)


def unit_tallies(counts: Sequence[UnitCounts], quotas: Mapping[str, int]) -> tuple[UnitTally, ...]:
    """Each unit beside its quota."""
    return tuple(UnitTally(count, quotas.get(count.code, 0)) for count in counts)


def criterion_tallies(
    flow: Flow,
    values: Sequence[ValueCount],
    agency: str | None = None,
    meanings: Meanings | None = None,
) -> tuple[CriterionTally, ...]:
    """Each question with a scale or stars, over one unit or all; sensitive ones are not counted.

    With `meanings`, answers of versions in which a question meant something else stand apart.
    """
    found: dict[tuple[str, str], int] = {}
    apart: dict[str, int] = {}
    for value in values:
        if agency is not None and value.agency != agency:
            continue
        if meanings is None or meanings.join(value.question, value.version, flow.hash):
            key = (value.question, value.value)
            found[key] = found.get(key, 0) + value.count
        else:
            apart[value.question] = apart.get(value.question, 0) + value.count
    return tuple(
        CriterionTally(
            question=question.id,
            text=words(question.text, "vi"),
            factor=question.criterion or "",
            counts=tuple(found.get((question.id, c.value), 0) for c in question.choices),
            not_known=found.get((question.id, DONT_KNOW), 0),
            skipped=found.get((question.id, SKIPPED), 0),
            apart=apart.get(question.id, 0),
            factor_name=words(flow.index.get(question.criterion or "", {"vi": ""}), "vi"),
            about=question.about,
        )
        for question in flow.questions
        if question.kind in _RATED and not question.sensitive
    )
