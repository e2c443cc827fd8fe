"""A row of the benchmarks, and its two spellings: a printed table and JSON (`var/bench.json`)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import orjson
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Peer:
    """The same work by other software, in the same run; `cpu_ms` as in a row."""

    value: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `floor` is the same work done barely, in the same run.

    `cpu_ms` is this process's processor time for one of what is counted. `figures` are more
    numbers of the same run, each with its unit in its name. `note` says why there is no value, or
    which peer is missing.
    """

    name: str
    unit: str
    value: float | None = None
    floor: float | None = None
    cpu_ms: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    peers: Mapping[str, Peer] = field(default_factory=dict)

    @property
    def ratio(self) -> float | None:
        """Value over floor; None where either is missing."""
        return self.value / self.floor if self.value is not None and self.floor else None

    def plain(self) -> dict[str, object]:
        """The row of `var/bench.json`."""
        return {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "floor": _short(self.floor),
            "ratio": _short(self.ratio),
            "cpu_ms": _short(self.cpu_ms),
            "peers": {
                name: {"value": _short(peer.value), "cpu_ms": _short(peer.cpu_ms)}
                for name, peer in self.peers.items()
            },
            "figures": {name: _short(value) for name, value in self.figures.items()},
            "note": self.note,
        }


Bench: TypeAlias = Callable[[float], Row]
"""Measures at a scale: 1 is the full size, 0.01 is enough to see that it runs."""


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows of a run; what stood there before is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps([row.plain() for row in rows], option=orjson.OPT_INDENT_2))


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the rows as a table; below it their other figures, the peers, and what is missing."""
    table = Table("name", "value", "unit", "floor", "ratio", "CPU ms")
    for row in rows:
        numbers = (row.value, row.floor, row.ratio, row.cpu_ms)
        value, floor, ratio, cpu = ("–" if n is None else f"{_short(n):,}" for n in numbers)
        table.add_row(row.name, value, row.unit, floor, ratio, cpu)
    console.print(table)
    for row in rows:
        more = ", ".join(f"{name} {_short(figure):,}" for name, figure in row.figures.items())
        for line in filter(None, (more, *_beside(row), row.note)):
            console.print(f"{row.name}: {line}", markup=False, highlight=False, soft_wrap=True)


def _beside(row: Row) -> Iterator[str]:
    """How many times as fast as each peer, by the clock and by processor time."""
    for name, peer in row.peers.items():
        if row.value is not None and row.cpu_ms is not None:
            ratio, cpu = _short(row.value / peer.value), _short(peer.cpu_ms / row.cpu_ms)
            theirs = f"{_short(peer.value):,} {row.unit}, {_short(peer.cpu_ms)} CPU ms"
            yield f"{ratio} × {name} ({theirs}), {cpu} × by processor time"


def _short(number: float | None) -> float | None:
    """Three digits that count, or all those before the point."""
    if number is None:
        return None
    return round(number) if abs(number) >= 100 else float(f"{number:.3g}")
