"""The corpus of mails that come in: tests/data/mails, with what each of them is."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CORPUS = Path(__file__).parents[1] / "data" / "mails"
_REFERENCE = b"REFMAC"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of the corpus and its verdict (tests/data/mails/README.md has the columns)."""

    name: str
    to: str
    kind: str
    status: str
    words: str

    def raw(self, own: str = "name.mac") -> bytes:
        """Its bytes; `own` is what stands between "b+" and "@" in our envelope sender."""
        return (CORPUS / f"{self.name}.eml").read_bytes().replace(_REFERENCE, own.encode())


@cache
def corpus() -> tuple[Mail, ...]:
    """Every mail, in the order of the table."""
    with (CORPUS / "expected.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.reader(table, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return tuple(Mail(*row) for row in rows)
