"""Reads agencies.yaml, and tells all its faults at once. It matches nothing (agencies.py does)."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeGuard

from rapidfuzz import fuzz, process

from cases.agencies import Agencies, Agency, code_key, name_key
from ground import yamlfile
from ground.faults import Fault, Faulty
from ground.text import squeeze
from ground.yamlfile import Document

_TOP = ("province", "agencies")
_KEYS = ("code", "name", "names", "valid_from", "valid_to")
_MAX_CODE, _MAX_NAME = 40, 200
_NEAR = 60  # percent of likeness from which a key is offered
Place = tuple[str | int, ...]


def read_agencies(path: Path) -> Agencies:
    """The agencies of a file such as examples/an_giang/agencies.yaml; raises Faulty.

    `province: An Giang`, then `agencies:` a list of `code`, `name`, and where needed `names`
    (other spellings), `valid_from` and `valid_to` (days as YYYY-MM-DD).
    """
    document = yamlfile.read(path)
    value = document.value
    if not isinstance(value, dict):
        raise Faulty([_shape(document, (), "province, agencies")])
    faults = _unknown(document, (), list(value), _TOP)
    province = value.get("province")
    if not _is_text(province):
        faults.append(_shape(document, ("province",), "province: An Giang"))
    entries = value.get("agencies")
    if not isinstance(entries, list) or not entries:
        faults.append(_shape(document, ("agencies",), "- code: H01.12"))
        raise Faulty(faults)
    units: list[tuple[Place, Agency]] = []
    for number, entry in enumerate(entries):
        place: Place = ("agencies", number)
        found = _entry(document, place, entry)
        faults += found
        if not found and isinstance(entry, dict):
            units.append((place, _agency(entry)))
    faults += _repeated(document, units, str(province))
    if faults:
        raise Faulty(faults)
    return Agencies.of(str(province), (unit for _, unit in units))


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _entry(document: Document, place: Place, entry: object) -> list[Fault]:
    if not isinstance(entry, dict):
        return [_shape(document, place, "- code: H01.12")]
    faults = _unknown(document, place, list(entry), _KEYS)
    for key, longest in (("code", _MAX_CODE), ("name", _MAX_NAME)):
        if not _is_text(entry.get(key)) or len(entry[key]) > longest:
            faults.append(_shape(document, (*place, key), f"{key}: …"))
    names = entry.get("names", [])
    if not isinstance(names, list) or not all(_is_text(name) for name in names):
        faults.append(_shape(document, (*place, "names"), "names: [Sở GTVT]"))
    for key in ("valid_from", "valid_to"):
        if key in entry and _day(entry[key]) is None:
            faults.append(_shape(document, (*place, key), f"{key}: 2025-07-01"))
    start, end = _day(entry.get("valid_from")), _day(entry.get("valid_to"))
    if start and end and start > end:
        faults.append(_shape(document, (*place, "valid_to"), "valid_to ≥ valid_from"))
    return faults


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def _agency(entry: dict[str, object]) -> Agency:
    names = entry.get("names")
    return Agency(
        code=str(entry["code"]).strip().upper(),
        name=squeeze(str(entry["name"])),
        names=tuple(squeeze(str(name)) for name in names) if isinstance(names, list) else (),
        valid_from=_day(entry.get("valid_from")),
        valid_to=_day(entry.get("valid_to")),
    )


def _repeated(
    document: Document, units: Sequence[tuple[Place, Agency]], province: str
) -> list[Fault]:
    faults: list[Fault] = []
    codes: dict[str, Agency] = {}
    names: dict[str, list[Agency]] = {}
    for place, unit in units:
        first = codes.setdefault(code_key(unit.code), unit)
        if first is not unit:
            faults.append(_twice(document, (*place, "code"), first.name))
        for key in {name_key(name, province) for name in (unit.name, *unit.names)}:
            for other in names.setdefault(key, []):
                if _overlap(unit, other):
                    faults.append(_twice(document, (*place, "name"), other.name))
            names[key].append(unit)
    return faults


def _overlap(one: Agency, other: Agency) -> bool:
    return (one.valid_from or date.min) <= (other.valid_to or date.max) and (
        other.valid_from or date.min
    ) <= (one.valid_to or date.max)


def _shape(document: Document, place: Place, example: str) -> Fault:
    return document.fault(
        place,
        "A001",
        ("Mục này thiếu hoặc viết sai.", f"Ví dụ đúng: {example}"),
        ("This entry is missing or wrong.", f"A right one: {example}"),
    )


def _twice(document: Document, place: Place, other: str) -> Fault:
    return document.fault(
        place,
        "A002",
        (f"Mã hoặc tên này trùng với “{other}” trong cùng thời gian.", "Hãy sửa một trong hai."),
        (f"This code or name is also that of “{other}” at the same time.", "Change one of them."),
    )


def _unknown(
    document: Document, place: Place, keys: Sequence[str], known: Sequence[str]
) -> list[Fault]:
    faults: list[Fault] = []
    for key in keys:
        if key in known:
            continue
        match = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
        vi = f"Có phải “{match[0]}” không?" if match else f"Dùng được: {', '.join(known)}."
        en = f"Did you mean “{match[0]}”?" if match else f"Known: {', '.join(known)}."
        what = (f"Không có mục “{key}”.", vi), (f"There is no entry “{key}”.", en)
        faults.append(document.fault((*place, key), "A003", *what, key=True))
    return faults
