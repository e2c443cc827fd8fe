"""JSON in the shape of the national sync, streamed. It keeps what it does not know as text.

The shape is `{"session", "madonvi", "service", "isUpdating", "data": [case, …]}` of the service
DongBoHoSoMC, or a bare list of cases. `madonvi` is given to each case that names no agency.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import ijson
import orjson

from cases.errors import CaseFileError
from cases.rows import Row

SENDER = "madonvi"
_UNIT_COLUMNS = ("DonViXuLy", "MaDonVi", "MaDonViXuLy")


def read_json(path: Path) -> Iterator[Row]:
    """Stream the cases of a JSON file; raises CaseFileError."""
    try:
        with path.open("rb") as file:
            skip_bom(file)
            prefix, sender = _shape(file, path)
            file.seek(0)
            skip_bom(file)
            items = ijson.items(file, prefix, use_float=True)
            for number, item in enumerate(items):
                yield Row(f"data[{number}]", _flat(item, sender))
    except (ijson.JSONError, UnicodeDecodeError) as error:
        detail = str(error).splitlines()[0][:80]
        raise CaseFileError(
            "C007",
            f"Tệp {path.name} không phải JSON đúng ({detail}). Hãy xuất lại tệp.",
            f"The file {path.name} is broken JSON ({detail}). Export it again.",
        ) from error


def skip_bom(file: BinaryIO) -> None:
    """Step over a byte order mark, which JSON does not allow and Windows writes."""
    if file.read(3) != b"\xef\xbb\xbf":
        file.seek(0)


def _shape(file: BinaryIO, path: Path) -> tuple[str, str]:
    """Where the cases stand, and the sender's code where it stands before them."""
    sender = ""
    for prefix, event, value in ijson.parse(file):
        if prefix == "" and event == "start_array":
            return "item", sender
        if prefix == SENDER and event == "string":
            sender = value
        if prefix == "data" and event == "start_array":
            return "data.item", sender
    raise CaseFileError(
        "C008",
        f"Tệp {path.name} không có danh sách hồ sơ “data”.",
        f"The file {path.name} has no list of cases “data”.",
    )


def _flat(item: Any, sender: str) -> dict[str, str]:
    """One case as text by key; the parts of a list stand together, "DinhDanhCHS.SoDinhDanh"."""
    if not isinstance(item, dict):
        return {}
    raw: dict[str, str] = {}
    for key, value in item.items():
        if isinstance(value, str):
            raw[key] = value
        elif isinstance(value, list | dict):
            raw.update(_nested(key, value))
        else:
            raw[key] = _plain(value)
    if sender and not any(raw.get(column) for column in _UNIT_COLUMNS):
        raw[SENDER] = sender
    return raw


def _nested(key: str, value: Any) -> Iterator[tuple[str, str]]:
    parts = value if isinstance(value, list) else [value]
    if not parts or not all(isinstance(part, dict) for part in parts):
        yield key, orjson.dumps(value).decode() if parts else ""
        return
    for name in {name: None for part in parts for name in part}:
        yield f"{key}.{name}", "; ".join(_plain(part[name]) for part in parts if part.get(name))


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return str(value).lower()
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return str(value)
