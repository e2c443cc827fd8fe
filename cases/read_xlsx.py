"""Excel sheets, row by row. It computes no formula: the value last saved in the cell counts.

openpyxl's read-only mode keeps memory flat (libraries measured: +30 MiB for 100,000 rows, where
calamine takes +98); calamine reads the old binary .xls, which ends at 65,536 rows anyway.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import python_calamine
from openpyxl.utils.exceptions import InvalidFileException

from cases import legacy
from cases.errors import CaseFileError
from cases.rows import Recognised, Row, table_rows

MAX_UNPACKED_BYTES = 1024**3
_SAMPLE_ROWS = 200
Lines = Iterator[tuple[int, list[str]]]


def read_xlsx(path: Path, recognised: Recognised) -> Iterator[Row]:
    """Stream every sheet that has a header we know; raises CaseFileError."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise _too_large(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, OSError) as error:
        raise _broken(path) from error
    try:
        sheets = {}
        for sheet in book.worksheets:
            # Some programs write a wrong size into the sheet, which would cut it short.
            sheet.reset_dimensions()
            sheets[sheet.title] = sheet.iter_rows(values_only=True)
        yield from _sheets(sheets, recognised)
    finally:
        book.close()


def read_xls(path: Path, recognised: Recognised) -> Iterator[Row]:
    """Stream an old binary .xls; raises CaseFileError."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.CalamineError as error:
        raise _broken(path) from error
    names = book.sheet_names
    yield from _sheets({n: book.get_sheet_by_name(n).iter_rows() for n in names}, recognised)


def _sheets(
    sheets: Mapping[str, Iterable[Iterable[object]]], recognised: Recognised
) -> Iterator[Row]:
    first: CaseFileError | None = None
    found = False
    for name, rows in sheets.items():
        try:
            for row in table_rows(_lines(rows), recognised, name if len(sheets) > 1 else ""):
                found = True
                yield row
        except CaseFileError as error:
            first = first or error
    if first and not found:
        raise first


def _lines(rows: Iterable[Iterable[object]]) -> Lines:
    """Cells as text; the first rows tell whether the text is of an old font's spelling."""
    numbered = ((number, [text_of(cell) for cell in row]) for number, row in enumerate(rows, 1))
    held: list[tuple[int, list[str]]] = []
    for line in numbered:
        held.append(line)
        if len(held) == _SAMPLE_ROWS:
            break
    spelling = legacy.spelling(cell for _, cells in held for cell in cells)
    for part in (held, numbered):
        for number, cells in part:
            if spelling == "unicode":
                yield number, cells
            else:
                yield number, [legacy.to_unicode(cell, spelling) for cell in cells]


def text_of(cell: object) -> str:
    """A cell's value as text: whole numbers without ".0", times as "2026-01-15 08:15:00"."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case datetime() | date() | time():
            return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case _:
            return str(cell)


def _broken(path: Path) -> CaseFileError:
    return CaseFileError(
        "C009",
        f"Tệp {path.name} không mở được như tệp Excel. Hãy mở và lưu lại dạng .xlsx.",
        f"The file {path.name} does not open as Excel. Open it and save it again as .xlsx.",
    )


def _too_large(path: Path) -> CaseFileError:
    return CaseFileError(
        "C010",
        f"Tệp {path.name} giải nén quá 1 GB. Hãy chia nhỏ hoặc xuất dạng CSV.",
        f"The file {path.name} unpacks to over 1 GB. Split it or export CSV.",
    )
