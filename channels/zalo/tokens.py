"""The keeper of an account's tokens: read, refreshed ahead of time, committed before use.

A refresh token is for one use and the old access token dies at once, so that one task of this
process refreshes while the others wait and read what it stored.
"""

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp

from channels.zalo.account import ZaloAccount
from post.ports import Failure, SendError

AHEAD = timedelta(hours=5)
"""Refreshed so long before the end of its 25 hours."""
_DEFAULT_LIFE = 90_000  # seconds; the platform says "90000", as text


class Kept(Protocol):
    """Where the pair is kept, sealed."""

    async def get(self, name: str) -> dict[str, Any] | None:
        """The kept value."""
        ...

    async def put(self, name: str, value: dict[str, Any]) -> None:
        """Keep it; committed when this returns."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Pair:
    """An access token, its end, and the refresh token that makes the next one."""

    access: str
    refresh: str
    expires_at: str  # ISO 8601, UTC

    def near_end(self, now: datetime) -> bool:
        """Whether it should be refreshed."""
        return now >= datetime.fromisoformat(self.expires_at) - AHEAD


class TokenKeeper:
    """One account's tokens."""

    def __init__(
        self, account: ZaloAccount, kept: Kept, http: aiohttp.ClientSession, clock: Clock
    ) -> None:
        self._account = account
        self._kept = kept
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._pair: Pair | None = None

    async def access(self) -> str:
        """A token to use now. Raises SendError(CONFIG) where there is none."""
        pair = self._pair or await self._read()
        if pair.near_end(self._clock.now()):
            pair = await self.renew(pair.access)
        return pair.access

    async def renew(self, refused: str) -> "Pair":
        """After `refused` was refused: what is stored by now, else a refreshed pair."""
        async with self._lock:
            pair = await self._read()
            if pair.access != refused:
                return pair
            return await self._refresh(pair)

    async def adopt(self, access: str, refresh: str, expires_in: object = None) -> Pair:
        """Keep a pair that an admin pasted or the callback brought."""
        seconds = int(str(expires_in or _DEFAULT_LIFE))
        end = self._clock.now() + timedelta(seconds=seconds)
        pair = Pair(access, refresh, end.isoformat())
        await self._kept.put(self._account.kept_as, asdict(pair))
        self._pair = pair
        return pair

    async def _read(self) -> Pair:
        value = await self._kept.get(self._account.kept_as)
        if value is None:
            raise SendError(Failure.CONFIG, "no-tokens")
        self._pair = Pair(**value)
        return self._pair

    async def _refresh(self, pair: Pair) -> Pair:
        answer = await self._ask(
            {
                "refresh_token": pair.refresh,
                "app_id": self._account.app_id,
                "grant_type": "refresh_token",
            }
        )
        access = answer.get("access_token")
        if not access:  # success is a token and nothing else: errors come with HTTP 200 too
            raise SendError(Failure.CONFIG, f"oauth{answer.get('error', '')}")
        # A reply without a refresh token was seen once: then the old one still holds.
        refresh = answer.get("refresh_token") or pair.refresh
        return await self.adopt(str(access), str(refresh), answer.get("expires_in"))

    async def _ask(self, form: dict[str, str]) -> dict[str, Any]:
        url = f"{self._account.oauth_url}/v4/oa/access_token"
        headers = {"secret_key": self._account.app_secret}
        try:
            async with self._http.post(
                url, data=form, headers=headers, allow_redirects=False
            ) as response:
                answer: dict[str, Any] = await response.json(content_type=None)
                return answer
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise SendError(Failure.RETRY, f"oauth-{type(error).__name__}") from error
