"""The files that a mail brought, as they are: nothing of them is opened, unpacked or shown. Pure.

Neither the name nor the type that a mail gives a file is trusted: the type only says what an
officer is told to expect.
"""

from dataclasses import dataclass, field

from bot.media_due import KINDS
from channels.email.apart import content, is_file, kind_of, leaves, taken_apart

ENDINGS = {
    **KINDS,
    "image/heic": "heic",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "video/quicktime": "mov",
}
"""Endings that a file is handed over with, those of chats among them; all others are “bin”."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a mail; `kind` is what the mail calls it, in small letters."""

    kind: str
    content: bytes = field(repr=False)

    @property
    def ending(self) -> str:
        """The ending of the name that it gets from us."""
        return ENDINGS.get(self.kind, "bin")


def files(raw: bytes) -> tuple[File, ...]:
    """A mail's files in their order; none of a mail that cannot be taken apart."""
    message = taken_apart(raw)
    if isinstance(message, str):
        return ()
    found = [(kind_of(leaf), leaf) for leaf in leaves(message)]
    return tuple(File(kind, content(leaf) or b"") for kind, leaf in found if is_file(leaf, kind))
