"""Zalo's way out: one call a message, its answer turned into an id or a SendError.

It retries only what a dead token refused; every other retry stands in the outbox's row.
"""

from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson

from channels.zalo.account import ZaloAccount
from channels.zalo.errors import BUSINESS, OPENAPI, REFRESH, send_error
from channels.zalo.render import TooLong, consultation, spoken
from channels.zalo.templates import BY_USER, NoTemplate, by_phone, by_user
from channels.zalo.tokens import TokenKeeper
from post.ports import Claimed, Failure, Handed, SendError
from post.templates.book import TemplateBook

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
"""Under half of the outbox's lease of 60 s."""


class ZaloSender:
    """Keeps `post.ports.Sender`."""

    def __init__(
        self,
        accounts: Mapping[str, ZaloAccount],
        tokens: Mapping[str, TokenKeeper],
        http: aiohttp.ClientSession,
        templates: TemplateBook,
    ) -> None:
        self._templates = templates
        self._accounts = accounts
        self._tokens = tokens
        self._http = http
        self._account = next(iter(accounts.values()))  # until a message names the one it leaves by

    def text(self, message: Claimed) -> str | None:
        try:
            return spoken(message.body, self._page(message))
        except TooLong:
            return None  # it will not be sent

    def _page(self, message: Claimed) -> str:
        token = message.body.get("token")
        return self._account.page(str(token)) if token else ""

    async def send(self, message: Claimed) -> Handed:
        """A prompt by user id; a template by user id or by phone, as its way says."""
        try:
            if "prompt" in message.body:
                url = f"{self._account.openapi_url}/v3.0/oa/message/cs"
                data = await self._call(
                    url, consultation(message.body, self._page(message)), OPENAPI
                )
                return Handed(str(data.get("message_id") or "") or None)
            if message.way in BY_USER:
                url = f"{self._account.openapi_url}/v3.0/oa/message/template"
                data = await self._call(url, by_user(self._templates, message.body), OPENAPI)
                return Handed(str(data.get("message_id") or "") or None, message.price)
            url = f"{self._account.business_url}/message/template"
            body = by_phone(self._templates, message.body, message.tracking)
            data = await self._call(url, body, BUSINESS)
            return Handed(str(data.get("msg_id") or "") or None, message.price)
        except TooLong as error:
            raise SendError(Failure.PAYLOAD, "too-long") from error
        except NoTemplate as error:
            raise SendError(Failure.PAYLOAD, f"template-{error}") from error

    async def _call(
        self, url: str, body: dict[str, Any], table: dict[int, Failure]
    ) -> dict[str, Any]:
        tokens = self._tokens[self._account.oa_id]
        token = await tokens.access()
        answer = await self._post(url, body, token)
        if _code(answer) in REFRESH:
            renewed = await tokens.renew(token)
            answer = await self._post(url, body, renewed.access)
        code = _code(answer)
        if code in REFRESH:
            raise SendError(Failure.CONFIG, str(code))
        if code != 0:
            raise send_error(table, code)
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def _post(self, url: str, body: dict[str, Any], token: str) -> dict[str, Any]:
        """Raises RETRY where nothing can have left, UNKNOWN where it may have."""
        headers = self._account.headers(token) | {"Content-Type": "application/json"}
        try:
            async with self._http.post(
                url,
                data=orjson.dumps(body),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,  # a token goes to this host and to no other
            ) as response:
                raw = await response.read()
                if response.status >= 500:
                    raise SendError(Failure.UNKNOWN, f"http-{response.status}")
        except aiohttp.ClientConnectorError as error:
            raise SendError(Failure.RETRY, "connect") from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(Failure.UNKNOWN, type(error).__name__) from error
        try:
            answer = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise SendError(Failure.UNKNOWN, "not-json") from error
        if not isinstance(answer, dict):
            raise SendError(Failure.UNKNOWN, "not-an-object")
        return answer


def _code(answer: dict[str, Any]) -> int:
    try:
        return int(answer.get("error", 0))
    except (TypeError, ValueError):
        return 1
