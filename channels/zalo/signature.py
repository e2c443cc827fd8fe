"""The webhook's signature: SHA-256 over app id + raw body + timestamp + OA secret key.

A plain hash, not an HMAC (Zalo's own SDK, MacUtils.buildMac). The timestamp is the body's; some
code bases saw it in the header `X-ZEvent-Timestamp`, so that one is tried second. The `mac=`
prefix may be missing. Nothing of the body is parsed as JSON before it is verified: the
timestamp is cut out of the bytes. `Verified` is made here alone, and is all that the reader takes.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?(\d{1,20})"?')
_DIGITS = re.compile("[0-9]{1,20}")
_HEX_SIGNS = 64
_MINE = object()
"""Known to this module alone: who does not have it cannot make a `Verified`."""
SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"


@dataclass(frozen=True, slots=True)
class Variant:
    """Which of the doubtful spellings a signature had; it holds no value of anyone."""

    prefix: bool  # "mac=" stood before it
    stamp: str  # body, or header
    secret: int  # 0 = the first in the settings, 1 = the one that is being retired

    def __str__(self) -> str:
        return f"{'mac=' if self.prefix else 'bare'}/{self.stamp}/{self.secret}"


class Verified:
    """Bytes that this app's secret signed, exactly as they came."""

    __slots__ = ("_raw", "_variant")

    def __init__(self, raw: bytes, variant: Variant, mine: object) -> None:
        if mine is not _MINE:
            raise TypeError("only a checked signature makes verified bytes")
        self._raw = raw
        self._variant = variant

    @property
    def raw(self) -> bytes:
        """The body."""
        return self._raw

    @property
    def variant(self) -> Variant:
        """How it was signed."""
        return self._variant


def mac(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """The signature's 64 lower-case hex signs."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def verify(
    raw: bytes, headers: Mapping[str, str], app_id: str, secrets: Sequence[str]
) -> Verified | None:
    """The bytes as signed with one of `secrets` (two while one is changed); None = forged."""
    header = headers.get(SIGNATURE_HEADER, "")
    hexed = header.removeprefix("mac=")
    given = hexed.encode("ascii", "replace")
    if len(given) != _HEX_SIGNS:
        return None
    for place, secret in enumerate(secrets):
        for stamp, where in _timestamps(raw, headers):
            if secret and hmac.compare_digest(given, mac(app_id, raw, stamp, secret).encode()):
                return Verified(raw, Variant(len(hexed) < len(header), where, place), _MINE)
    return None


def _timestamps(raw: bytes, headers: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every timestamp that may have been signed: in the body (a text may hold a false one)."""
    found = [(stamp.decode(), "body") for stamp in _TIMESTAMP.findall(raw)[-4:]]
    header = headers.get(TIMESTAMP_HEADER, "")
    found.reverse()
    return [*found, (header, "header")] if _DIGITS.fullmatch(header) else found
