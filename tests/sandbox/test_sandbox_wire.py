"""The small client that delivers events: kept lines, closed ones, and servers that misbehave."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from faults.waiting import passing
from sandbox.hook.wire import BadAnswerError, Wire

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request with the next of `answers`; counts lines and requests."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.lines = 0
        self.requests: list[bytes] = []
        self.hang_up = False
        self.url = ""
        self.talks: list[asyncio.Task[None] | None] = []

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        self.talks.append(asyncio.current_task())
        while head := await self._head(reader):
            length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
            self.requests.append(head + await reader.readexactly(length))
            for piece in self.answers.pop(0).split(b"|"):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)
            if self.hang_up:
                break
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async def _head(self, reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    ear = Server()
    listening = await asyncio.start_server(ear.talk, "127.0.0.1", 0)
    ear.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/hook?a=1"
    yield ear
    listening.close()
    await asyncio.gather(*filter(None, ear.talks))


@pytest.fixture
async def wire(server: Server) -> AsyncIterator[Wire]:
    made = Wire()
    yield made
    made.close()  # before the server, which waits for its lines to end


async def post(wire: Wire, server: Server, seconds: float = 60) -> int:
    return await wire.post(server.url, {"X-A": "1"}, b"{}", seconds)


async def test_a_line_is_kept_and_used_again(wire: Wire, server: Server) -> None:
    server.answers = [OK, b"HTTP/1.1 503 Busy\r\ncontent-le|ngth: 3\r\n\r\nx|yz", OK]
    assert [await post(wire, server) for _ in range(3)] == [200, 503, 200]
    assert server.lines == 1
    assert server.requests[0].startswith(b"POST /hook?a=1 HTTP/1.1\r\nHost: 127.0.0.1:")
    assert server.requests[0].endswith(b"Content-Length: 2\r\nX-A: 1\r\n\r\n{}")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
)
async def test_an_answer_of_unknown_end_ends_the_line(
    wire: Wire, server: Server, answer: bytes
) -> None:
    server.answers = [answer, OK]
    assert [await post(wire, server) for _ in range(2)] == [200, 200]
    assert server.lines == 2


async def test_a_kept_line_that_closed_is_replaced(wire: Wire, server: Server) -> None:
    server.answers, server.hang_up = [OK, OK], True
    assert [await post(wire, server) for _ in range(2)] == [200, 200]
    assert server.lines == 2


@pytest.mark.parametrize("answer", [b"SSH-2.0-x\r\n\r\n", b""])
async def test_what_is_no_http_is_an_error(wire: Wire, server: Server, answer: bytes) -> None:
    server.answers, server.hang_up = [answer], True
    with pytest.raises(BadAnswerError):
        await post(wire, server)
    assert server.lines == 1


async def test_silence_is_a_timeout_and_its_line_is_dropped(wire: Wire, server: Server) -> None:
    server.answers = [b"HTTP/1.1 200 OK\r\n", OK]

    async def heard() -> bool:
        return len(server.requests) == 1

    async with passing(heard, 600):
        with pytest.raises(TimeoutError):
            await post(wire, server, seconds=600)
    assert await post(wire, server) == 200
    assert server.lines == 2


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "ftp://a", "hook", ""])
async def test_only_http_addresses(wire: Wire, url: str) -> None:
    with pytest.raises(ValueError):
        await wire.post(url, {}, b"{}", 1)
