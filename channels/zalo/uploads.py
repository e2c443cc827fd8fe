"""A file's way to the platform: uploaded once, and used again until it is nearly forgotten there.

Three addresses, each with its own kinds and sizes (post/files.py). An upload reaches nobody, so
that one without an answer may be made again.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp
import orjson

from channels.zalo.account import ZaloAccount
from channels.zalo.errors import Host, meaning_of, send_error
from channels.zalo.tokens import Tokens
from channels.zalo.told import number
from ground.doors import Door
from post.files import FilePort, Kind, Outgoing, Uploaded
from post.lanes import Trouble
from post.ports import Failure, Leads, SendError

TIMEOUT = aiohttp.ClientTimeout(total=20, connect=5)
FRESH = timedelta(days=6)
"""The platform keeps an upload for 7 days."""
_NO_LINE = Leads(trouble=Trouble.LINE)


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that the account can send."""

    file: Outgoing
    token: str


class Uploader:
    """Uploads the files of every account."""

    def __init__(
        self,
        door: Door[FilePort],
        tokens: Mapping[str, Tokens],
        http: aiohttp.ClientSession,
        clock: Clock,
    ) -> None:
        self._door = door
        self._tokens = tokens
        self._http = http
        self._clock = clock

    async def ready(self, account: ZaloAccount, id_: int, anew: bool = False) -> Ready:
        """The file, uploaded by now; `anew` where the platform has lost it. Raises SendError."""
        file, known = await self._door.read(
            lambda port: (port.get(id_), port.uploaded(account.oa_id, id_))
        )
        if file is None:
            raise SendError(Failure.PAYLOAD, "no-file")
        now = self._clock.now()
        if known is not None and not anew and now - known.at < FRESH:
            return Ready(file, known.token)
        made = Uploaded(await self._upload(account, file), now)
        await self._door.run(lambda port: port.keep_upload(account.oa_id, id_, made))
        return Ready(file, made.token)

    async def _upload(self, account: ZaloAccount, file: Outgoing) -> str:
        tokens = self._tokens[account.oa_id]
        token = await tokens.access()
        answer = await self._post(account, file, token)
        if meaning_of(Host.OPENAPI, _code(answer), "").token:
            renewed = await tokens.renew(token)
            answer = await self._post(account, file, renewed.access)
        if code := _code(answer):
            raise send_error(Host.OPENAPI, code, str(answer.get("message", "")))
        data = answer.get("data")
        named = data.get("token" if file.kind is Kind.FILE else "attachment_id") if data else None
        if not named:
            raise SendError(Failure.RETRY, "upload-no-token", leads=_NO_LINE)
        return str(named)

    async def _post(self, account: ZaloAccount, file: Outgoing, token: str) -> dict[str, Any]:
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(file.content), filename=file.name)
        url = f"{account.openapi_url}/v2.0/oa/upload/{file.kind.value}"
        try:
            async with self._http.post(
                url,
                data=form,
                headers=account.headers(token),
                timeout=TIMEOUT,
                allow_redirects=False,
            ) as response:
                answer = orjson.loads(await response.read())
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError) as error:
            raise SendError(
                Failure.RETRY, f"upload-{type(error).__name__}", leads=_NO_LINE
            ) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("data", {}), dict):
            raise SendError(Failure.RETRY, "upload-no-answer", leads=_NO_LINE)
        return answer


def _code(answer: Mapping[str, Any]) -> int:
    """A code that is no number is an error that nobody knows."""
    code = number(answer.get("error", 0))
    return 1 if code is None else code
