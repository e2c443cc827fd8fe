"""Opens a case file as what it is, whatever its name says. It maps and checks nothing."""

from collections.abc import Iterator
from pathlib import Path

from cases.errors import CaseFileError
from cases.read_csv import read_csv
from cases.read_json import read_json
from cases.read_xlsx import read_xls, read_xlsx
from cases.rows import Recognised, Row

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOM = b"\xef\xbb\xbf"
_HEAD = 4096


def read_rows(path: Path, recognised: Recognised) -> Iterator[Row]:
    """Stream a CSV, XLSX, XLS or JSON file; raises CaseFileError."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        why = error.strerror or str(error)
        raise CaseFileError(
            "C003",
            f"Không đọc được tệp {path.name}: {why}. Hãy kiểm tra đường dẫn và quyền đọc.",
            f"The file {path.name} cannot be read: {why}. Check its path and rights.",
        ) from error
    start = head.removeprefix(_BOM).lstrip()
    if not start:
        raise CaseFileError("C004", f"Tệp {path.name} trống.", f"The file {path.name} is empty.")
    if start.startswith(_ZIP):
        return read_xlsx(path, recognised)
    if start.startswith(_OLE):
        return read_xls(path, recognised)
    if start[:1] == b"<":
        raise _html(path)
    if start[:1] in (b"{", b"[") and path.suffix.lower() != ".csv":
        return read_json(path)
    return read_csv(path, recognised)


def _html(path: Path) -> CaseFileError:
    return CaseFileError(
        "C005",
        f"Tệp {path.name} là trang HTML mang tên Excel. "
        "Hãy mở bằng Excel, chọn “Lưu thành” dạng .xlsx rồi nạp lại.",
        f"The file {path.name} is an HTML page under an Excel name. "
        "Open it in Excel, save it as .xlsx and import it again.",
    )
