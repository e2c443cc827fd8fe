"""Recordings of questions: their names in a survey, and whether the files beside it can be used.

A survey's text names files of `audio/`, one a language; the files themselves are no part of it. A
recording that is spoken anew gets a new name: a talk that goes on keeps its words.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.language.faults.report import Report, fault_at
from flows.language.keys import RECORDING
from flows.language.parts import Part
from ground.yamlfile import Document, Path_

FOLDER = "audio"
"""Beside the surveys."""
MAX_BYTES = 500_000
"""A minute of speech at 64 kbit/s; a citizen pays for each byte."""

_NAME = re.compile(RECORDING)
_MAGIC = {".mp3": (0, (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
          ".m4a": (4, (b"ftyp",)), ".ogg": (0, (b"OggS",))}  # fmt: skip
_WHY = {
    "name": ("tên chỉ có a-z, 0-9, dấu . - _ và đuôi mp3, m4a hoặc ogg",
             "its name has a-z, 0-9, . - _ and ends in mp3, m4a or ogg"),
    "language": ("phiếu không có ngôn ngữ này", "the survey does not speak this language"),
    "missing": ("không có tệp này", "there is no such file"),
    "kind": ("bên trong không phải loại tệp như đuôi tên", "it is not what its name says"),
    "size": ("tệp quá lớn", "it is too large"),
}  # fmt: skip


def recordings(part: Part | None, languages: Sequence[str]) -> dict[str, str]:
    """Language -> file name, of `audio: NAME` or `audio: {vi: NAME, …}`."""
    if part is None:
        return {}
    each = part.group() if isinstance(part.value, dict) else {"vi": part}
    found = {language: named.text() for language, named in each.items()}
    for language, name in found.items():
        wrong = "" if _NAME.fullmatch(name) else "name"
        wrong = wrong if language in languages else "language"
        if wrong and name:
            why, why_en = _WHY[wrong]
            each[language].fault("F087", file=name, why=why, why_en=why_en)
    return found


def check_recordings(document: Document, folder: Path, report: Report) -> None:
    """Report every recording that a survey names and its `folder` cannot give."""
    for path, name in _named(document):
        wrong = _wrong(folder / FOLDER / name) if _NAME.fullmatch(name) else ""
        if wrong:
            why, why_en = _WHY[wrong]
            report.add(fault_at(document, path, "F087", file=name, why=why, why_en=why_en))


def _named(document: Document) -> Iterator[tuple[Path_, str]]:
    top = document.value if isinstance(document.value, dict) else {}
    entries = top.get("questions")
    for id_, entry in entries.items() if isinstance(entries, dict) else ():
        said = entry.get("audio") if isinstance(entry, dict) else None
        path: Path_ = ("questions", id_, "audio")
        if isinstance(said, str):
            yield path, said
        elif isinstance(said, dict):
            yield from (((*path, key), name) for key, name in said.items() if isinstance(name, str))


def _wrong(file: Path) -> str:
    """Why a file cannot be used; "" = it can."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            head = opened.read(12)
    except OSError:
        return "missing"
    at, known = _MAGIC[file.suffix]
    if not any(head[at : at + len(magic)] == magic for magic in known):
        return "kind"
    return "size" if size > MAX_BYTES else ""
