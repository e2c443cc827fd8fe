"""dkimpy as the judge of signatures, with a table for DNS; Ed25519 by `cryptography`.

dkimpy knows Ed25519 through PyNaCl alone, which is not among our locks; `nacl` below is the little
of it that dkimpy calls.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class _BadSignature(Exception):
    """nacl.exceptions.BadSignatureError."""


class _VerifyKey:
    def __init__(self, text: bytes, encoder: object) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(b64decode(text))

    def verify(self, digest: bytes, signature: bytes) -> None:
        try:
            self._key.verify(signature, digest)
        except InvalidSignature as error:
            raise _BadSignature from error


_NACL = SimpleNamespace(
    signing=SimpleNamespace(VerifyKey=_VerifyKey),
    encoding=SimpleNamespace(Base64Encoder=None),
    exceptions=SimpleNamespace(BadSignatureError=_BadSignature, ValueError=ValueError),
)


@contextmanager
def _nacl() -> Iterator[None]:
    with mock.patch.object(dkim, "nacl", _NACL, create=True):
        yield


def verifies(mail: bytes, records: Mapping[str, str]) -> bool:
    """Whether the first signature is good by these TXT records, named without a final dot."""

    def txt(name: bytes, timeout: float = 5) -> Any:
        return records.get(name.decode().rstrip("."), "").encode() or None

    with _nacl():
        return bool(dkim.verify(mail, dnsfunc=txt))
