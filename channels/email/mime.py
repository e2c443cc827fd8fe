"""A mail's bytes from ready parts (RFC 5322, 2045, 2047). Pure.

The standard library's EmailMessage costs over a millisecond a mail, mostly in parsing headers
that we made ourselves. Here every header is ours or checked, and both bodies are base64.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from channels.email.addresses import address

_LINE = 76
"""Signs of base64 in a line (RFC 2045 §6.8)."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WORD_BYTES = 39
"""Bytes of UTF-8 in one encoded word: with "Subject: " before it 76 signs at most (RFC 2047 §2)."""


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Text for a header: as it is where it is plain ASCII, else as encoded words, folded.

    A control sign, such as a line's end, becomes a space: no text can begin another header. It
    is remembered: agencies and subjects are few.
    """
    text = _CONTROL.sub(" ", text)
    return text if _plain(text) else _encoded(text)


@lru_cache(maxsize=4096)
def named(name: str, spec: str) -> str:
    """A display name and its address, as From has them; raises ValueError for the address."""
    name, spec = _CONTROL.sub(" ", name), address(spec)
    if not _plain(name):
        return f"{_encoded(name)}\r\n <{spec}>"
    if not name.replace(" ", "").isalnum():
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        name = f'"{escaped}"'
    return f"{name} <{spec}>"


def _plain(text: str) -> bool:
    return text.isascii() and len(text) < 60 and "=?" not in text


def _encoded(text: str) -> str:
    return "\r\n ".join(f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _chunks(text))


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


def message(headers: Sequence[tuple[str, str]], text: bytes, html: bytes) -> bytes:
    """The whole mail: `headers` are ready, the parts say the same twice, in UTF-8 with CRLF.

    A header beyond ASCII (an address, RFC 6532 §3.2) may only be handed over with SMTPUTF8.
    """
    boundary = sha256(repr(headers).encode()).hexdigest()[:32]
    top = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return b"".join(
        (
            top.encode(),
            b"MIME-Version: 1.0\r\n",
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'.encode(),
            _part("plain", text, boundary),
            _part("html", html, boundary),
            f"--{boundary}--\r\n".encode(),
        )
    )


def _part(kind: str, body: bytes, boundary: str) -> bytes:
    head = (
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    signs = b64encode(body)
    lines = [signs[at : at + _LINE] for at in range(0, len(signs), _LINE)]
    return head.encode() + b"\r\n".join(lines) + b"\r\n"
