"""The list of agencies, and which of them a row of a case file means.

It matches exactly after folding, offers what is near, and never creates an agency.
The list itself is read by agencies_file.py.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from rapidfuzz import fuzz, process

from cases.reasons import Rejection
from ground.text import fold
from ground.when import local_date

_SIGNS = re.compile(r"[^0-9a-z&]+")
_NEAR = 60  # percent of likeness from which a name is offered
_SHORT_FORMS = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "h": "huyen",
    "p": "phuong",
    "x": "xa",
    "&": "va",
    "bql": "ban quan ly",
    "kkt": "khu kinh te",
}
_PROVINCIAL = ("so ", "ban ", "thanh tra ")  # bodies whose name may end in the province's


@dataclass(frozen=True, slots=True)
class Agency:
    """One unit that may be surveyed. Districts end, communes begin: both days are inclusive."""

    code: str  # QĐ 20/2020/QĐ-TTg, such as "H01.12"
    name: str
    names: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether it existed on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True, slots=True)
class Agencies:
    """Every agency, found by code and by folded name."""

    province: str  # "An Giang"; "tỉnh An Giang" in a name says nothing
    units: tuple[Agency, ...]
    by_code: Mapping[str, Agency]
    by_name: Mapping[str, tuple[Agency, ...]]

    @staticmethod
    def of(province: str, units: Iterable[Agency]) -> "Agencies":
        """Index the units; names may repeat only where their periods differ."""
        listed = tuple(units)
        by_name: dict[str, tuple[Agency, ...]] = {}
        for unit in listed:
            for key in {name_key(name, province) for name in (unit.name, *unit.names)}:
                by_name[key] = (*by_name.get(key, ()), unit)
        return Agencies(province, listed, {code_key(u.code): u for u in listed}, by_name)

    def with_code(self, code: str) -> Agency | None:
        """The agency of a code, also in the older order "000.00.12.H01"."""
        return self.by_code.get(code_key(code))

    def find(self, code: str, name: str, at: datetime | None) -> Agency | Rejection:
        """The agency that a row means by code or, failing that, by its name at that time."""
        if code and (unit := self.with_code(code)):
            return unit
        if not (code or name):
            return Rejection("R03")
        # Lists often write the code into the column of names, and the other way round.
        for text in (name, code):
            named = self.by_name.get(name_key(text, self.province), ()) if text else ()
            if len(named) > 1 and at:
                day = local_date(at)
                named = tuple(unit for unit in named if unit.valid_on(day)) or named
            if len(named) == 1:
                return named[0]
            if named:
                return Rejection("R05")
            if text and (unit := self.with_code(text)):
                return unit
        return Rejection("R04", self.near(name or code))

    def near(self, text: str) -> str | None:
        """The name of the nearest agency, to be offered and never taken."""
        key = name_key(text, self.province)
        match = process.extractOne(key, list(self.by_name), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return self.by_name[match[0]][0].name if match else None


@lru_cache(maxsize=16384)
def name_key(name: str, province: str) -> str:
    """A name for matching: "Ủy ban nhân dân H. An Phú, tỉnh An Giang" is "huyen an phu"."""
    words = _SIGNS.sub(" ", fold(name).replace("&", " & ")).split()
    text = " ".join(_SHORT_FORMS.get(word, word) for word in words)
    text = text.replace("uy ban nhan dan", "ubnd")
    home = fold(province)
    text = text.removesuffix(f" tinh {home}").removesuffix(" tinh")
    if text.startswith(_PROVINCIAL):
        text = text.removesuffix(f" {home}")
    return text.removeprefix(f"ubnd tinh {home} ").removeprefix("ubnd ")


@lru_cache(maxsize=16384)
def code_key(code: str) -> str:
    """A code for matching, top-down and without zeros: "000.00.12.H01" and "H01.12.00" are one."""
    parts = [part for part in code.strip().upper().split(".") if part.strip("0 ")]
    if parts and parts[-1][:1].isalpha() and not parts[0][:1].isalpha():
        parts.reverse()
    return ".".join(parts)
