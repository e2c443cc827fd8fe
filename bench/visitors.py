"""`python -m bench.visitors`: people at their links, so many at once, over kept connections.

A process of its own, so that the server under measurement has its processor to itself. It reads an
`Order` as JSON on standard input and prints a `Report`. Each person opens the link, answers what
the form asks, and presses the button that stands there, until the page has no form any more; the
cookie is brought back as a browser does.
"""

import asyncio
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from random import Random
from time import perf_counter
from urllib.parse import urlencode

import orjson
import uvloop

MOST = 60
"""Requests of one person; a page that goes on and on is a broken run."""
_INPUT = re.compile(rb'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_RADIO = re.compile(rb'type="radio" name="(q\.[^"]+)" value="([^"]*)"')
_AREA = re.compile(rb'<textarea[^>]* name="([^"]+)"')
_FORM = re.compile(rb'<form[^>]* method="post" action="([^"]+)".*?</form>', re.DOTALL)
_BUTTON = re.compile(rb'<button name="act" value="([^"]+)"')
_COOKIE = re.compile(rb"\r\nSet-Cookie: ([^;\r]+)", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\nContent-Length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """Who comes: the tokens of their links, so many of them at once, pausing between two acts."""

    port: int
    tokens: Sequence[str]
    at_once: int
    pause: float  # seconds on average; 0 = the next act follows at once
    posts: int  # of each person, where the page does not say when it is over; 0 = it does


@dataclass(slots=True)
class Report:
    """Seconds of the whole, of each landing and of each post until the next screen was here."""

    seconds: float = 0.0
    landings: list[float] = field(default_factory=list)
    posts: list[float] = field(default_factory=list)
    surveys: int = 0


async def _person(order: Order, token: str, chance: Random, line: "Line", told: Report) -> None:
    """One survey, from the link to the thanks."""
    cookie, at, body = b"", f"/k/{token}", None
    for turn in range(MOST):
        await asyncio.sleep(chance.expovariate(1 / order.pause) if order.pause else 0)
        started = perf_counter()
        head, page = await line.ask(at, cookie, body)
        (told.posts if turn else told.landings).append(round(perf_counter() - started, 5))
        if found := _COOKIE.search(head):
            cookie = found[1]
        form = _FORM.search(page)
        if form is None or (order.posts and turn == order.posts):
            break
        at, body = form[1].decode().replace("&amp;", "&"), _filled(form[0], chance)
    else:
        raise RuntimeError("the survey does not end")
    told.surveys += 1


def _filled(form: bytes, chance: Random) -> bytes:
    """The form as a citizen fills it in."""
    pairs = [(name, value) for name, value in _INPUT.findall(form)]
    offered: dict[bytes, list[bytes]] = {}
    for name, value in _RADIO.findall(form):
        offered.setdefault(name, []).append(value)
    pairs += [(name, chance.choice(values)) for name, values in offered.items()]
    pairs += [(name, "Mong trả kết quả sớm hơn ạ".encode()) for name in _AREA.findall(form)]
    act = _BUTTON.search(form)
    return urlencode([*pairs, (b"act", act[1] if act else b"next")]).encode()


class Line:
    """A kept connection."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int
    ) -> None:
        self._reader, self._writer, self._port = reader, writer, port

    async def ask(self, at: str, cookie: bytes, body: bytes | None) -> tuple[bytes, bytes]:
        """The head and the body of the answer; raises RuntimeError where it is not 200."""
        self._writer.write(b"".join(_request(self._port, at, cookie, body)))
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200 ") or length is None:
            raise RuntimeError(f"answered {head[:60]!r}")
        return head, await self._reader.readexactly(int(length[1]))


def _request(port: int, at: str, cookie: bytes, body: bytes | None) -> Iterator[bytes]:
    verb = "GET" if body is None else "POST"
    yield f"{verb} {at} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n".encode()
    yield b"User-Agent: bench\r\nAccept: text/html\r\nAccept-Language: vi\r\n"
    if cookie:
        yield b"Cookie: " + cookie + b"\r\n"
    if body is not None:
        yield b"Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n"
        yield b"Content-Type: application/x-www-form-urlencoded\r\n"
        yield f"Content-Length: {len(body)}\r\n".encode()
    yield b"\r\n"
    if body is not None:
        yield body


async def visit(order: Order) -> Report:
    """Everybody's survey."""
    told, left = Report(), iter(order.tokens)

    async def visitor(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", order.port, limit=1 << 20)
        chance = Random(number)
        for token in left:
            await _person(order, token, chance, Line(reader, writer, order.port), told)
        writer.close()

    started = perf_counter()
    async with asyncio.TaskGroup() as visitors:
        for number in range(order.at_once):
            visitors.create_task(visitor(number))
    told.seconds = perf_counter() - started
    return told


def main() -> None:
    """Carry out the order on standard input."""
    order = Order(**orjson.loads(sys.stdin.buffer.read()))
    told = orjson.dumps(asdict(uvloop.run(visit(order))))
    while told:  # a long report is longer than the pipe
        told = told[os.write(sys.stdout.fileno(), told[:4096]) :]


if __name__ == "__main__":
    main()
