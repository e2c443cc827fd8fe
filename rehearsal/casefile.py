"""The case file as the invariants read it: independently, and only as far as they need it.

It knows the national sync's field names in JSON or CSV. It judges no row: a row that the product
may have set aside is here too. It imports nothing of the product.
"""

import csv
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

_HERE = timezone(timedelta(hours=7))
_STAMP = re.compile(r"\d{14}")
_NATIONAL = re.compile(
    r"(?:\d{3}\.\d\d\.\d\d\.[A-Z]\d\d|[A-Z]\d\d(?:\.\d{2,3}){0,5})-\d{6}-\d{4,6}"
)
_MOBILE = re.compile(r"84[35789]\d{8}")
_OLD_HEADS = {
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38",
    "169": "39", "120": "70", "121": "79", "122": "77", "126": "76", "128": "78", "123": "83",
    "124": "84", "125": "85", "127": "81", "129": "82", "186": "56", "188": "58", "199": "59",
}  # fmt: skip
"""The renumbering of 2018: numbers of eleven digits to ten."""


@dataclass(frozen=True, slots=True)
class FileCase:
    """One row. `status`, `received` and `returned` are None where they cannot be read plainly."""

    code: str
    agency: str  # as written, tidy
    phones: tuple[str, ...]  # every number of the row, "84…"
    mails: tuple[str, ...]
    status: str
    received: datetime | None
    returned: datetime | None

    def key(self, agency_code: str) -> str:
        """The key that the draw orders by: a national code, else the unit's code before it."""
        folded = self.code.upper()
        return folded if _NATIONAL.fullmatch(folded) else f"{agency_code}/{folded}"


def read_case_file(path: Path) -> list[FileCase]:
    """Every row; raises ValueError where the file is neither JSON nor CSV of the sync."""
    return [_row(raw) for raw in _rows(path) if isinstance(raw, Mapping)]


def _rows(path: Path) -> Iterator[Mapping[str, object]]:
    kind = path.suffix.lower()
    if kind not in (".json", ".csv"):
        raise ValueError(f"{path.name}: JSON or CSV of the national sync")
    text = path.read_text("utf-8-sig")
    if kind == ".csv":
        yield from csv.DictReader(text.splitlines())
        return
    loaded = json.loads(text)
    yield from loaded["data"] if isinstance(loaded, dict) else loaded


def _row(raw: Mapping[str, object]) -> FileCase:
    def cell(name: str) -> str:
        return " ".join(unicodedata.normalize("NFC", str(raw.get(name) or "")).split())

    numbers = (normal_phone(cell(name)) for name in ("SoDienThoaiChuHoSo", "SoDienThoai"))
    mails = (cell(name).casefold() for name in ("EmailChuHoSo", "Email"))
    return FileCase(
        code=re.sub(r"\s*-\s*", "-", cell("MaHoSo")),
        agency=cell("DonViXuLy"),
        phones=tuple(dict.fromkeys(number for number in numbers if number)),
        mails=tuple(dict.fromkeys(mail for mail in mails if mail)),
        status=cell("TrangThaiHoSo"),
        received=_moment(cell("NgayTiepNhan")),
        returned=_moment(cell("NgayTra")),
    )


def normal_phone(text: str) -> str:
    """ "84912345678" of any spelling of a mobile; "" where it is none."""
    digits = re.sub(r"\D", "", text).removeprefix("00")
    if digits.startswith("84") and len(digits) > 10:
        digits = digits[2:]
    digits = digits.removeprefix("0")
    if len(digits) == 10 and digits[:3] in _OLD_HEADS:
        digits = _OLD_HEADS[digits[:3]] + digits[3:]
    number = "84" + digits
    return number if _MOBILE.fullmatch(number) else ""


def _moment(text: str) -> datetime | None:
    if not _STAMP.fullmatch(text):
        return None
    return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=_HERE)
