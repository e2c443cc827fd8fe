"""Our own DKIM signature (RFC 6376, RFC 8463), where no relay signs.

Canonical forms and the choice of headers are dkimpy's. The arithmetic is `cryptography`'s: dkimpy
does RSA in pure Python, 7 ms a mail of 2048 bits, which would hold the event loop up; so it is
0.3 ms (0.03 ms with Ed25519, for which dkimpy would want a further library), short enough to stay
in the loop. dkimpy also reads the machine's clock; here the time is passed in. It never changes
the mail: the signature goes before it.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from dkim import rfc822_parse, select_headers
from dkim.canonicalization import Relaxed

from channels.email.dkim_key import Key, kind_of

SIGNED = (
    b"from", b"to", b"subject", b"date", b"message-id", b"in-reply-to", b"references",
    b"list-unsubscribe", b"list-unsubscribe-post", b"content-type", b"mime-version",
)  # fmt: skip
"""Signed where they are there (RFC 6376 §5.4.1; RFC 8058 §4 wants both List-Unsubscribe ones)."""
OVERSIGNED = (
    b"from", b"to", b"cc", b"subject", b"date", b"reply-to", b"content-type", b"mime-version",
)  # fmt: skip
"""Signed once more than they are there: what a mail program shows or answers by, nobody can add a
second one of (RFC 6376 §5.4.2, §8.15)."""
_B64_LINE = 70


class Signer:
    """Signs as one domain, with one key, in relaxed/relaxed."""

    def __init__(self, domain: str, selector: str, key: Key) -> None:
        self._domain = domain.encode("ascii").lower()
        self._selector = selector.encode("ascii")
        self._key = key

    def sign(self, mail: bytes, now: datetime) -> bytes:
        """The mail with its signature before it; lines end with CRLF.

        Raises ValueError where From is not of our domain: such a signature would not be aligned,
        and DMARC would not count it (RFC 7489 §3.1.1).
        """
        head, _, body = mail.partition(b"\r\n\r\n")
        headers = rfc822_parse(head + b"\r\n\r\n")[0]
        there = {bytes(name).lower() for name, _ in headers}
        names = [name for name in SIGNED if name in there] + list(OVERSIGNED)
        froms = [bytes(value) for name, value in headers if bytes(name).lower() == b"from"]
        if len(froms) != 1 or not froms[0].rstrip(b"\r\n >").lower().endswith(b"@" + self._domain):
            raise ValueError("From is not of the domain that signs")
        unsigned = self._tags(names, body, now)
        value = self._sign_digest(_digest(headers, names, unsigned))
        return b"DKIM-Signature: " + unsigned + _folded(value) + b"\r\n" + mail

    def _tags(self, names: Sequence[bytes], body: bytes, now: datetime) -> bytes:
        """Everything up to an empty b=, which is what is signed (RFC 6376 §3.7)."""
        body_hash = b64encode(sha256(Relaxed.canonicalize_body(body)).digest())
        values = (
            kind_of(self._key).encode(), self._domain, self._selector, int(now.timestamp()),
            b":\r\n\t".join(_lines(names)), body_hash,
        )  # fmt: skip
        return (
            b"v=1; a=%s-sha256; c=relaxed/relaxed;\r\n d=%s; s=%s;\r\n t=%d;\r\n h=%s;\r\n"
            b" bh=%s;\r\n b="
        ) % values

    def _sign_digest(self, digest: bytes) -> bytes:
        """RFC 8463 §3 signs the hash itself, as RSA does."""
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(digest, PKCS1v15(), Prehashed(SHA256()))
        return self._key.sign(digest)


def _digest(headers: Sequence[Sequence[bytes]], names: Sequence[bytes], unsigned: bytes) -> bytes:
    """The hash over the chosen headers and our own, whose line has no end (RFC 6376 §3.7)."""
    canonical = Relaxed.canonicalize_headers(headers)
    own = Relaxed.canonicalize_headers([(b"dkim-signature", unsigned)])[0][1].rstrip()
    signed = [name + b":" + value for name, value in select_headers(canonical, names)]
    return sha256(b"".join(signed) + b"dkim-signature:" + own).digest()


def _lines(names: Sequence[bytes]) -> list[bytes]:
    """The names, five a line."""
    return [b":".join(names[at : at + 5]) for at in range(0, len(names), 5)]


def _folded(value: bytes) -> bytes:
    text = b64encode(value)
    pieces = [text[at : at + _B64_LINE] for at in range(0, len(text), _B64_LINE)]
    return b"\r\n ".join(pieces)
