"""A mail's bytes split into its leaves, within bounds and without ever raising. Pure.

It reads no text and opens nothing: what is packed stays packed (channels/email/parse.py reads the
leaves). What a mail carries inside itself is a leaf of its own.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

MAX_BYTES = 5 * 1024 * 1024
"""Bytes of a mail; a report with ours in it has some 20 kB, an answer with a photo a few MB."""
MAX_LINES = 100_000
"""Line ends of a mail; 5 MB in base64 have 70,000."""
MAX_DELIMITERS = 1_000
"""Lines that begin as delimiters of parts do; the parser may make a part of each."""
MAX_BOUNDARIES = 40
LARGE, MAX_BOUNDARIES_LARGE = 512 * 1024, 10
"""Boundaries that a mail may name: the parser's time grows with lines times depth."""
MAX_DEPTH = 10
MAX_PARTS = 60
MAX_VALUE = 2_000
"""Signs of one header's value that are looked at."""
_BOUNDARY = re.compile(rb"boundary\s*\*?[0-9]?\*?\s*=", re.IGNORECASE)
_FILES = ("image", "audio", "video", "application")
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")


class _Bounded(Compat32):
    """The standard library's older policy: its newer one takes minutes over a long header."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_VALUE]


_PARSER = _Bounded()


def taken_apart(raw: bytes) -> Message | str:
    """The mail, or in a word why it is not taken apart."""
    if broken := _unreadable(raw):
        return broken
    try:
        return message_from_bytes(raw, policy=_PARSER)
    except Exception as error:  # noqa: BLE001  the parser's own faults are many: a mail stops nobody
        return type(error).__name__


def _unreadable(raw: bytes) -> str | None:
    """Why the parser would be at it for more than a moment."""
    if len(raw) > MAX_BYTES:
        return "too-big"
    if raw.count(b"\n") + raw.count(b"\r") - raw.count(b"\r\n") > MAX_LINES:
        return "too-long"
    if len(_BOUNDARY.findall(raw)) > (
        MAX_BOUNDARIES if len(raw) <= LARGE else MAX_BOUNDARIES_LARGE
    ):
        return "too-deep"
    if raw.count(b"\n--") + raw.count(b"\r--") > MAX_DELIMITERS:
        return "too-many-parts"
    return None


def leaves(message: Message) -> Iterator[Message]:
    """The leaves in their order, without those inside a carried mail."""
    waiting, seen = [(message, 0)], 0
    while waiting and seen < MAX_PARTS:
        one, depth = waiting.pop()
        seen += 1
        payload = one.get_payload()
        if kind_of(one).startswith("multipart/") and isinstance(payload, list):
            if depth < MAX_DEPTH:
                waiting += [(inner, depth + 1) for inner in reversed(messages(payload))]
            continue
        yield one


def messages(payload: object) -> list[Message]:
    """The parts of a multipart or of a report, as the parser made them."""
    if not isinstance(payload, list):
        return []
    return [one for one in payload if isinstance(one, Message)]


def kind_of(message: Message) -> str:
    """Its type in small letters; text/plain where it has none that can be read."""
    try:
        return message.get_content_type().split(maxsplit=1)[0].lower()  # RFC 822's comments apart
    except Exception:  # noqa: BLE001  a header that the parser cannot read has no type
        return "text/plain"


def is_file(leaf: Message, kind: str) -> bool:
    """Whether a person sees a file there; a signature (RFC 8551) is none."""
    if kind in _SIGNATURES:
        return False
    given = " ".join(str(v) for k, v in leaf.raw_items() if k.lower() == "content-disposition")
    return given.lstrip().lower().startswith("attachment") or kind.partition("/")[0] in _FILES


def content(leaf: Message) -> bytes | None:
    """A leaf's bytes, its transfer encoding undone; None where they cannot be had."""
    try:
        plain = leaf.get_payload(decode=True)
    except Exception:  # noqa: BLE001  a broken encoding
        return None
    return plain if isinstance(plain, bytes) else None
