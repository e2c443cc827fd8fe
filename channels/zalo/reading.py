"""Asks Zalo how an account stands: its package, allowances, quotas and templates. It sends nothing.

One call a question; a token that is refused is renewed once. Whether an answer was expected is
the asker's to say: a refusal is a SendError with the platform's code.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson

from channels.zalo import told
from channels.zalo.account import ZaloAccount
from channels.zalo.errors import Host, meaning_of, send_error
from channels.zalo.tokens import Tokens
from channels.zalo.told import Account, Allowance, DailyQuota, State, Template
from post.ports import Failure, SendError

TIMEOUT = aiohttp.ClientTimeout(total=15, connect=5)
PAGE = 100
"""Templates a call; the platform's limit."""
MOST_PAGES = 50


class ZaloReader:
    """One account's questions. Every method raises SendError."""

    def __init__(self, account: ZaloAccount, tokens: Tokens, http: aiohttp.ClientSession) -> None:
        self._account = account
        self._tokens = tokens
        self._http = http

    async def account(self) -> Account:
        """Name, package and its end, verification."""
        url = f"{self._account.openapi_url}/v2.0/oa/getoa"
        return told.read_account(_part(await self._ask(url)))

    async def allowances(self, owner: str = "OA") -> tuple[Allowance, ...]:
        """What the package allows without paying each message; `owner` is OA or APP."""
        url = f"{self._account.openapi_url}/v3.0/oa/quota/message"
        body = {"quota_owner": owner, "product_type": "cs", "quota_type": "sub_quota"}
        return tuple(told.read_allowance(row) for row in told.rows(await self._ask(url, body)))

    async def daily_quota(self) -> DailyQuota:
        """Templates by phone: the day's quota and what is left of it."""
        url = f"{self._account.business_url}/message/quota"
        return told.read_daily_quota(_part(await self._ask(url)))

    async def templates(self, state: State | None = None) -> tuple[Template, ...]:
        """Every template of the account, or those of one state; without parameters."""
        found: list[Template] = []
        for page in range(MOST_PAGES):
            query = f"offset={page * PAGE}&limit={PAGE}"
            if state is not None:
                query += f"&status={state.number}"  # a word would be refused with -132
            url = f"{self._account.business_url}/template/all?{query}"
            rows = told.rows(await self._ask(url))
            read = (told.read_template(row) for row in rows)
            found += [template for template in read if template is not None]
            if len(rows) < PAGE:
                break
        return tuple(found)

    async def template(self, id_: str) -> Template | None:
        """All of one template; None where the answer holds none."""
        url = f"{self._account.business_url}/template/info/v2?template_id={id_}"
        return told.read_template(_part(await self._ask(url)))

    async def recent_chats(self, offset: int, count: int) -> list[Mapping[str, Any]]:
        """The newest message of each chat, the newest chat first; at most 10 a call."""
        return await self._listed("listrecentchat", {"offset": offset, "count": count})

    async def chat(self, user: str, offset: int, count: int) -> list[Mapping[str, Any]]:
        """One chat's messages, the newest first; at most 10 a call."""
        return await self._listed(
            "conversation", {"user_id": user, "offset": offset, "count": count}
        )

    async def ratings(self, template: str, since: datetime, offset: int) -> list[Mapping[str, Any]]:
        """Stars that were given to a template since then; at most 100 a call."""
        query = f"template_id={template}&from_time={round(since.timestamp() * 1000)}"
        url = f"{self._account.business_url}/rating/get?{query}&offset={offset}&limit={PAGE}"
        return told.rows(_part(await self._ask(url, {})).get("data"))

    async def _listed(self, name: str, data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        query = urlencode({"data": orjson.dumps(data).decode()})
        url = f"{self._account.openapi_url}/v2.0/oa/{name}?{query}"
        return told.rows(await self._ask(url))

    async def _ask(self, url: str, body: Mapping[str, Any] | None = None) -> object:
        """`data` of the answer. POST where there is a body."""
        host = Host.OPENAPI if url.startswith(f"{self._account.openapi_url}/v") else Host.BUSINESS
        token = await self._tokens.access()
        answer = await self._call(url, body, token)
        if meaning_of(host, _code(answer), "").token:
            renewed = await self._tokens.renew(token)
            answer = await self._call(url, body, renewed.access)
        if code := _code(answer):
            raise send_error(host, code, str(answer.get("message", "")))
        return answer.get("data")

    async def _call(self, url: str, body: Mapping[str, Any] | None, token: str) -> dict[str, Any]:
        headers = self._account.headers(token) | {"Content-Type": "application/json"}
        try:
            async with self._http.request(
                "GET" if body is None else "POST",
                url,
                data=None if body is None else orjson.dumps(body),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,  # a token goes to this host and to no other
            ) as response:
                answer = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(Failure.RETRY, type(error).__name__) from error
        except orjson.JSONDecodeError as error:
            raise SendError(Failure.RETRY, "not-json") from error
        if not isinstance(answer, dict):
            raise SendError(Failure.RETRY, "not-an-object")
        return answer


def _part(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, dict) else {}


def _code(answer: Mapping[str, Any]) -> int:
    code = told.number(answer.get("error", 0))
    return 1 if code is None else code
