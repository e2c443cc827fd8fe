"""The private key of our DKIM signature: read, made, and the record that publishes it.

A key that others may read, that is broken, too small or of another kind is refused in a sentence.
It is never printed and never overwritten.
"""

import base64
import os
import stat
from pathlib import Path
from typing import Literal, TypeAlias

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

RSA_BITS = 2048
"""RFC 8301 §3.2: signers should use at least so many; a longer record needs more than 512 bytes."""
_STRING_BYTES = 255  # of one string in a TXT record (RFC 1035 §3.3)

Key: TypeAlias = RSAPrivateKey | Ed25519PrivateKey
Kind: TypeAlias = Literal["rsa", "ed25519"]


class KeyRefused(Exception):
    """The key cannot sign: `vi` and `en` say why and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.vi, self.en = vi, en


def read_key(path: Path) -> Key:
    """The key of a PEM file that its owner alone may read; raises KeyRefused."""
    try:
        rights = stat.S_IMODE(path.stat().st_mode)
        pem = path.read_bytes()
    except OSError as error:
        why = error.strerror or "?"
        raise KeyRefused(
            f"không đọc được khóa DKIM {path} ({why}). Tạo khóa bằng: langnghe email key.",
            f"the DKIM key {path} cannot be read ({why}). Make one with: langnghe email key.",
        ) from error
    if rights & 0o077:
        raise KeyRefused(
            f"người khác đọc được khóa DKIM {path} (quyền {rights:04o}). Chạy: chmod 600 {path}.",
            f"others may read the DKIM key {path} (rights {rights:04o}). Run: chmod 600 {path}.",
        )
    return _checked(path, pem)


def _checked(path: Path, pem: bytes) -> Key:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(
            f"{path} không phải là khóa riêng PEM không mật khẩu. Tạo lại: langnghe email key.",
            f"{path} is no private key in PEM without a password. Make one: langnghe email key.",
        ) from error
    if isinstance(key, Ed25519PrivateKey) or (
        isinstance(key, RSAPrivateKey) and key.key_size >= RSA_BITS
    ):
        return key
    raise KeyRefused(
        f"{path} phải là khóa RSA từ {RSA_BITS} bit hoặc Ed25519. Tạo lại: langnghe email key.",
        f"{path} must be RSA of {RSA_BITS} bits or more, or Ed25519. Make it anew: "
        "langnghe email key.",
    )


def make_key(path: Path, kind: Kind) -> Key:
    """A fresh key in a new file of rights 0600; raises FileExistsError where there is one."""
    key: Key = (
        generate_private_key(public_exponent=65537, key_size=RSA_BITS)
        if kind == "rsa"
        else Ed25519PrivateKey.generate()
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)
    return key


def public(key: Key) -> str:
    """The p= of the record, base64: SubjectPublicKeyInfo (RFC 6376), 32 bare bytes (RFC 8463)."""
    made = key.public_key()
    if isinstance(key, RSAPrivateKey):
        raw = made.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    else:
        raw = made.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def kind_of(key: Key) -> Kind:
    """The k= of the record."""
    return "rsa" if isinstance(key, RSAPrivateKey) else "ed25519"


def record(key: Key) -> str:
    """What stands at SELECTOR._domainkey.DOMAIN (RFC 6376 §3.6.1)."""
    return f"v=DKIM1; k={kind_of(key)}; p={public(key)}"


def zone_line(name: str, text: str) -> str:
    """The record for a zone file, in strings that are short enough."""
    pieces = (text[at : at + _STRING_BYTES] for at in range(0, len(text), _STRING_BYTES))
    return f"{name}. IN TXT ( " + " ".join(f'"{piece}"' for piece in pieces) + " )"
