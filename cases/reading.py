"""A case file as batches of checked rows: nothing of the store, and no key, is in them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from cases.case import CaseRow, is_national
from cases.mapping import Columns, FieldMap
from cases.normalise import Rules, read_case
from cases.read import read_rows
from cases.read_json import SENDER
from cases.reasons import Rejection
from cases.rows import Row

UNIT_ROWS = 500
"""Rows of one write transaction; longer ones would keep a citizen's answer waiting."""

Refused = tuple[str, dict[str, str], Rejection]
"""Place, raw content, and why the row cannot be used."""


@dataclass(slots=True)
class ReadBatch:
    """Up to 500 rows, read and checked."""

    read: int
    cases: list[CaseRow] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_batches(path: Path, rules: Rules) -> Iterator[ReadBatch]:
    """The file's rows in order; raises CaseFileError where the file cannot be used."""
    rows = read_rows(path, rules.fields.recognised)
    first = list(islice(rows, UNIT_ROWS))
    _require_columns(first, rules.fields)
    columns: dict[tuple[str, ...], Columns] = {}
    reading = chain(first, rows)
    while part := list(islice(reading, UNIT_ROWS)):
        batch = ReadBatch(len(part))
        for place, raw in part:
            shape = tuple(raw)
            if shape not in columns:
                columns[shape] = rules.fields.locate(shape)
            found = read_case(raw, columns[shape], rules, raw.get(SENDER, ""))
            if isinstance(found, Rejection):
                batch.refused.append((place, dict(raw), found))
            else:
                batch.cases.append(found)
        yield batch


def _require_columns(first: list[Row], fields: FieldMap) -> None:
    """Raise CaseFileError where no row of the first unit has a column that is needed."""
    if not first:
        return
    headers = list({header: None for _, raw in first for header in raw})
    code = next((names for name, names in fields.locate(headers) if name == "code"), ())
    named = any(SENDER in raw or is_national(raw.get(h, "")) for _, raw in first for h in code)
    fields.require(headers, named)
