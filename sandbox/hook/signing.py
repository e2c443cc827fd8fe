"""How an event is signed: over its raw bytes, with a timestamp and a secret. Facts §5.3."""

import hashlib
from collections.abc import Mapping

from sandbox.knobs import Dials


def mac(app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """Lowercase hex SHA-256(appId + raw body + timestamp + OA secret); no HMAC [OQ, OSDK]."""
    return hashlib.sha256(
        app_id.encode() + raw + timestamp.encode() + oa_secret.encode()
    ).hexdigest()


class Signer:
    """Signs as the knobs say; `secrets` by the names of knobs.Signing."""

    def __init__(self, app_id: str, secrets: Mapping[str, str], dials: Dials) -> None:
        self._app_id = app_id
        self._secrets = secrets
        self._dials = dials

    def headers(self, raw: bytes, stamp: str) -> dict[str, str]:
        """The headers of an event whose body's timestamp is `stamp`."""
        knobs = self._dials.now
        later = str(int(stamp) + knobs.header_shift_ms) if stamp.isdigit() else stamp
        signed = later if knobs.sign_header else stamp
        hexed = mac(self._app_id, raw, signed, self._secrets[knobs.signing])
        headers = {"X-ZEvent-Signature": hexed if knobs.bare_mac else f"mac={hexed}"}
        if knobs.timestamp_header:
            headers["X-ZEvent-Timestamp"] = later
        return headers
