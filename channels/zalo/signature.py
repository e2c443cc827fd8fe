"""The webhook's signature: SHA-256 over app id + raw body + timestamp + OA secret key.

A plain hash, not an HMAC (Zalo's own SDK, MacUtils.buildMac). The timestamp is the body's; some
code bases saw it in the header `X-ZEvent-Timestamp`, so that one is tried second. The `mac=`
prefix may be missing. Nothing of the body is parsed as JSON before it is verified: the
timestamp is cut out of the bytes.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping

_TIMESTAMP = re.compile(rb'"timestamp"\s*:\s*"?(\d{1,20})"?')
_DIGITS = re.compile("[0-9]{1,20}")
SIGNATURE_HEADER = "X-ZEvent-Signature"
TIMESTAMP_HEADER = "X-ZEvent-Timestamp"


def mac(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """The signature's 64 lower-case hex signs."""
    return hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()


def verified(raw: bytes, headers: Mapping[str, str], app_id: str, secret: str) -> bool:
    """Whether these bytes were signed with this account's secret."""
    given = headers.get(SIGNATURE_HEADER, "").removeprefix("mac=").encode("ascii", "replace")
    if len(given) != 64:
        return False
    return any(
        hmac.compare_digest(given, mac(app_id, raw, timestamp, secret).encode())
        for timestamp in _timestamps(raw, headers)
    )


def _timestamps(raw: bytes, headers: Mapping[str, str]) -> list[str]:
    """Every timestamp that may have been signed: in the body (a text may hold a false one)."""
    found = [stamp.decode() for stamp in _TIMESTAMP.findall(raw)][-4:]
    header = headers.get(TIMESTAMP_HEADER, "")
    return [*reversed(found), header] if _DIGITS.fullmatch(header) else found[::-1]
