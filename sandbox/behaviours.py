"""What the sandbox imitates, behaviour by behaviour, and how each is known: behaviours.tsv.

The page docs/sandbox.md holds the same table (`python -m sandbox.behaviours` prints it), and tests
hold both together: every row names the test that shows it, every error code has a row.
"""

from dataclasses import dataclass
from pathlib import Path

KNOWN = ("OQ", "OSDK", "REAL", "3P", "RFC")  # see the package's docstring


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One row. `known` holds some of KNOWN; `assumed` says what no source tells of it."""

    area: str
    behaviour: str
    known: tuple[str, ...]
    assumed: str
    test: str


def read() -> list[Behaviour]:
    """All rows of the table."""
    lines = Path(__file__).with_name("behaviours.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines[1:]:
        area, behaviour, known, assumed, test = line.split("\t")
        found.append(Behaviour(area, behaviour, tuple(known.split()), assumed, test))
    return found


def table(rows: list[Behaviour]) -> str:
    """The rows as the page shows them."""
    lines = ["| of | behaviour | known from | assumed |", "|---|---|---|---|"]
    lines += [
        f"| {row.area} | {row.behaviour} | {' '.join(row.known) or '–'} | {row.assumed or '–'} |"
        for row in rows
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(read()))
