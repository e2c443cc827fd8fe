"""A browser as small as it can be: HTTP/1.1 over kept connections, no cookies, no JavaScript.

A rehearsal opens thousands of pages beside the product in one process; a full client would cost
as much as the product itself.
"""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 60.0

_Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Browser:
    """Used as `async with Browser() as browser`. It speaks to one server at a time."""

    def __init__(self) -> None:
        self._kept: dict[str, list[_Line]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _, writer in (line for lines in self._kept.values() for line in lines):
            writer.close()

    async def get(self, url: str) -> str:
        """The page at `url`, whatever its status."""
        return await self._ask("GET", url, "")

    async def post(self, url: str, fields: list[tuple[str, str]]) -> str:
        """The page that answers a form."""
        return await self._ask("POST", url, urlencode(fields))

    async def _ask(self, method: str, url: str, body: str) -> str:
        where = urlsplit(url)
        path = f"{where.path}?{where.query}" if where.query else where.path
        head = f"{method} {path} HTTP/1.1\r\nHost: {where.netloc}\r\n"
        if method == "POST":
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        line = await self._line(where.hostname or "", where.port or 80)
        async with asyncio.timeout(TIMEOUT_SECONDS):
            page = await _exchange(line, f"{head}\r\n{body}".encode())
        self._kept.setdefault(where.netloc, []).append(line)
        return page

    async def _line(self, host: str, port: int) -> _Line:
        kept = self._kept.get(f"{host}:{port}")
        return kept.pop() if kept else await asyncio.open_connection(host, port)


async def _exchange(line: _Line, request: bytes) -> str:
    """One request and its answer, which must name its length."""
    reader, writer = line
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    for field in head.split(b"\r\n")[1:]:
        name, _, value = field.partition(b":")
        if name.lower() == b"content-length":
            return (await reader.readexactly(int(value))).decode()
    raise ConnectionError("an answer without its length")
