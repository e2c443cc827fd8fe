"""A row of the benchmarks, and its two spellings: a printed table and JSON (`var/bench.json`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import orjson
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `floor` is the same work done barely, in the same run.

    `cpu_ms` is this process's processor time for one of what is counted. `figures` are more
    numbers of the same run, each with its unit in its name. `note` says why there is no value.
    """

    name: str
    unit: str
    value: float | None = None
    floor: float | None = None
    cpu_ms: float | None = None
    figures: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Value over floor; None where either is missing."""
        return self.value / self.floor if self.value is not None and self.floor else None

    def plain(self) -> dict[str, object]:
        """The row of `var/bench.json`; peers are measured in an environment of their own."""
        return {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "floor": _short(self.floor),
            "ratio": _short(self.ratio),
            "cpu_ms": _short(self.cpu_ms),
            "peers": {},
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
    """Print the rows as a table, and below it their other figures or why a value is missing."""
    table = Table("name", "value", "unit", "floor", "ratio", "CPU ms")
    for row in rows:
        numbers = (row.value, row.floor, row.ratio, row.cpu_ms)
        value, floor, ratio, cpu = ("–" if n is None else f"{_short(n):,}" for n in numbers)
        table.add_row(row.name, value, row.unit, floor, ratio, cpu)
    console.print(table)
    for row in rows:
        more = ", ".join(f"{name} {_short(figure):,}" for name, figure in row.figures.items())
        if row.note or more:
            console.print(f"{row.name}: {row.note or more}", markup=False, highlight=False)


def _short(number: float | None) -> float | None:
    """Three digits that count, or all those before the point."""
    if number is None:
        return None
    return round(number) if abs(number) >= 100 else float(f"{number:.3g}")
