"""OAuth v4 of an OA: codes, access and refresh tokens, and their ends. Source: facts §1.

Every success kills the old pair at once; a refresh token works once [OQ].
"""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Literal

from sandbox.ids import Ids
from sandbox.journal import Journal
from sandbox.values import Json, text, whole

ACCESS_SECONDS = 25 * 3600  # [OQ]
REFRESH_SECONDS = 90 * 86400  # "3 months from issuance" [OQ]
CODE_SECONDS = 600  # [OQ]

Standing = Literal["good", "expired", "unknown"]


@dataclass(frozen=True, slots=True)
class Pair:
    """An access and a refresh token; `born_ms` is when both were made."""

    access: str
    refresh: str
    born_ms: int

    def answer(self) -> Json:
        """As the token endpoint gives it: `expires_in` is a string [OQ, REAL]."""
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": str(ACCESS_SECONDS),
            "refresh_token_expires_in": str(REFRESH_SECONDS),
        }


class Tokens:
    """The one living pair of the app and OA, and the codes not yet used."""

    def __init__(self, ids: Ids, journal: Journal) -> None:
        self._ids = ids
        self._journal = journal
        self._pair: Pair | None = None
        self._codes: dict[str, tuple[int, str]] = {}
        self._dead: set[str] = set()
        self._made = 0

    def mint(self, now_ms: int) -> Pair:
        """A new pair; the old one dies with it."""
        self._made += 1
        pair = Pair(self._ids.token("AT", self._made), self._ids.token("RT", self._made), now_ms)
        self._live(pair)
        self._journal.put("tokens", {**asdict(pair), "made": self._made})
        self._journal.flush()
        return pair

    def judge(self, access: str, now_ms: int) -> Standing:
        """What an access token is worth now."""
        if self._pair is not None and access == self._pair.access:
            fresh = now_ms < self._pair.born_ms + ACCESS_SECONDS * 1000
            return "good" if fresh else "expired"
        return "expired" if access in self._dead else "unknown"

    def refresh(self, refresh: str, now_ms: int) -> Pair | None:
        """A new pair for the living refresh token, else None."""
        pair = self._pair
        if pair is None or refresh != pair.refresh:
            return None
        if now_ms >= pair.born_ms + REFRESH_SECONDS * 1000:
            return None
        return self.mint(now_ms)

    def new_code(self, challenge: str, now_ms: int) -> str:
        """A code for an OA admin's consent; `challenge` is S256 or "" for none."""
        self._made += 1
        code = self._ids.token("CODE", self._made)
        self._codes[code] = (now_ms, challenge)
        return code

    def exchange(self, code: str, verifier: str, now_ms: int) -> Pair | None:
        """A pair for an unused, young code whose verifier fits, else None."""
        born_ms, challenge = self._codes.pop(code, (0, ""))
        if not born_ms or now_ms >= born_ms + CODE_SECONDS * 1000:
            return None
        if challenge and challenge != s256(verifier):
            return None
        return self.mint(now_ms)

    def restore(self, row: Json) -> None:
        """From the journal."""
        self._made = whole(row, "made", 0)
        self._live(Pair(text(row, "access"), text(row, "refresh"), whole(row, "born_ms", 0)))

    def _live(self, pair: Pair) -> None:
        if self._pair is not None:
            self._dead.add(self._pair.access)
        self._pair = pair


def s256(verifier: str) -> str:
    """PKCE: base64url without padding of SHA-256 (RFC 7636 §4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
