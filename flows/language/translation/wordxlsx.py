"""The words of a survey as an Excel sheet: key, context, Vietnamese, translation.

Every cell is text, so that no word turns into a formula, a date or a number; a formula that
comes back is never computed. It knows bytes, not files.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from flows.language.translation.translations import LANGUAGE
from flows.language.translation.wordfaults import word_fault
from flows.language.translation.wordlist import Entry, Word, WordFile
from ground.faults import Faulty
from ground.text import squeeze

MAX_UNPACKED = 64 * 1024 * 1024  # bytes
KEY, CONTEXT, VIETNAMESE = "Mã / Key", "Ngữ cảnh / Context", "Tiếng Việt"
TEXT = "@"  # Excel's format of a cell that holds text, whatever is typed into it

_WIDTHS = {"A": 30, "B": 40, "C": 60, "D": 60}
_GREY = PatternFill("solid", fgColor="FFE7E6E6")
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADER_WITHIN = 10  # rows
_NO_BOOK = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError,
            AttributeError, IndexError, OSError, EOFError, zlib.error,
            NotImplementedError)  # fmt: skip
"""What openpyxl raises on a file that is none of Excel's, or is cut off."""


def write_xlsx(language: str, words: Iterable[Word]) -> bytes:
    """A workbook of one sheet, a row a text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one sheet
    sheet.title = language
    rows = [(w.code, "\n".join(w.hints), w.vi, w.there) for w in words]
    for number, row in enumerate([(KEY, CONTEXT, VIETNAMESE, language), *rows], 1):
        for column, text in enumerate(row, 1):
            cell: Any = sheet.cell(number, column)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
            cell.data_type = "s"  # also where it looks like a formula or an error
            cell.number_format = TEXT
            cell.alignment = _WRAPPED
            if number == 1:
                cell.font = Font(bold=True)
            if number == 1 or column == 1:
                cell.fill = _GREY
    sheet.freeze_panes = "A2"
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def read_xlsx(raw: bytes, file: str) -> WordFile:
    """What a sheet says, its columns found by their headings; raises Faulty."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Faulty([word_fault(file, 0, "W006")])
        book = openpyxl.load_workbook(BytesIO(raw), read_only=True)
        sheets = [list(_rows(sheet)) for sheet in book.worksheets]
    except _NO_BOOK as error:
        raise Faulty([word_fault(file, 0, "W003")]) from error
    missing = KEY
    for rows in sheets:
        for number, row in enumerate(rows[:_HEADER_WITHIN]):
            heads = [squeeze(_text(cell)) for cell in row]
            language = next((head for head in heads if LANGUAGE.fullmatch(head)), "")
            if KEY not in heads:
                continue
            if VIETNAMESE in heads and language:
                places = [heads.index(head) for head in (KEY, VIETNAMESE, language)]
                return WordFile(language, tuple(_entries(rows, number + 1, places)))
            missing = "en, km, …" if VIETNAMESE in heads else VIETNAMESE
    raise Faulty([word_fault(file, 0, "W004", column=missing)])


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    # Some programs write a wrong size into the sheet, which would cut it short.
    sheet.reset_dimensions()
    yield from sheet.iter_rows()


def _entries(rows: Sequence[Sequence[Any]], first: int, places: list[int]) -> Iterator[Entry]:
    for number, row in enumerate(rows[first:], first + 1):
        code, vi, words = (row[place] if place < len(row) else None for place in places)
        if _text(code) or _text(words):
            yield Entry(
                number, _text(code), _text(vi), _text(words), unreadable=not _is_text(words)
            )


def _is_text(cell: Any) -> bool:
    value = None if cell is None else cell.value
    if value is None or isinstance(value, str):
        return cell is None or cell.data_type != "f"
    return isinstance(value, int) and not isinstance(value, bool)


def _text(cell: Any) -> str:
    value = None if cell is None else cell.value
    return "" if value is None else str(value).strip()
