"""OAuth v4 of the OAs of one app: codes, access and refresh tokens, and their ends. Facts §1.

A pair belongs to one OA. Every success kills that OA's old pair at once; a refresh token works
once [OQ].
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
    """An access and a refresh token of one OA; `born_ms` is the access token's birth."""

    access: str
    refresh: str
    born_ms: int
    oa: str
    refresh_born_ms: int

    def answer(self) -> Json:
        """As the token endpoint gives it: `expires_in` is a string [OQ, REAL]."""
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": str(ACCESS_SECONDS),
            "refresh_token_expires_in": str(REFRESH_SECONDS),
        }


@dataclass(frozen=True, slots=True)
class Code:
    """An admin's consent, not yet exchanged. `challenge` is S256 or ""."""

    born_ms: int
    oa: str
    challenge: str


class Tokens:
    """The living pair of each OA, and the codes not yet used."""

    def __init__(self, ids: Ids, journal: Journal, first_oa: str) -> None:
        self._ids = ids
        self._journal = journal
        self._first = first_oa
        self._pairs: dict[str, Pair] = {}  # by OA
        self._access: dict[str, str] = {}  # every access token that ever was -> its OA
        self._refresh: dict[str, str] = {}  # the living refresh tokens -> their OA
        self._codes: dict[str, Code] = {}
        self._made = 0

    def mint(self, now_ms: int, oa_id: str = "", keep_refresh: bool = False) -> Pair:
        """A new pair; the OA's old one dies with it, or only its access token."""
        oa_id = oa_id or self._first
        old = self._pairs.get(oa_id)
        self._made += 1
        access, refresh = self._ids.token("AT", self._made), self._ids.token("RT", self._made)
        pair = Pair(access, refresh, now_ms, oa_id, now_ms)
        if keep_refresh and old is not None:
            pair = Pair(access, old.refresh, now_ms, oa_id, old.refresh_born_ms)
        self._live(pair)
        self._journal.put("tokens", {**asdict(pair), "made": self._made})
        self._journal.flush()
        return pair

    def judge(self, access: str, now_ms: int) -> tuple[Standing, str]:
        """What an access token is worth now, and whose it is ("": nobody's)."""
        oa_id = self._access.get(access, "")
        if not oa_id:
            return "unknown", ""
        pair = self._pairs.get(oa_id)
        living = pair is not None and access == pair.access
        fresh = pair is not None and now_ms < pair.born_ms + ACCESS_SECONDS * 1000
        return ("good" if living and fresh else "expired"), oa_id

    def refresh(self, refresh: str, now_ms: int, keep_refresh: bool = False) -> Pair | None:
        """A new pair for a living refresh token, else None."""
        pair = self._pairs.get(self._refresh.get(refresh, ""))
        if pair is None or now_ms >= pair.refresh_born_ms + REFRESH_SECONDS * 1000:
            return None
        return self.mint(now_ms, pair.oa, keep_refresh)

    def new_code(self, challenge: str, now_ms: int, oa_id: str = "") -> str:
        """A code for an OA admin's consent; `challenge` is S256 or "" for none."""
        self._made += 1
        code = self._ids.token("CODE", self._made)
        self._codes[code] = Code(now_ms, oa_id or self._first, challenge)
        return code

    def exchange(self, given: str, verifier: str, now_ms: int) -> Pair | None:
        """A pair for an unused, young code whose verifier fits, else None."""
        code = self._codes.pop(given, None)
        if code is None or now_ms >= code.born_ms + CODE_SECONDS * 1000:
            return None
        if code.challenge and code.challenge != s256(verifier):
            return None
        return self.mint(now_ms, code.oa)

    def revoke(self, oa_id: str) -> None:
        """The OA takes the app's permission back: its pair dies, and no event tells [OQ]."""
        pair = self._pairs.pop(oa_id, None)
        if pair is not None:
            self._refresh.pop(pair.refresh, None)
            self._journal.put("tokens", {"revoked": oa_id, "made": self._made})
            self._journal.flush()

    def restore(self, row: Json) -> None:
        """From the journal; an older one names no OA."""
        self._made = whole(row, "made", 0)
        if gone := text(row, "revoked"):
            self._pairs.pop(gone, None)
            return
        born_ms, oa_id = whole(row, "born_ms", 0), text(row, "oa") or self._first
        refresh_born_ms = whole(row, "refresh_born_ms", born_ms)
        self._live(Pair(text(row, "access"), text(row, "refresh"), born_ms, oa_id, refresh_born_ms))

    def _live(self, pair: Pair) -> None:
        old = self._pairs.get(pair.oa)
        if old is not None:
            self._refresh.pop(old.refresh, None)
        self._pairs[pair.oa] = pair
        self._access[pair.access] = pair.oa
        self._refresh[pair.refresh] = pair.oa


def s256(verifier: str) -> str:
    """PKCE: base64url without padding of SHA-256 (RFC 7636 §4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
