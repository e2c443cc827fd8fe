"""A row of the fault tests, and its two spellings: a printed table and `var/faults.json`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import orjson
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One check on one backend. `figures` have their unit in their name."""

    check: str
    backend: str  # sqlite, postgresql
    ok: bool
    figures: Mapping[str, float | str] = field(default_factory=dict)

    def plain(self) -> dict[str, object]:
        """The row of `var/faults.json`."""
        return {
            "check": self.check,
            "backend": self.backend,
            "ok": self.ok,
            "figures": dict(self.figures),
        }


Check: TypeAlias = Callable[[float], Iterator[Row]]
"""Breaks things at a scale, 1 being the full size, and gives a row a backend."""


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows of a run; what stood there before is replaced."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps([row.plain() for row in rows], option=orjson.OPT_INDENT_2))


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the rows as a table."""
    table = Table("check", "backend", "ok", "figures")
    for row in rows:
        figures = ", ".join(f"{name} {value}" for name, value in row.figures.items())
        table.add_row(row.check, row.backend, "yes" if row.ok else "NO", figures)
    console.print(table)
