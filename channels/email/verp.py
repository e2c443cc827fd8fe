"""Envelope senders that say which mail a bounce is about (VERP), and cannot be made up. Pure.

A bounce goes to the envelope sender (RFC 5321 §4.5.5). Ours is `b+<name>.<mac>@domain`: the
name is the mail's own reference, the mac is keyed, so that nobody without the key can have
somebody's mails stopped by a forged bounce. It decides nothing about what a bounce means.

Some servers change the case of a local part, though RFC 5321 §2.4 forbids it: the reference
stands in base32, which is read in either case and gives the very same reference back.
"""

import hmac
import re
from base64 import b32decode, b32encode
from binascii import Error

from ground.seal import Keyring

LOCAL = "b"
"""What our envelope senders begin with, before the plus (RFC 5233 subaddressing)."""
MAX_LOCAL = 64
"""Signs before the @ (RFC 5321 §4.5.3.1.1)."""
_MAC_BYTES = 10
_MAC_SIGNS = 16
_MARK = b"langnghe/verp\x00"
_OURS = re.compile(
    rf"<?[^\s@<>+]+\+([a-z2-7]+)\.([a-z2-7]{{{_MAC_SIGNS}}})@[^\s@<>]+>?", re.IGNORECASE | re.ASCII
)


def verp_key(keyring: Keyring) -> bytes:
    """The key of the macs: 16 bytes that serve for nothing else."""
    return bytes.fromhex(keyring.mac("verp", "envelope sender"))


def envelope_sender(local: str, domain: str, ref: str, key: bytes) -> str:
    """`b+<ref in base32>.<mac>@domain` for a mail's reference (its tracking, ASCII).

    The mac has 80 bits. Raises ValueError where the local part would be over 64 signs: a
    reference may have 28 signs beside the local "b".
    """
    name = b32encode(ref.encode("ascii")).decode().rstrip("=").lower()
    found = f"{local}+{name}.{_mac(ref, key)}"
    if not ref or len(found) > MAX_LOCAL:
        raise ValueError("the reference does not fit into an envelope sender")
    return f"{found}@{domain}"


def read_envelope(recipient: str, key: bytes) -> str | None:
    """The reference that a bounce's recipient carries, in whatever case; None = not ours."""
    match = _OURS.fullmatch(recipient)
    if match is None or len(recipient) > 320:
        return None
    ref = _name(match[1].upper())
    if ref is None or not hmac.compare_digest(_mac(ref, key), match[2].lower()):
        return None
    return ref


def _name(text: str) -> str | None:
    try:
        return b32decode(text + "=" * (-len(text) % 8)).decode("ascii")
    except (Error, UnicodeDecodeError):
        return None


def _mac(ref: str, key: bytes) -> str:
    digest = hmac.digest(key, _MARK + ref.encode("ascii"), "sha256")
    return b32encode(digest[:_MAC_BYTES]).decode().lower()
