"""Identifiers as Zalo's look, drawn from one secret seed. The same seed gives the same ids.

A user id cannot be computed from a phone without the seed, and never leaves together with it.
"""

from hashlib import blake2b


class Ids:
    """All identifiers of one sandbox. `seed` is 16 to 64 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed

    def _hex(self, what: str, size: int) -> str:
        return blake2b(what.encode(), key=self._seed, digest_size=size).hexdigest()

    def _digits(self, what: str, digits: int) -> str:
        lowest = 10 ** (digits - 1)
        return str(lowest + int(self._hex(what, 16), 16) % (9 * lowest))

    def user(self, phone: str, oa_id: str) -> str:
        """19 digits: the person as one OA knows them [OQ: ids of 15-19 digits]."""
        return self._digits(f"user:{oa_id}:{phone}", 19)

    def user_by_app(self, phone: str) -> str:
        """18 digits: the same person as the app knows them."""
        return self._digits(f"app:{phone}", 18)

    def message(self, n: int) -> str:
        """20 hex signs [OQ]."""
        return self._hex(f"message:{n}", 10)

    def draw(self, what: str) -> float:
        """A number from 0 to below 1, evenly spread."""
        return int(self._hex(what, 6), 16) / (1 << 48)

    def token(self, kind: str, n: int) -> str:
        """An access token, refresh token or code; `n` counts the ones made."""
        return f"{kind}_{self._hex(f'{kind}:{n}', 32)}"
