"""The one file of a multipart/form-data body. It knows no endpoint."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

_BOUNDARY = re.compile(r'multipart/form-data;.*boundary="?([^";]+)"?', re.IGNORECASE)
_NAME = re.compile(rb'name="([^"]*)"')
_FILENAME = re.compile(rb'filename="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came."""

    filename: str
    raw: bytes


def file_of(content_type: str, body: bytes) -> Upload | None:
    """The part named `file`; None when there is none."""
    found = _BOUNDARY.match(content_type)
    if found is None:
        return None
    for part in body.split(b"--" + found[1].encode())[1:]:
        head, _, raw = part.partition(b"\r\n\r\n")
        name, filename = _NAME.search(head), _FILENAME.search(head)
        if name and name[1] == b"file" and filename:
            name_of = unquote(filename[1].decode("utf-8", "replace"))  # some clients quote it
            return Upload(name_of, raw.removesuffix(b"\r\n"))
    return None
