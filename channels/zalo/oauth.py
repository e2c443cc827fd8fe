"""Zalo's token endpoint: a code or a refresh token in, a pair out. It keeps nothing.

Sources: docs/zalo.md. Errors come with HTTP 200, an `error_name` and no token, so that success is
a non-empty access token and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import aiohttp
import orjson

from channels.zalo.account import ZaloAccount
from channels.zalo.told import number

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
DEFAULT_LIFE = timedelta(hours=25)
"""Of an access token; the platform says "90000", as text."""
_RATE = -32
_APP = frozenset({-14002, -14003, -14004, -14029})
"""The app or its secret is refused: the code or refresh token was not looked at."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A new pair. Without a refresh token (seen once) the old one still holds."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    life: timedelta


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform's final answer."""

    code: str
    app: bool  # the app is at fault, not the token


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing final: ask again with the same token."""

    code: str
    unclear: bool  # it may have been used up
    wait: timedelta | None = None


Answer = Granted | Refused | NoAnswer


async def refresh(http: aiohttp.ClientSession, account: ZaloAccount, token: str) -> Answer:
    """A new pair for a refresh token, which works once."""
    form = {"refresh_token": token, "app_id": account.app_id, "grant_type": "refresh_token"}
    return await _ask(http, account, form)


async def exchange(
    http: aiohttp.ClientSession, account: ZaloAccount, code: str, verifier: str
) -> Answer:
    """The first pair for a consent's code; it works once, for 10 minutes."""
    form = {"code": code, "app_id": account.app_id, "grant_type": "authorization_code"}
    return await _ask(http, account, form | {"code_verifier": verifier})


async def _ask(
    http: aiohttp.ClientSession, account: ZaloAccount, form: Mapping[str, str]
) -> Answer:
    """The app's secret travels in a header of its own, never in the form."""
    url = f"{account.oauth_url}/v4/oa/access_token"
    headers = {"secret_key": account.app_secret}
    try:
        async with http.post(
            url, data=dict(form), headers=headers, timeout=TIMEOUT, allow_redirects=False
        ) as response:
            raw = await response.read()
            status = response.status
    except aiohttp.ClientConnectorError:
        return NoAnswer("connect", unclear=False)
    except (aiohttp.ClientError, TimeoutError) as error:
        return NoAnswer(type(error).__name__, unclear=True)
    try:
        answer = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return NoAnswer(f"http-{status}", unclear=True)
    return read(answer if isinstance(answer, dict) else {}, status)


def read(answer: Mapping[str, Any], status: int = 200) -> Answer:
    """What an answer means."""
    access, renewed = answer.get("access_token"), answer.get("refresh_token")
    if isinstance(access, str) and access.strip():
        seconds = number(answer.get("expires_in")) or 0
        life = timedelta(seconds=seconds) if 0 < seconds < 10**8 else DEFAULT_LIFE
        return Granted(access, renewed if isinstance(renewed, str) and renewed else None, life)
    code = number(answer.get("error"))
    if code == _RATE:
        return NoAnswer("-32", unclear=False, wait=timedelta(seconds=61))
    if status >= 500 or not code:
        return NoAnswer(f"http-{status}", unclear=True)
    return Refused(str(code), code in _APP)
