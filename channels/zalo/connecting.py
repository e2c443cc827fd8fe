"""Connecting an account: a consent's code, or a pair that an admin pasted, becomes its tokens.

Whose token it is, is asked of the platform before it is kept: a code or a pair of another account
must never stand under this one's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import aiohttp
import structlog

from channels.zalo import oauth
from channels.zalo.account import ZaloAccount
from channels.zalo.consent import BadState, Consent, OldState
from channels.zalo.reading import ZaloReader
from channels.zalo.token_ports import Pair
from channels.zalo.tokens import Clock, TokenKeeper
from post.ports import Failure, SendError

log = structlog.get_logger(__name__)


class End(StrEnum):
    """How an attempt ended; each has its words in templates/consent.html."""

    CONNECTED = "connected"
    DECLINED = "declined"  # the admin did not consent, or the platform sent no code
    BAD_STATE = "bad_state"
    OLD_STATE = "old_state"
    UNKNOWN_ACCOUNT = "unknown_account"  # not one of our settings
    OTHER_ACCOUNT = "other_account"  # the token is another account's
    OLD_CODE = "old_code"  # used, or older than 10 minutes
    APP = "app"  # the app or its secret is refused
    REFUSED = "refused"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class Connected:
    """The end of an attempt; `name` is the account's, where the platform told it."""

    end: End
    oa_id: str = ""
    name: str | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Connecting:
    """What connecting needs."""

    accounts: Mapping[str, ZaloAccount]
    keepers: Mapping[str, TokenKeeper]
    consent: Consent
    http: aiohttp.ClientSession
    clock: Clock

    async def by_code(self, query: Mapping[str, str]) -> Connected:
        """What the platform led the admin back with: code, oa_id, state."""
        oa_id, code, state = (query.get(name, "") for name in ("oa_id", "code", "state"))
        try:
            verifier = self.consent.verifier(state, self.clock.now())
        except BadState:
            return Connected(End.BAD_STATE)
        except OldState:
            return Connected(End.OLD_STATE)
        if not code:
            return Connected(End.DECLINED)
        if oa_id not in self.accounts:
            return Connected(End.UNKNOWN_ACCOUNT, oa_id if oa_id.isdigit() else "")
        log.info("zalo.consent", oa=oa_id, state=bool(state), fixed=bool(self.consent.fixed))
        answer = await oauth.exchange(self.http, self.accounts[oa_id], code, verifier)
        match answer:
            case oauth.Granted(access, str(refresh), life):
                return await self._keep(oa_id, access, refresh, life, certain=bool(state))
            case oauth.Granted():
                return Connected(End.REFUSED, oa_id, code="no-refresh-token")
            case oauth.NoAnswer(reason):
                return Connected(End.NO_ANSWER, oa_id, code=reason)
            case oauth.Refused("-14005"):
                return Connected(End.OLD_CODE, oa_id, code="-14005")
            case oauth.Refused(reason, app):
                return Connected(End.APP if app else End.REFUSED, oa_id, code=reason)

    async def by_pair(self, oa_id: str, access: str, refresh: str) -> Connected:
        """A pair that an admin made with Zalo's API Explorer; its age is not known."""
        if oa_id not in self.accounts:
            return Connected(End.UNKNOWN_ACCOUNT)
        if not access or not refresh:
            return Connected(End.DECLINED, oa_id)
        return await self._keep(oa_id, access, refresh, oauth.DEFAULT_LIFE, certain=True)

    async def _keep(
        self, oa_id: str, access: str, refresh: str, life: timedelta, certain: bool
    ) -> Connected:
        """Keep a pair once it is this account's; `certain`: we began it, silence is no refusal."""
        reader = ZaloReader(self.accounts[oa_id], _Fresh(access), self.http)
        try:
            told = await reader.account()
        except SendError as error:
            log.warning("zalo.consent_unchecked", oa=oa_id, kind=error.kind, code=error.code)
            if error.kind is not Failure.RETRY or not certain:
                return Connected(End.REFUSED, oa_id, code=error.code)
            told = None
        if told is not None and told.oa_id != oa_id:
            return Connected(End.OTHER_ACCOUNT, oa_id)
        await self.keepers[oa_id].adopt(access, refresh, int(life.total_seconds()))
        return Connected(End.CONNECTED, oa_id, told.name if told else None)


class _Fresh:
    """A token that is not kept yet: where it is refused, there is no other."""

    def __init__(self, access: str) -> None:
        self._access = access

    async def access(self) -> str:
        """The token."""
        return self._access

    async def renew(self, refused: str) -> Pair:
        """It was refused: the same again, and the caller tells of it."""
        never = datetime.fromtimestamp(0, UTC)
        return Pair(refused, "", never, never)
