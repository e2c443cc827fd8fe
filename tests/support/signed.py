"""Bodies signed as the platform signs them, for tests of what comes after the signature."""

import hashlib

from channels.zalo.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, Verified, verify

APP, SECRET = "9", "test-oa-secret"
STAMP = "1785672000000"


def headers(body: bytes, stamp: str = STAMP, secret: str = SECRET) -> dict[str, str]:
    """The headers of a signed body; the timestamp stands in one, for bodies that have none."""
    hexed = hashlib.sha256(APP.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    return {SIGNATURE_HEADER: f"mac={hexed}", TIMESTAMP_HEADER: stamp}


def signed(body: bytes) -> Verified:
    """The bytes as they leave the check of the signature."""
    found = verify(body, headers(body), APP, [SECRET])
    assert found is not None
    return found
