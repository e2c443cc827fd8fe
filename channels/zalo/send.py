"""Zalo's way out: one call a message, its answer turned into an id or a SendError.

It retries only what a dead token refused; every other retry stands in the outbox's row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from channels.zalo.account import ZaloAccount
from channels.zalo.by_template import BY_USER, NoTemplate, by_phone, by_user
from channels.zalo.errors import Host, lost_upload, meaning_of, send_error
from channels.zalo.invite import worded
from channels.zalo.render import TooLong, attached, consultation, spoken
from channels.zalo.tokens import Tokens
from channels.zalo.uploads import Uploader
from post.lanes import Trouble
from post.ports import Claimed, Failure, Handed, Leads, SendError
from post.templates.book import TemplateBook

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
"""Under half of the outbox's lease of 60 s."""
_NO_LINE = Leads(trouble=Trouble.LINE)
_SERVER_FAULT = 500


@dataclass(frozen=True, slots=True)
class _Call:
    """A request, and the family of hosts whose codes its answer may have."""

    host: Host
    url: str
    body: dict[str, Any]
    price: int  # in đồng, where the answer names no quota that it was taken from


class ZaloSender:
    """Keeps `post.ports.Sender`."""

    def __init__(  # noqa: PLR0913, PLR0917  the parts of one way out
        self,
        accounts: Mapping[str, ZaloAccount],
        tokens: Mapping[str, Tokens],
        http: aiohttp.ClientSession,
        templates: TemplateBook,
        billed: Callable[[], int],
        uploader: Uploader | None = None,
    ) -> None:
        """`billed` is the price of a consultation message that nothing covers.

        Without an uploader no file can be sent.
        """
        self._uploader = uploader
        self._templates = templates
        self._billed = billed
        self._accounts = accounts
        self._tokens = tokens
        self._http = http
        self._usual = next(iter(accounts.values()))

    def text(self, message: Claimed) -> str | None:
        if "file" in message.body:
            return str(message.body.get("text") or "") or None
        try:
            return spoken(worded(message.body), _page(self._account(message), message))
        except TooLong:
            return None  # it will not be sent

    async def send(self, message: Claimed) -> Handed:
        """A prompt or a file by user id; a template by user id or by phone, as its way says."""
        account = self._account(message)
        call = await self._request(account, message)
        try:
            data = await self._answered(account, call)
        except SendError as error:
            if "file" not in message.body or not lost_upload(error):
                raise
            data = await self._answered(account, await self._request(account, message, anew=True))
        named = data.get("message_id") or data.get("msg_id")
        return Handed(str(named or "") or None, 0 if _free(data, call) else call.price)

    async def _request(self, account: ZaloAccount, message: Claimed, anew: bool = False) -> _Call:
        """The call that a message is; `anew`: what it names is uploaded again. Raises SendError."""
        if (id_ := message.body.get("file")) and self._uploader is not None:
            ready = await self._uploader.ready(account, int(str(id_)), anew)
            url = f"{account.openapi_url}/v3.0/oa/message/cs"
            held = attached(message.body, ready.file, ready.token)
            return _Call(Host.OPENAPI, url, held, self._billed())
        try:
            return self._filled(account, message)
        except TooLong as error:
            raise SendError(Failure.PAYLOAD, "too-long") from error
        except NoTemplate as error:
            raise SendError(Failure.PAYLOAD, f"template-{error}") from error

    def _filled(self, account: ZaloAccount, message: Claimed) -> _Call:
        """What needs nothing of the platform beforehand. Raises TooLong, NoTemplate."""
        if "file" in message.body:
            raise NoTemplate("no-files-here")
        body = worded(message.body)
        if "prompt" in body:
            url = f"{account.openapi_url}/v3.0/oa/message/cs"
            said = consultation(body, _page(account, message))
            return _Call(Host.OPENAPI, url, said, self._billed())
        if message.way in BY_USER:
            url = f"{account.openapi_url}/v3.0/oa/message/template"
            filled = by_user(self._templates, body)
            return _Call(Host.OPENAPI, url, filled, message.price)
        url = f"{account.business_url}/message/template"
        filled = by_phone(self._templates, body, message.tracking)
        return _Call(Host.BUSINESS, url, filled, message.price)

    def _account(self, message: Claimed) -> ZaloAccount:
        """The account that it leaves by. Raises SendError where it is not ours any more."""
        if message.account is None:
            return self._usual
        account = self._accounts.get(message.account)
        if account is None:
            raise SendError(Failure.PAYLOAD, "no-such-account")
        return account

    async def _answered(self, account: ZaloAccount, call: _Call) -> dict[str, Any]:
        """The data of the answer; a refused token is renewed and the call made once more."""
        tokens = self._tokens[account.oa_id]
        token = await tokens.access()
        answer = await self._post(account, call, token)
        if meaning_of(call.host, _code(answer), _text(answer)).token:
            renewed = await tokens.renew(token)
            answer = await self._post(account, call, renewed.access)
        if code := _code(answer):
            raise send_error(call.host, code, _text(answer))
        data = answer.get("data")
        return data if isinstance(data, dict) else {}

    async def _post(self, account: ZaloAccount, call: _Call, token: str) -> dict[str, Any]:
        """Raises RETRY where nothing can have left, UNKNOWN where it may have."""
        headers = account.headers(token) | {"Content-Type": "application/json"}
        try:
            async with self._http.post(
                call.url,
                data=orjson.dumps(call.body),
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,  # a token goes to this host and to no other
            ) as response:
                raw = await response.read()
                if response.status >= _SERVER_FAULT:
                    raise SendError(Failure.UNKNOWN, f"http-{response.status}", leads=_NO_LINE)
        except aiohttp.ClientConnectorError as error:
            raise SendError(Failure.RETRY, "connect", leads=_NO_LINE) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise SendError(Failure.UNKNOWN, type(error).__name__, leads=_NO_LINE) from error
        return _read(raw)


def _page(account: ZaloAccount, message: Claimed) -> str:
    token = message.body.get("token")
    return account.page(str(token)) if token and "prompt" in message.body else ""


def _free(data: Mapping[str, Any], call: _Call) -> bool:
    """A consultation message is billed where the answer names no quota that it was taken from."""
    return call.host is Host.OPENAPI and bool(data.get("quota"))


def _read(raw: bytes) -> dict[str, Any]:
    """The answer. Raises UNKNOWN for what is none: the platform may have taken the message."""
    try:
        answer = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise SendError(Failure.UNKNOWN, "not-json", leads=_NO_LINE) from error
    if not isinstance(answer, dict) or "error" not in answer:
        raise SendError(Failure.UNKNOWN, "not-an-answer", leads=_NO_LINE)
    return answer


def _code(answer: Mapping[str, Any]) -> int:
    """The code of an answer; raises UNKNOWN where it is no number."""
    try:
        return int(answer["error"])
    except (TypeError, ValueError):
        raise SendError(Failure.UNKNOWN, "no-code", leads=_NO_LINE) from None


def _text(answer: Mapping[str, Any]) -> str:
    return str(answer.get("message", ""))
