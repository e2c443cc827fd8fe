"""Which files a survey is made of, and how they stand together in one text.

`NAME.yaml` holds the survey in Vietnamese, `NAME.en.yaml` beside it the English words (and so
on). `uses: [thang-do]` brings in `common/thang-do.yaml` with its own translations. A flow's
`source` holds them all, parted by `---`, so that it compiles again by itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from flows.language.faults.report import fault_of_file
from ground.faults import Fault, Faulty
from ground.yamlfile import Document, parse

COMMON = "common"
"""The folder of shared files, beside the surveys; and the key by which such a file names itself."""

_SIDE = re.compile(r"\.[a-z]{2,3}")
_PARTED = re.compile(r"---[ \t]*")
_ONE_END = re.compile(r"\r\n?")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_EMPTY = re.compile(r"\s*(#.*)?|---\s*")


@dataclass(frozen=True, slots=True)
class Shared:
    """A file of common/ and its translations."""

    main: Document
    sides: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """All documents of one survey, and their one text."""

    main: Document
    sides: tuple[Document, ...] = ()
    shared: tuple[Shared, ...] = ()
    source: str = ""
    there: tuple[str, ...] = ()  # the shared files that could be used
    slips: tuple[Fault, ...] = ()  # found while reading: the survey is refused for them as well

    def documents(self) -> tuple[Document, ...]:
        """In the order in which the text has them."""
        common = (each for part in self.shared for each in (part.main, *part.sides))
        return (self.main, *self.sides, *common)


class _Reading:
    """Reads files; remembers their texts, and what was wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []  # a file that cannot be read
        self.slips: list[Fault] = []  # what is told together with all that is found later
        self.sources: list[str] = []

    def document(self, file: Path) -> Document | None:
        try:
            raw = file.read_bytes()
            source = _ONE_END.sub("\n", raw.decode("utf-8-sig"))
            document = parse(source.encode(), str(file), self.slips)
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or getattr(error, "reason", "")
            self.faults.append(fault_of_file(str(file), "F001", why=why))
            return None
        except Faulty as broken:
            self.faults += broken.faults
            return None
        directive = _DIRECTIVE.search(source)
        if directive is not None:  # it would stand in the middle of the one text
            line = source[: directive.start()].count("\n") + 1
            self.slips.append(fault_of_file(str(file), "F026", line=line))
        self.sources.append(source)
        return document

    def together(self, path: Path) -> list[Document]:
        """A file and its translations."""
        read = (self.document(file) for file in (path, *side_files(path)))
        return [document for document in read if document is not None]


def read_files(path: Path) -> Files:
    """The survey at `path` with all that belongs to it; raises Faulty."""
    reading = _Reading()
    own = reading.together(path)
    shared: list[Shared] = []
    there = {file.stem: file for file in flow_files(path.parent / COMMON)}
    for name in _uses(own[0]) if own else ():
        found = reading.together(there[name]) if name in there else []
        shared += [Shared(found[0], tuple(found[1:]))] if found else []
    if reading.faults:
        raise Faulty(reading.faults)
    joined = "\n---\n".join(source.strip("\n") for source in reading.sources) + "\n"
    return Files(own[0], tuple(own[1:]), tuple(shared), joined, tuple(there), tuple(reading.slips))


def _uses(document: Document) -> list[str]:
    named = document.value.get("uses") if isinstance(document.value, dict) else None
    return [name for name in named if isinstance(name, str)] if isinstance(named, list) else []


def side_files(path: Path) -> list[Path]:
    """The translations beside a survey: NAME.en.yaml, NAME.km.yaml, … in this order."""
    found = path.parent.glob(f"{path.stem}.*.yaml")
    return sorted(file for file in found if _SIDE.fullmatch(Path(file.stem).suffix))


def flow_files(folder: Path) -> list[Path]:
    """The surveys in a folder: every NAME.yaml without a second dot."""
    return sorted(file for file in folder.glob("*.yaml") if "." not in file.stem)


def split(source: str, file: str) -> Files:
    """The documents of a flow's text; raises Faulty."""
    documents = [parse(part.encode(), file) for part in _parts(source)]
    sides: list[Document] = []
    shared: list[Shared] = []
    for document in documents[1:]:
        said = document.value if isinstance(document.value, dict) else {}
        if COMMON not in said:
            sides.append(document)
        elif "language" not in said or not shared:
            shared.append(Shared(document))
        else:
            shared[-1] = Shared(shared[-1].main, (*shared[-1].sides, document))
    return Files(documents[0], tuple(sides), tuple(shared), source)


def _parts(source: str) -> list[str]:
    """The documents of a text, each behind as many empty lines as stand before it."""
    return list(_cut(source)) or [source]


def _cut(source: str) -> Iterator[str]:
    begun = 0
    lines: list[str] = _ONE_END.sub("\n", source).split("\n")
    for n, line in enumerate([*lines, "---"]):
        before: Iterable[str] = lines[begun:n]
        if _PARTED.fullmatch(line) and any(not _EMPTY.fullmatch(each) for each in before):
            yield "\n" * begun + "\n".join(before)
            begun = n + 1
