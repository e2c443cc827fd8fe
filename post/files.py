"""Files that are sent into a chat: what may be sent, and what the sender needs of the store. Pure.

A name or a header says nothing: the kind is told by the first bytes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from post.rules import Rules


class Kind(StrEnum):
    """What the platform takes, each by an upload of its own."""

    IMAGE = "image"  # jpg, png
    GIF = "gif"
    FILE = "file"  # pdf, doc, docx, csv


class Unfit(ValueError):
    """A file that the platform would refuse: `kind`, `large` or `empty`."""


_STARTS: tuple[tuple[bytes, Kind, tuple[str, ...]], ...] = (
    (b"\xff\xd8\xff", Kind.IMAGE, ("jpg", "jpeg")),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE, ("png",)),
    (b"GIF87a", Kind.GIF, ("gif",)),
    (b"GIF89a", Kind.GIF, ("gif",)),
    (b"%PDF-", Kind.FILE, ("pdf",)),
    (b"PK\x03\x04", Kind.FILE, ("docx",)),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.FILE, ("doc",)),
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A file as it is kept."""

    id: int
    kind: Kind
    name: str
    content: bytes = field(repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of a gif, in pixels: it says them in bytes 6 to 9."""
        return (
            int.from_bytes(self.content[6:8], "little"),
            int.from_bytes(self.content[8:10], "little"),
        )


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What the platform calls an uploaded file, and since when it has it."""

    token: str
    at: datetime


class FilePort(Protocol):
    """Inside a transaction."""

    def put(self, name: str, kind: Kind, content: bytes, now: datetime) -> int:
        """Keep a file; the same bytes are kept once. Its id."""
        ...

    def get(self, id_: int) -> Outgoing | None:
        """The file; None where it was forgotten."""
        ...

    def uploaded(self, account: str, id_: int) -> Uploaded | None:
        """Where the account has it."""
        ...

    def keep_upload(self, account: str, id_: int, uploaded: Uploaded) -> None:
        """The account has uploaded it, perhaps again."""
        ...

    def forget(self, used_before: datetime) -> int:
        """Drop files that nobody used since; how many."""
        ...


def kind_of(name: str, content: bytes, rules: Rules) -> Kind:
    """What a file is to the platform. Raises Unfit."""
    if not content:
        raise Unfit("empty")
    kind = _kind(name.casefold().rpartition("."), content)
    if len(content) > (rules.max_image if kind is Kind.IMAGE else rules.max_file):
        raise Unfit("large")
    return kind


def _kind(named: tuple[str, str, str], content: bytes) -> Kind:
    ending = named[2] if named[1] else ""
    for start, kind, endings in _STARTS:
        if content.startswith(start):
            if ending in endings:
                return kind
            raise Unfit("kind")
    if ending == "csv" and _is_text(content):
        return Kind.FILE
    raise Unfit("kind")


def _is_text(content: bytes) -> bool:
    try:
        return "\x00" not in content.decode()
    except UnicodeDecodeError:
        return False
