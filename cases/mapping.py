"""Headers in any spelling to our fields, and words to codes, by a mapping file.

`mapping.yaml` beside this module has the spellings that are known; an admin's file may add its
own, which then come first. It never guesses a header: a near one is only offered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from cases.errors import CaseFileError
from ground import yamlfile
from ground.faults import Fault, Faulty
from ground.text import fold
from ground.yamlfile import Document

_BUILT_IN = Path(__file__).with_name("mapping.yaml")
_SIGNS = re.compile(r"[^0-9a-z]+")
_NEAR = 75  # percent of likeness from which a spelling is offered
_LISTS = ("refusals", "online")
_VIETNAMESE = {"code": "Mã hồ sơ", "agency": "Đơn vị", "status": "Trạng thái"}

Columns = tuple[tuple[str, tuple[str, ...]], ...]
"""For each field, the headers that hold it, best first."""


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """A header or a word for matching: "Số hồ sơ:" and "so_ho_so" are both "sohoso"."""
    return _SIGNS.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class FieldMap:
    """What the mapping files say, folded for matching."""

    headers: Mapping[str, tuple[str, int]]  # header key -> field, rank (0 = best)
    statuses: Mapping[str, str]  # word key -> "1" … "10"
    kinds: Mapping[str, str]  # word key -> "1" … "4"
    refusals: frozenset[str]
    online: frozenset[str]

    def recognised(self, cells: Sequence[str]) -> int:
        """How many cells are headers that we know; a title row has none."""
        return len({self.headers[key][0] for c in cells if (key := header_key(c)) in self.headers})

    def locate(self, headers: Sequence[str]) -> Columns:
        """Which headers hold which field."""
        found: dict[str, list[tuple[int, str]]] = {}
        for header in headers:
            if known := self.headers.get(header_key(header)):
                found.setdefault(known[0], []).append((known[1], header))
        return tuple((field, tuple(h for _, h in sorted(hs))) for field, hs in found.items())

    def require(self, headers: Sequence[str], agency_known: bool) -> None:
        """Raise CaseFileError where a needed column is missing.

        Needed: the case code; the agency, unless the codes or the file name it; and the status
        or the day of return.
        """
        fields = {field for field, _ in self.locate(headers)}
        missing = [] if "code" in fields else ["code"]
        if not (agency_known or fields & {"agency", "agency_code"}):
            missing.append("agency")
        if not fields & {"status", "returned"}:
            missing.append("status")
        if missing:
            raise self._missing(missing[0], headers)

    def _missing(self, field: str, headers: Sequence[str]) -> CaseFileError:
        column = _VIETNAMESE[field]
        shown = ", ".join(f"“{h}”" for h in headers[:12] if h) or "–"
        near = self._near(field, headers)
        vi = f"Thiếu cột “{column}”; tệp có các cột: {shown}."
        en = f"The column “{column}” is missing; the file has: {shown}."
        if near:
            vi += f" Có phải cột đó là “{near}” không? Hãy thêm tên này vào tệp ánh xạ."
            en += f" Did you mean “{near}”? Add that name to the mapping file."
        else:
            vi += " Hãy đổi tên cột hoặc thêm tên cột vào tệp ánh xạ."
            en += " Rename the column or add its name to the mapping file."
        return CaseFileError("C001", vi, en)

    def _near(self, field: str, headers: Sequence[str]) -> str | None:
        spellings = [key for key, (name, _) in self.headers.items() if name == field]
        unknown = {header_key(h): h for h in headers if header_key(h) not in self.headers}
        best = (0.0, "")
        for key, header in unknown.items():
            if match := process.extractOne(key, spellings, scorer=fuzz.ratio, score_cutoff=_NEAR):
                best = max(best, (match[1], header))
        return best[1] or None


def built_in() -> FieldMap:
    """The mapping that comes with the program."""
    return read_mapping()


def read_mapping(own: Path | None = None) -> FieldMap:
    """The built-in mapping, with an admin's own before it; raises Faulty."""
    base = yamlfile.read(_BUILT_IN, "cases/mapping.yaml")
    documents = [base] if own is None else [yamlfile.read(own), base]
    faults = [fault for document in documents for fault in _faults(document, base.value)]
    if faults:
        raise Faulty(faults)
    values = [document.value or {} for document in documents]
    return FieldMap(
        headers=_ranked([value.get("fields", {}) for value in values]),
        statuses=_words([value.get("statuses", {}) for value in values]),
        kinds=_words([value.get("kinds", {}) for value in values]),
        refusals=frozenset(header_key(w) for value in values for w in value.get("refusals", ())),
        online=frozenset(header_key(w) for value in values for w in value.get("online", ())),
    )


def _ranked(tables: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, tuple[str, int]]:
    ranked: dict[str, tuple[str, int]] = {}
    for table in tables:
        for field, spellings in table.items():
            for spelling in spellings:
                ranked.setdefault(header_key(str(spelling)), (field, len(ranked)))
    return ranked


def _words(tables: Sequence[Mapping[str, Sequence[str]]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for table in tables:
        for code, spellings in table.items():
            for spelling in (code, *spellings):
                words.setdefault(header_key(str(spelling)), code)
    return words


def _faults(document: Document, known: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    value = document.value or {}
    if not isinstance(value, dict):
        return [_shape(document, ())]
    faults: list[Fault] = []
    for part, content in value.items():
        if part not in known:
            faults.append(_unknown(document, (part,), part, list(known)))
        elif part in _LISTS:
            faults += [] if _is_words(content) else [_shape(document, (part,))]
        elif not isinstance(content, dict):
            faults.append(_shape(document, (part,)))
        else:
            for name, words in content.items():
                if name not in known[part]:
                    faults.append(_unknown(document, (part, name), name, list(known[part])))
                elif not _is_words(words):
                    faults.append(_shape(document, (part, name)))
    return faults


def _is_words(content: object) -> bool:
    return isinstance(content, list) and all(isinstance(word, str | int) for word in content)


def _shape(document: Document, path: tuple[str | int, ...]) -> Fault:
    return document.fault(
        path,
        "C101",
        ("Chỗ này phải là danh sách tên.", "Hãy viết dạng: tên: [cách viết 1, cách viết 2]."),
        ("A list of names belongs here.", "Write it as name: [spelling 1, spelling 2]."),
    )


def _unknown(
    document: Document, path: tuple[str | int, ...], name: str, known: Sequence[str]
) -> Fault:
    match = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=60)
    vi = f"Có phải “{match[0]}” không?" if match else f"Các tên dùng được: {', '.join(known)}."
    en = f"Did you mean “{match[0]}”?" if match else f"Known names: {', '.join(known)}."
    vi_what, en_what = f"Không có mục “{name}”.", f"There is no entry “{name}”."
    return document.fault(path, "C102", (vi_what, vi), (en_what, en), key=True)
