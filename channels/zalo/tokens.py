"""The keeper of an account's tokens: read, refreshed ahead of time, committed before use.

A refresh token is for one use and the old access token dies at once. So one process at a time
refreshes, under a lease in the database that outlasts the call; the others wait and read what it
stored. A refresh without an answer is asked again with the same token; where the platform says that
it is used up, the account's lane is paused, keeps every message, and officers are told.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol, assert_never

import aiohttp
import structlog

from channels.zalo import oauth
from channels.zalo.account import ZaloAccount
from channels.zalo.token_ports import Lease, Pair, Stays, TokenPort
from channels.zalo.told import number
from ground.doors import Door
from post.ports import Failure, SendError

AHEAD = timedelta(hours=5)
"""Refreshed so long before the end of its 25 hours."""
LEASE = timedelta(seconds=60)
"""Three times the longest call (channels/zalo/oauth.py)."""
REST = timedelta(minutes=1)
"""After a refresh ahead of time failed, the living token serves so long before the next try."""
LONG_REST = timedelta(minutes=10)
"""The same where an admin must act first."""
POLL_SECONDS, POLLS = 0.25, 80
"""How another process's refresh is waited for: as long as its call may take."""

log = structlog.get_logger(__name__)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class Tokens(Protocol):
    """What a caller of the platform needs."""

    async def access(self) -> str:
        """A token to use now. Raises SendError."""
        ...

    async def renew(self, refused: str) -> Pair:
        """Another pair, after the platform refused this access token. Raises SendError."""
        ...


