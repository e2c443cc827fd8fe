"""The consent of an account's admin: the link that asks for it, the state that comes back. Pure.

PKCE (RFC 7636) comes in two ways. Where the app's console has a fixed code challenge, its verifier
is a setting. Else every consent has a pair of its own, which follows from the state and our key:
nothing is kept, and nobody without the key can make a state or its verifier. See docs/zalo.md.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

LIFE = timedelta(minutes=15)
"""How long a consent may take; the code that it brings lives 10 minutes."""

Mac = Callable[[str, str], str]
"""A keyed hash of a value, 32 hex signs, parted by a domain (ground.seal.Keyring.mac)."""


class BadState(ValueError):
    """The state was not made by us."""


class OldState(ValueError):
    """The state is older than LIFE."""


@dataclass(frozen=True, slots=True)
class Consent:
    """How one app asks for consent."""

    oauth_url: str
    app_id: str
    callback_url: str
    fixed: str = field(repr=False)  # the console's code verifier; empty = a pair for each consent
    mac: Mac = field(repr=False)

    def link(self, now: datetime) -> str:
        """The address that an account's admin opens; it serves for LIFE."""
        state = self._state(secrets.token_urlsafe(12), now + LIFE)
        query = {
            "app_id": self.app_id,
            "redirect_uri": self.callback_url,
            "code_challenge": challenge(self._verifier(state)),
            "state": state,
        }
        return f"{self.oauth_url}/v4/oa/permission?{urlencode(query)}"

    def verifier(self, state: str, now: datetime) -> str:
        """The code verifier of a consent that came back. Raises BadState, OldState.

        A link that the console itself made has no state: it is taken only with a fixed verifier,
        and whose account was granted must then be asked of the platform.
        """
        if not state and self.fixed:
            return self.fixed
        nonce, _, rest = state.partition(".")
        until, _, _given = rest.partition(".")
        if not (until.isascii() and until.isdigit() and len(until) <= 12):
            raise BadState
        ends = datetime.fromtimestamp(int(until), UTC)
        if not hmac.compare_digest(state.encode(), self._state(nonce, ends).encode()):
            raise BadState
        if now >= ends:
            raise OldState
        return self._verifier(state)

    def _state(self, nonce: str, until: datetime) -> str:
        body = f"{nonce}.{int(until.timestamp())}"
        return f"{body}.{self.mac('consent/state', body)}"

    def _verifier(self, state: str) -> str:
        """64 hex signs, of the 43 to 128 that RFC 7636 asks for."""
        halves = (self.mac(f"consent/verifier/{half}", state) for half in (1, 2))
        return self.fixed or "".join(halves)


def challenge(verifier: str) -> str:
    """S256: base64url without padding of SHA-256 (RFC 7636 §4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
