"""A row as it came: its place and its cells as text. It knows no field."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from cases.errors import CaseFileError

TITLE_ROWS = 30
"""Rows in which the header is looked for: titles, dates and merged cells stand above it."""

_KNOWN_HEADERS = 2  # one known word may stand in a title, two do not

Recognised = Callable[[Sequence[str]], int]
"""How many cells of a row are headers that we know."""

EXTRA = "+"
"""The key of what stands beyond the last header; a row that has it was cut in the wrong places."""


class Row(NamedTuple):
    """One row: where it stands ("row 17", "data[3]"), and its cells by header."""

    place: str
    raw: dict[str, str]


def table_rows(
    lines: Iterable[tuple[int, list[str]]], recognised: Recognised, sheet: str = ""
) -> Iterator[Row]:
    """The rows under the header of a table; `lines` are (line number, cells).

    Raises CaseFileError where no header is found. Blank rows, and the header where it is
    repeated on each page, are left out.
    """
    reading = iter(lines)
    header = _header(reading, recognised)
    prefix = f"{sheet} row " if sheet else "row "
    width, unnamed = len(header), "" in header
    for number, cells in reading:
        if not any(cells) or cells[:width] == header:
            continue
        raw = dict(zip(header, cells, strict=False))
        if unnamed:
            raw.pop("", None)
        if len(cells) > width and any(extra.strip() for extra in cells[width:]):
            raw[EXTRA] = "\t".join(cells[width:])
        yield Row(f"{prefix}{number}"[:80], raw)


def _header(reading: Iterator[tuple[int, list[str]]], recognised: Recognised) -> list[str]:
    best: tuple[int, list[str]] = (0, [])
    seen: list[str] = []
    for _, cells in reading:
        known = recognised(cells)
        if known >= _KNOWN_HEADERS:
            return _unique(cells)
        best = max(best, (known, cells), key=lambda pair: pair[0])
        if any(cells):
            seen.append(" | ".join(cell for cell in cells if cell)[:80])
        if len(seen) == TITLE_ROWS:
            break
    shown = f" (dòng đầu: “{seen[0]}”)" if seen else ""
    shown_en = f" (first row: “{seen[0]}”)" if seen else ""
    raise CaseFileError(
        "C002",
        f"Không tìm thấy dòng tiêu đề cột trong {TITLE_ROWS} dòng đầu{shown}. "
        "Hãy bảo đảm có các cột như “Mã hồ sơ”, “Đơn vị”, “Trạng thái”.",
        f"No header row was found in the first {TITLE_ROWS} rows{shown_en}. "
        "Make sure of columns such as “Mã hồ sơ”, “Đơn vị”, “Trạng thái”.",
    )


def _unique(cells: Sequence[str]) -> list[str]:
    """Headers made unique, so that a repeated column does not hide the first."""
    header: list[str] = []
    for cell in cells:
        name = " ".join(cell.split())
        header.append("" if name in header else name)
    while header and not header[-1]:
        header.pop()
    return header
