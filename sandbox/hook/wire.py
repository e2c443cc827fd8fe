"""Posts over kept HTTP/1.1 connections and reads only the status of what comes back.

A rehearsal delivers a thousand events a second beside the product, on two cores; a full client
costs three times as much CPU for each. It speaks plain http, and follows nothing.
"""

import asyncio
import re
from typing import cast
from urllib.parse import SplitResult, urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)")
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
_HEAD_END = b"\r\n\r\n"


class BadAnswerError(OSError):
    """What answered does not speak HTTP, or hung up."""


class _Line(asyncio.Protocol):
    """One connection, one question at a time. `kept` says whether it can take another."""

    def __init__(self) -> None:
        self.kept = True
        self.used = False
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def ask(self, request: bytes) -> asyncio.Future[int]:
        """Write a request; the future gives the status."""
        self._buffer = b""
        self._waiter = asyncio.get_running_loop().create_future()
        if self._transport is None or self._transport.is_closing():
            self._waiter.set_exception(BadAnswerError("the line is closed"))
        else:
            self._transport.write(request)
        return self._waiter

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(_HEAD_END)
        if not found:
            return
        status, lowered = _STATUS.match(head), head.lower()
        length = _LENGTH.search(lowered)
        if status is None:
            self._fail()
        elif length is None or b"\r\nconnection: close" in lowered:
            self.kept = False  # where the body ends is of no interest: a new line next time
            self._tell(int(status[1]))
        elif len(rest) >= int(length[1]):
            self._tell(int(status[1]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail()

    def close(self) -> None:
        """Hang up."""
        self.kept = False
        if self._transport is not None:
            self._transport.close()

    def _tell(self, status: int) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(status)

    def _fail(self) -> None:
        self.kept = False
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(BadAnswerError("hung up, or no HTTP"))


class Wire:
    """The kept connections, by address."""

    def __init__(self) -> None:
        self._idle: dict[tuple[str, int], list[_Line]] = {}

    async def post(self, url: str, headers: dict[str, str], body: bytes, seconds: float) -> int:
        """The HTTP status; raises TimeoutError, OSError, or ValueError for a url that is not http.

        A kept line that turns out to be closed is replaced once.
        """
        target = urlsplit(url)
        if target.scheme != "http" or not target.hostname:
            raise ValueError(f"not an http address: {url!r}")
        address = (target.hostname, target.port or 80)
        request = _request(target, headers, body)
        async with asyncio.timeout(seconds):
            line = await self._line(address)
            try:
                return await self._ask(line, address, request)
            except BadAnswerError:
                if not line.used:
                    raise
            return await self._ask(await self._line(address, new=True), address, request)

    def close(self) -> None:
        """Hang up all kept lines."""
        for lines in self._idle.values():
            for line in lines:
                line.close()
        self._idle.clear()

    async def _line(self, address: tuple[str, int], new: bool = False) -> _Line:
        idle = self._idle.get(address, [])
        while idle and not new:
            line = idle.pop()
            if line.kept:
                return line
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(_Line, *address)
        return line

    async def _ask(self, line: _Line, address: tuple[str, int], request: bytes) -> int:
        try:
            status = await line.ask(request)
        except BaseException:  # also a timeout: what comes later on this line belongs to nobody
            line.close()
            raise
        if line.kept:
            line.used = True
            self._idle.setdefault(address, []).append(line)
        else:
            line.close()
        return status


def _request(target: SplitResult, headers: dict[str, str], body: bytes) -> bytes:
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    lines = [f"POST {path} HTTP/1.1", f"Host: {target.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _HEAD_END + body
