"""CSV as offices save it: any separator, any encoding of the last thirty years; streamed."""

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from cases import legacy
from cases.errors import CaseFileError
from cases.rows import Recognised, Row, table_rows
from ground.text import clean

_SEPARATORS = ",;\t|"
_SAMPLE_BYTES = 256 * 1024
_CHUNK = 1024 * 1024
_SAMPLE_LINES = 30
_SWALLOWED_LINES = 50  # a cell of so many lines has lost its closing quote


def read_csv(path: Path, recognised: Recognised) -> Iterator[Row]:
    """Stream the rows of a CSV file; raises CaseFileError."""
    encoding, spelling = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        separator = _separator(list(islice(file, _SAMPLE_LINES)))
        file.seek(0)
        yield from table_rows(_lines(file, separator, spelling), recognised)


def _lines(
    file: io.TextIOWrapper, separator: str, spelling: legacy.Spelling
) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(_without_nul(file), delimiter=separator)
    before = 0
    try:
        for cells in reader:
            if reader.line_num - before > _SWALLOWED_LINES:
                raise _unclosed(before + 1)
            if spelling != "unicode":
                cells = [legacy.to_unicode(cell, spelling) for cell in cells]  # noqa: PLW2901
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        raise _unclosed(before + 1) from error


def _without_nul(file: io.TextIOWrapper) -> Iterator[str]:
    for line in file:
        yield line.replace("\0", "") if "\0" in line else line


def _unclosed(line: int) -> CaseFileError:
    return CaseFileError(
        "C006",
        f"Từ dòng {line} có dấu nháy kép mở mà không đóng. Hãy sửa dòng đó rồi nạp lại.",
        f"From row {line} on, a double quote opens and never closes. Mend that row.",
    )


def _separator(lines: list[str]) -> str:
    """The sign that cuts the most lines into the same number of cells."""

    def even(sign: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=sign) if row]
        widths = [width for width in counts if width > 1]
        common = max(set(widths), key=widths.count, default=1)
        return widths.count(common) * (common > 1), common

    return max(_SEPARATORS, key=even)


def _encoding(path: Path) -> tuple[str, legacy.Spelling]:
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", "unicode"
    if sample.startswith(codecs.BOM_UTF8):
        return "utf-8-sig", _spelling(sample, "utf-8-sig")
    if sample[1::2].count(0) > len(sample) // 4:
        return "utf-16-le", "unicode"
    if sample[0::2].count(0) > len(sample) // 4:
        return "utf-16-be", "unicode"
    if _is_utf8(path):
        return "utf-8", _spelling(sample, "utf-8")
    modern = legacy.score(clean(sample.decode("cp1258", "replace")))
    old = _spelling(sample, "latin-1")
    bytes_as_signs = sample.decode("latin-1")
    if old != "unicode" and legacy.score(_converted(bytes_as_signs, old)) > modern:
        return "latin-1", old
    return "cp1258", "unicode"


def _spelling(sample: bytes, encoding: str) -> legacy.Spelling:
    return legacy.spelling(sample.decode(encoding, "ignore").splitlines())


def _converted(text: str, spelling: legacy.Spelling) -> str:
    return legacy.from_tcvn3(text) if spelling == "tcvn3" else legacy.from_vni(text)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return False
    return True