class TokenKeeper:
    """One account's tokens."""

    def __init__(
        self,
        account: ZaloAccount,
        door: Door[TokenPort],
        http: aiohttp.ClientSession,
        clock: Clock,
    ) -> None:
        self._account = account
        self._lane = account.kept_as
        self._door = door
        self._http = http
        self._clock = clock
        self._lock = asyncio.Lock()
        self._pair: Pair | None = None
        self._rounds = 0  # refreshes that ended, in whatever way
        self._failed: SendError | None = None  # how the last one did
        self._rest_until: datetime | None = None

    @property
    def oa_id(self) -> str:
        """The account's id."""
        return self._account.oa_id

    async def access(self) -> str:
        """A token to use now, refreshed if its end is near.

        Raises SendError: CONFIG where only a new connection helps, RETRY where asking again may.
        """
        pair = self._pair or await self.kept()
        if pair is None:
            await self._stop(None, "reauth:none")
            raise SendError(Failure.CONFIG, "no-tokens")
        self._pair = pair
        now = self._clock.now()
        if now < pair.expires_at - AHEAD or (self._rest_until and now < self._rest_until):
            return pair.access
        try:
            return (await self.renew(pair.access)).access
        except SendError as error:
            if now >= pair.expires_at:
                raise
            self._rest_until = now + (LONG_REST if error.kind is Failure.CONFIG else REST)
            return pair.access

    async def keep_fresh(self) -> bool:
        """For the clockwork: refresh ahead though nothing is sent; whether a token lives."""
        if await self.kept() is None:
            return False
        try:
            await self.access()
        except SendError as error:
            log.warning("zalo.no_token", lane=self._lane, kind=error.kind, code=error.code)
            return False
        return True

    async def renew(self, refused: str) -> Pair:
        """After `refused` was refused, whatever its stored end: what is stored, or a new pair.

        Callers at the same time share one refresh, and its failure. Raises SendError.
        """
        before = self._rounds
        async with self._lock:
            stored = await self.kept()
            if stored is not None and stored.access != refused:
                self._pair = stored
                return stored
            if self._failed is not None and self._rounds != before:
                raise SendError(self._failed.kind, self._failed.code, self._failed.retry_after)
            try:
                self._pair, self._failed = await self._renewed(refused), None
            except SendError as error:
                self._failed = error
                raise
            finally:
                self._rounds += 1
            return self._pair

    async def adopt(self, access: str, refresh: str, expires_in: object = None) -> Pair:
        """Keep a pair that an admin pasted or a consent brought; the lane goes on."""
        seconds = number(expires_in) or 0
        life = timedelta(seconds=seconds) if seconds > 0 else oauth.DEFAULT_LIFE
        now = self._clock.now()
        pair = Pair(access, refresh, now + life, now)
        await self._door.run(lambda port: port.keep(self._lane, pair, None, now))
        self._pair, self._failed, self._rest_until = pair, None, None
        return pair

    async def kept(self) -> Pair | None:
        """The pair as it is stored; None where the account was never connected."""
        return await self._door.read(lambda port: port.pair(self._lane))

    async def _renewed(self, refused: str) -> Pair:
        for _ in range(POLLS):
            now = self._clock.now()
            begin = partial(_begin, self._lane, refused, now)
            match await self._door.run(begin):
                case Pair() as pair:
                    return pair
                case Lease() as lease:
                    return await self._refreshed(lease)
                case Stays.BUSY:
                    await asyncio.sleep(POLL_SECONDS)
                case Stays.MISSING:
                    raise SendError(Failure.CONFIG, "no-tokens")
                case Stays.DEAD:
                    raise SendError(Failure.CONFIG, "reauth")
        raise SendError(Failure.RETRY, "oauth-busy", LEASE)

    async def _refreshed(self, lease: Lease) -> Pair:
        answer = await oauth.refresh(self._http, self._account, lease.pair.refresh)
        match answer:
            case oauth.Granted():
                return await self._keep(lease, answer)
            case oauth.NoAnswer(code, unclear, wait):
                log.warning("zalo.refresh_unanswered", lane=self._lane, code=code, unclear=unclear)
                await self._door.run(lambda port: port.let_go(self._lane, lease, unclear))
                raise SendError(Failure.RETRY, f"oauth-{code}", wait)
            case oauth.Refused(code, app):
                lost = "lost" if lease.again else code
                await self._stop(lease, f"app:{code}" if app else f"reauth:{lost}")
                raise SendError(Failure.CONFIG, f"oauth{code}")
            case _:
                assert_never(answer)

    async def _keep(self, lease: Lease, granted: oauth.Granted) -> Pair:
        """Commit the new pair before anybody uses it."""
        now = self._clock.now()
        born = now if granted.refresh else lease.pair.born_at
        refresh = granted.refresh or lease.pair.refresh
        pair = Pair(granted.access, refresh, now + granted.life, born)
        used = lease.pair.refresh
        if await self._door.run(lambda port: port.keep(self._lane, pair, used, now)):
            log.info("zalo.refreshed", lane=self._lane, rotated=granted.refresh is not None)
            return pair
        return await self.kept() or pair

    async def _stop(self, lease: Lease | None, reason: str) -> None:
        now = self._clock.now()
        log.error("zalo.stopped", lane=self._lane, reason=reason)
        await self._door.run(lambda port: port.stop(self._lane, lease, reason, now))


def _begin(lane: str, refused: str, now: datetime, port: TokenPort) -> Pair | Lease | Stays:
    return port.begin(lane, refused, now, LEASE)


class Borrowed:
    """The stored token for a command that only reads: it refreshes nothing."""

    def __init__(self, keeper: TokenKeeper) -> None:
        self._keeper = keeper

    async def access(self) -> str:
        """The stored token, whatever its age. Raises SendError(CONFIG) where there is none."""
        pair = await self._keeper.kept()
        if pair is None:
            raise SendError(Failure.CONFIG, "no-tokens")
        return pair.access

    async def renew(self, refused: str) -> Pair:
        """What another process stored meanwhile. Raises SendError(CONFIG) where it is the same."""
        pair = await self._keeper.kept()
        if pair is None or pair.access == refused:
            raise SendError(Failure.CONFIG, "token-refused")
        return pair
