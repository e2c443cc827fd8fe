"""Which versions of a survey were published, and how many people are inside each.

The history is append-only: the highest number of a name is what new invitations get. A
conversation is pinned to a hash, so two publications of one hash share the people inside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from flows.model import Flow


@dataclass(frozen=True, slots=True)
class Publication:
    """One row of the history of a survey."""

    name: str
    number: int  # 1-based
    hash: str
    at: datetime
    by: str
    note: str = ""
    meaning: tuple[str, ...] = ()  # questions whose answers do not join with the version before


@dataclass(frozen=True, slots=True)
class Inside:
    """How many conversations of a version wait for a first word, are under way, are over."""

    waiting: int = 0
    open: int = 0
    ended: int = 0


class FlowPort(Protocol):
    """The versions of surveys in the store."""

    def keep(self, flow: Flow, now: datetime) -> None:
        """Keep a version's source, so that conversations pinned to it can go on."""
        ...

    def append(self, publication: Publication) -> bool:
        """Add to the history; False where another took that number meanwhile."""
        ...

    def history(self, name: str) -> Sequence[Publication]:
        """Every publication of a survey, oldest first."""
        ...

    def present(self) -> Mapping[str, str]:
        """Survey name to the hash published last."""
        ...

    def inside(self, name: str) -> Mapping[str, Inside]:
        """Hash to the people inside, for every version that anybody is or was inside."""
        ...

    def flow_source(self, flow_hash: str) -> tuple[str, str]:
        """(name, YAML) of a version; raises KeyError."""
        ...


@dataclass(frozen=True, slots=True)
class Version:
    """A line of the report. `number` is None for a version from before the history began."""

    number: int | None
    hash: str
    at: datetime | None
    by: str
    note: str
    meaning: tuple[str, ...]
    present: bool
    inside: Inside | None  # None: the same form was published again, and is counted there
    again: int | None  # the later number of the same form


def versions(port: FlowPort, name: str) -> list[Version]:
    """The report on a survey, newest first; nobody is counted twice, and nobody is left out."""
    history, inside = port.history(name), port.inside(name)
    last = {publication.hash: publication.number for publication in history}
    rows = [_row(each, history[-1], last[each.hash], inside) for each in reversed(history)]
    older = [
        Version(None, flow_hash, None, "", "", (), False, found, None)
        for flow_hash, found in inside.items()
        if flow_hash not in last
    ]
    return [*rows, *older]


def _row(
    each: Publication, newest: Publication, last: int, inside: Mapping[str, Inside]
) -> Version:
    again = last if last != each.number else None
    return Version(
        number=each.number,
        hash=each.hash,
        at=each.at,
        by=each.by,
        note=each.note,
        meaning=each.meaning,
        present=each is newest,
        inside=inside.get(each.hash, Inside()) if again is None else None,
        again=again,
    )
