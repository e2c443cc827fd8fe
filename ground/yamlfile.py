"""YAML as officers mean it, with the place of every value.

YAML 1.2 meaning: `no`, `08` and `12:30` stay text. Anchors, tags, duplicate keys, files over
256 kB and nests over 32 levels are refused. It builds plain values only, never objects.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ground.faults import Fault, Faulty

MAX_BYTES = 256 * 1024
MAX_DEPTH = 32

_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """A file's plain value, and the (line, column) of each path in it, both 1-based."""

    file: str
    value: Any
    places: dict[Path_, tuple[int, int]] = field(default_factory=dict)
    key_places: dict[Path_, tuple[int, int]] = field(default_factory=dict)

    def place(self, path: Path_) -> tuple[int, int]:
        """Where `path` stands, or the nearest parent that does."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def fault(
        self, path: Path_, code: str, vi: tuple[str, str], en: tuple[str, str], key: bool = False
    ) -> Fault:
        """A fault at `path` (at its key with `key`); `vi` and `en` are (what, remedy)."""
        line, column = self.key_places.get(path, self.place(path)) if key else self.place(path)
        return Fault(self.file, line, column, code, vi[0], vi[1], en[0], en[1])


def read(path: Path, name: str | None = None) -> Document:
    """Read a YAML file; raises Faulty with every fault found."""
    shown = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        raise Faulty(
            [
                Fault(
                    shown, 0, 0, "Y001",
                    f"Không đọc được tệp: {why}.", "Hãy kiểm tra đường dẫn và quyền đọc.",
                    f"The file cannot be read: {why}.", "Check its path and rights.",
                )
            ]
        ) from error  # fmt: skip
    return parse(raw, shown)


def parse(raw: bytes, file: str, slips: list[Fault] | None = None) -> Document:
    """Parse YAML bytes; raises Faulty with every fault found.

    Into `slips`, where it is given, goes what does not stop a reader (a key that stands twice; the
    first is kept), so that the rest of the file can be looked at as well.
    """
    if len(raw) > MAX_BYTES:
        raise Faulty([_whole(file, "Y002", "Tệp lớn hơn 256 kB.", "The file is over 256 kB.")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise Faulty(
            [
                Fault(
                    file, line, 0, "Y003",
                    "Tệp không phải UTF-8.", "Hãy lưu lại với bảng mã UTF-8.",
                    "The file is not UTF-8.", "Save it again as UTF-8.",
                )
            ]
        ) from error  # fmt: skip
    return _compose(text, file, slips)


def _whole(file: str, code: str, vi: str, en: str) -> Fault:
    return Fault(file, 0, 0, code, vi, "", en, "")


def _compose(text: str, file: str, slips: list[Fault] | None) -> Document:
    loader = yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader
    try:
        _refuse_anchors(text, file, loader)
        node = yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        raise Faulty([_syntax(error, file)]) from error
    except RecursionError as error:
        raise Faulty([_deep(file, 0)]) from error
    document = Document(file, None)
    faults: list[Fault] = []
    if node is not None:
        document.value = _build(node, (), document, faults)
    if slips is not None:
        slips += faults
    elif faults:
        raise Faulty(faults)
    return document


def _refuse_anchors(text: str, file: str, loader: Any) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise Faulty([_deep(file, _place(event.start_mark)[0])])
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line, column = _place(event.start_mark)
            raise Faulty(
                [
                    Fault(
                        file, line, column, "Y006",
                        "Không dùng được neo hay bí danh (& và *).", "Hãy viết lại nội dung.",
                        "Anchors and aliases (& and *) are refused.", "Write the content out.",
                    )
                ]
            )  # fmt: skip


def _place(mark: Any) -> tuple[int, int]:
    """A mark as (line, column), both 1-based."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _deep(file: str, line: int) -> Fault:
    return Fault(
        file, line, 0, "Y005",
        f"Tệp lồng quá {MAX_DEPTH} cấp.", "Hãy viết phẳng hơn.",
        f"The file nests over {MAX_DEPTH} levels.", "Write it flatter.",
    )  # fmt: skip


def _syntax(error: yaml.YAMLError, file: str) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    line, column = _place(mark) if mark else (0, 0)
    return Fault(
        file, line, column, "Y004",
        f"YAML viết sai ({problem}).", "Hãy xem lại dấu hai chấm, dấu nháy và thụt dòng.",
        f"Broken YAML ({problem}).", "Look at colons, quotes and indentation.",
    )  # fmt: skip


def _build(node: yaml.Node, path: Path_, document: Document, faults: list[Fault]) -> Any:
    document.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return dict(_pairs(node, path, document, faults))
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, n), document, faults) for n, item in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    raise AssertionError(f"unknown YAML node {node!r}")


def _pairs(
    node: yaml.MappingNode, path: Path_, document: Document, faults: list[Fault]
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        here = key_node.start_mark
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if key in seen:
            faults.append(
                Fault(
                    document.file, here.line + 1, here.column + 1, "Y007",
                    f"Khóa “{key}” viết hai lần.", "Hãy giữ lại một.",
                    f"The key “{key}” stands twice.", "Keep one.",
                )
            )  # fmt: skip
            continue
        seen.add(key)
        document.key_places[(*path, key)] = (here.line + 1, here.column + 1)
        yield key, _build(value_node, (*path, key), document, faults)


def _scalar(node: yaml.ScalarNode) -> Any:
    text: str = node.value
    if node.style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text) if len(text) < 18 else text
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
