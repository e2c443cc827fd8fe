"""Reads source.yaml: where completed cases come from. It fetches nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from cases.agencies import Agencies
from cases.agencies_file import read_agencies
from cases.mapping import FieldMap, read_mapping
from ground import yamlfile
from ground.faults import Fault, Faulty
from ground.yamlfile import Document

_KEYS = ("name", "kind", "folder", "agencies", "mapping")


@dataclass(frozen=True, slots=True)
class Source:
    """A watched folder, the agencies its files speak of, and how their headers are read."""

    name: str
    folder: Path
    agencies: Agencies
    fields: FieldMap


def read_source(path: Path, data: Path) -> Source:
    """Read a source; raises Faulty with all faults of it and of the files that it names.

    `folder` lies under the data folder `data`; `agencies` and `mapping` beside source.yaml.
    """
    document = yamlfile.read(path)
    value = document.value if isinstance(document.value, dict) else {}
    faults = _faults(document, value)
    agencies = fields = None
    if not faults:
        try:
            agencies = read_agencies(path.parent / value["agencies"])
        except Faulty as faulty:
            faults += faulty.faults
        try:
            own = path.parent / value["mapping"] if value.get("mapping") else None
            fields = read_mapping(own)
        except Faulty as faulty:
            faults += faulty.faults
    if faults or agencies is None or fields is None:
        raise Faulty(faults)
    return Source(value["name"], data / value["folder"], agencies, fields)


def _faults(document: Document, value: Mapping[str, object]) -> list[Fault]:
    faults = []
    for key in ("name", "folder", "agencies"):
        text = value.get(key)
        if not isinstance(text, str) or not text.strip():
            faults.append(
                document.fault(
                    (key,),
                    "S001",
                    (f"Thiếu mục “{key}”.", f"Hãy thêm dòng “{key}: …”."),
                    (f"The entry “{key}” is missing.", f"Add a line “{key}: …”."),
                )
            )
    if value.get("kind") != "folder":
        faults.append(
            document.fault(
                ("kind",),
                "S002",
                ("Loại nguồn này chưa có.", "Hãy viết “kind: folder”."),
                ("There is no such kind of source.", "Write “kind: folder”."),
            )
        )
    for key in value:
        if key not in _KEYS:
            near = process.extractOne(key, _KEYS, score_cutoff=60)
            vi = f"Có phải “{near[0]}” không?" if near else f"Dùng được: {', '.join(_KEYS)}."
            en = f"Did you mean “{near[0]}”?" if near else f"Known: {', '.join(_KEYS)}."
            vi_what, en_what = f"Không có mục “{key}”.", f"There is no entry “{key}”."
            faults.append(document.fault((key,), "S003", (vi_what, vi), (en_what, en), key=True))
    return faults
