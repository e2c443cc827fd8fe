"""Sealing of people's data, and keyed hashes to look it up by.

AES-256-GCM with the row's place as associated data, so that a sealed value moved to
another row does not open. It never stores or prints a key.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_ID = b"\x01"
_NONCE_BYTES = 12


LINKS = "token"
"""The kind of keyed hashes that links' tokens are stored and named by."""
STOPS = "one-click stop"
"""The kind of those of the secrets in the mails' one-click stops."""


class SealBroken(Exception):
    """A sealed value does not open: wrong key, wrong row, or changed bytes."""


def new_key() -> str:
    """A fresh key for LANGNGHE_KEY: 32 random bytes in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def new_token() -> str:
    """A fresh link token: 128 random bits, 22 URL-safe signs."""
    return secrets.token_urlsafe(16)


CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""The signs of a short code: no 0 O 1 I, which people mistake for one another."""


def new_code() -> str:
    """A fresh short code for a printed invitation: 8 signs, nearly 40 random bits.

    It always has a digit: eight letters alone could be two words that somebody types.
    """
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))
        if any(sign.isdigit() for sign in code):
            return code


def new_ref() -> str:
    """A fresh reference that says nothing of anyone: 96 random bits, 16 URL-safe signs."""
    return secrets.token_urlsafe(12)


class Keyring:
    """Seals, opens and hashes with keys derived from one secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != 32:
            raise ValueError("the key must be 32 bytes")
        self._secret = secret
        self._aead = AESGCM(self._derive(secret, b"seal"))
        # One begun with the key is copied for each value: half the time of `hmac.digest`, which
        # besides lets go of the interpreter's lock and has to wait for it again.
        self._mac = hmac.new(self._derive(secret, b"hash"), digestmod=hashlib.sha256)

    def __reduce__(self) -> tuple[type["Keyring"], tuple[bytes]]:
        """Only for handing it to a process of our own over a pipe; never for storing."""
        return Keyring, (self._secret,)

    @staticmethod
    def from_text(key: str) -> "Keyring":
        """From LANGNGHE_KEY; raises ValueError where it is not 32 bytes of base64."""
        return Keyring(base64.urlsafe_b64decode(key.encode()))

    @staticmethod
    def _derive(secret: bytes, purpose: bytes) -> bytes:
        return hmac.new(secret, b"langnghe/" + purpose, hashlib.sha256).digest()

    def mac(self, domain: str, value: str) -> str:
        """A keyed hash of `value`, 32 hex signs (128 bits); `domain` keeps kinds apart."""
        begun = self._mac.copy()
        begun.update(f"{domain}\x00{value}".encode())
        return begun.hexdigest()[:32]

    def code(self, domain: str, value: str) -> str:
        """8 signs of CODE_ALPHABET that follow from `value`, and from nothing without the key."""
        bits = int(self.mac(domain, value)[:10], 16)
        return "".join(CODE_ALPHABET[bits >> 5 * place & 31] for place in range(8))

    def seal(self, value: str, place: str) -> bytes:
        """Encrypt `value` for one `place` ("table/row/column")."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return _KEY_ID + nonce + self._aead.encrypt(nonce, value.encode(), place.encode())

    def open(self, sealed: bytes, place: str) -> str:
        """The value sealed for `place`; raises SealBroken."""
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, body, place.encode()).decode()
        except InvalidTag as broken:
            raise SealBroken(f"the value at {place} does not open with this key") from broken
