"""A mail's bytes from ready parts (RFC 5322, 2045, 2047). Pure.

The standard library's EmailMessage costs over a millisecond a mail, mostly in parsing headers
that we made ourselves. Here every header is ours or checked, and both bodies are base64.
"""

import re
from base64 import b64encode, encodebytes
from collections.abc import Iterator, Sequence
from hashlib import sha256

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}+(?:\.{_ATOM}+)*@{_LABEL}(?:\.{_LABEL})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WORD_BYTES = 45
"""Bytes of UTF-8 in one encoded word: it may be 75 signs long (RFC 2047 §2)."""


def address(text: str) -> str:
    """The address itself, if it is a plain one (dot-atom, ASCII); raises ValueError.

    A local part beyond ASCII needs SMTPUTF8 on the whole way and is not deliverable for most.
    """
    if len(text) > 254 or not _ADDRESS.fullmatch(text) or len(text.partition("@")[0]) > 64:
        raise ValueError("no mail address")
    return text


def words(text: str) -> str:
    """Text for a header: as it is where it is plain ASCII, else as encoded words, folded."""
    if _CONTROL.search(text):
        raise ValueError("a header holds a control sign")
    if text.isascii() and len(text) < 60 and "=?" not in text:
        return text
    parts = (f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _chunks(text))
    return "\r\n ".join(parts)


def _chunks(text: str) -> Iterator[bytes]:
    """UTF-8 in pieces that never cut a sign."""
    piece = b""
    for sign in text:
        raw = sign.encode()
        if len(piece) + len(raw) > _WORD_BYTES:
            yield piece
            piece = b""
        piece += raw
    yield piece


def named(name: str, spec: str) -> str:
    """A display name and its address, as From has them."""
    if name.isascii() and not name.replace(" ", "").isalnum():
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{words(quoted)}" <{address(spec)}>'
    return f"{words(name)} <{address(spec)}>"


def message(headers: Sequence[tuple[str, str]], text: str, html: str) -> bytes:
    """The whole mail, lines ended by CRLF: `headers` are ready, the parts say the same twice."""
    boundary = sha256(repr(headers).encode()).hexdigest()[:32]
    top = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"".join(
        (
            top.encode("ascii"),
            b"MIME-Version: 1.0\r\n",
            f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode(),
            _part("plain", text, boundary),
            _part("html", html, boundary),
            f"--{boundary}--\r\n".encode(),
        )
    )


def _part(kind: str, body: str, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    raw = body.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return head.encode() + encodebytes(raw).replace(b"\n", b"\r\n")
