"""What results need of the store. Reading only: nothing here can change an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """A unit's numbers, as counted in the store."""

    code: str
    name: str
    drawn: int  # cases on the main and reserve lists
    called: int  # cases called up from them: the invited
    sent: int  # invitations that left on some channel
    delivered: int | None  # from receipts only; None where no channel gives any
    started: int  # begun, whatever came of it
    open: int  # begun and not ended
    valid: int
    partial: int
    refused: int
    unreachable: int  # no usable contact, or nothing could be delivered
    reserves: int  # cases called up from the reserve list
    ineligible: int = 0  # it was not about this citizen after all


@dataclass(frozen=True, slots=True)
class ValueCount:
    """How many valid opinions of a unit gave this value to this question."""

    agency: str
    question: str
    value: str
    count: int
    version: str = ""  # the hash of the survey's form


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One revision of one answer, for the export (house.md §7)."""

    case: str
    agency: str
    plan: str
    flow: str
    version: str
    question: str
    kind: str
    value: str  # of a sensitive answer, opened
    words: str | None
    channel: str
    way_in: str
    language: str
    revision: int
    at: datetime
    sensitive: bool
    meaning: int | None = None  # the publication from which the question has meant this


@dataclass(frozen=True, slots=True)
class Published:
    """A publication of a survey, as far as joining its versions needs it."""

    number: int  # 1-based
    hash: str
    meaning: tuple[str, ...]  # questions whose answers do not join with the version before


@dataclass(frozen=True, slots=True)
class AlertLine:
    """A bad answer. `case` only where the citizen agreed."""

    agency: str
    plan: str
    question: str
    level: str  # notice, urgent
    at: datetime
    case: str | None


@dataclass(frozen=True, slots=True)
class UnreachableLine:
    """A drawn case whose citizen must be asked by phone or on paper."""

    agency: str
    case: str
    position: int
    name: str
    phones: str  # mobile and land line, as far as they are known


class ResultPort(Protocol):
    """What was said."""

    def units(self, plan: str, wave: int) -> Sequence[UnitCounts]:
        """Numbers by unit, in the order of their codes."""
        ...

    def quotas(self, plan: str, wave: int) -> Mapping[str, int]:
        """Valid opinions wanted by unit code, from the draw's record; empty before the draw."""
        ...

    def values(self, plan: str, wave: int) -> Sequence[ValueCount]:
        """Counts of the last revisions of valid opinions, but for what fell off the path or is
        sensitive."""
        ...

    def answers(self, plan: str, wave: int, sensitive: bool) -> Iterator[AnswerLine]:
        """Every revision, in order of time; sensitive ones only on request. `meaning` is None."""
        ...

    def publications(self, flow: str) -> Sequence[Published]:
        """The history of a survey, oldest first."""
        ...

    def alerts(self, plan: str | None) -> Sequence[AlertLine]:
        """Bad answers, the newest first."""
        ...

    def unreachable(self, plan: str, wave: int) -> Sequence[UnreachableLine]:
        """Who must be asked by phone or on paper."""
        ...
