"""`python -m bench.volley`: sends signed webhook events over kept connections, timing each answer.

A process of its own, so that the server under measurement has its processor to itself. It reads an
`Order` as JSON on standard input and prints a `Report`. It builds each body and its signature when
it is sent, as the platform does: a text that is older than the open question would count as late.
"""

import asyncio
import hashlib
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import cast

import orjson
import uvloop


@dataclass(frozen=True, slots=True)
class Order:
    """What is sent: `texts[person][turn]`, from so many connections at once."""

    port: int
    path: str
    app_id: str
    oa_id: str
    secret: str
    first_id: int  # of the message ids, which never repeat
    connections: int
    users: Sequence[str]
    texts: Sequence[Sequence[str]]

    def written(self) -> bytes:
        """As the other process reads it."""
        return orjson.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Report:
    """Seconds from the first byte sent to the last answer, and of each answer."""

    seconds: float
    waits: Sequence[float]


class _Line(asyncio.Protocol):
    """One kept connection, one request at a time."""

    def __init__(self, order: Order, mine: Sequence[int], done: asyncio.Future[None]) -> None:
        self.waits: list[float] = []
        self._done = done
        self._requests = _requests(order, mine)
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def begin(self) -> None:
        """Send the next request, if there is one."""
        request = next(self._requests, None)
        if request is None:
            self._done.set_result(None)
            self._transport.close()
            return
        self._sent = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        if not data.startswith(b"HTTP/1.1 200 ") or not data.endswith(b"\r\n\r\n"):
            self._done.set_exception(RuntimeError(f"answered {data[:40]!r}"))
            return
        self.waits.append(perf_counter() - self._sent)
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_exception(exc or RuntimeError("the server hung up"))


def _requests(order: Order, mine: Sequence[int]) -> Iterator[bytes]:
    """Everybody's first text, then everybody's second, …"""
    for turn in range(len(order.texts[0])):
        for person in mine:
            id_ = order.first_id + person * len(order.texts[0]) + turn
            yield _request(order, order.users[person], order.texts[person][turn], id_)


def _request(order: Order, user: str, text: str, id_: int) -> bytes:
    stamp = str(-(-time.time_ns() // 1_000_000))  # the millisecond that has just begun or will
    raw = orjson.dumps(
        {
            "app_id": order.app_id,
            "sender": {"id": user},
            "recipient": {"id": order.oa_id},
            "user_id_by_app": user[::-1],
            "event_name": "user_send_text",
            "message": {"text": text, "msg_id": f"{id_:020x}"},
            "timestamp": stamp,
        }
    )
    signed = order.app_id.encode() + raw + stamp.encode() + order.secret.encode()
    head = (
        f"POST {order.path} HTTP/1.1\r\nHost: 127.0.0.1:{order.port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\n"
        f"X-ZEvent-Signature: mac={hashlib.sha256(signed).hexdigest()}\r\n\r\n"
    )
    return head.encode() + raw


async def send(order: Order) -> Report:
    """Send everything; raises RuntimeError where an answer is not 200."""
    lines = [await _connected(order, number) for number in range(order.connections)]
    started = perf_counter()
    for line, _ in lines:
        line.begin()
    await asyncio.gather(*(done for _, done in lines))
    seconds = perf_counter() - started
    return Report(seconds, [wait for line, _ in lines for wait in line.waits])


async def _connected(order: Order, number: int) -> tuple[_Line, asyncio.Future[None]]:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()
    line = _Line(order, range(number, len(order.users), order.connections), done)
    await loop.create_connection(lambda: line, "127.0.0.1", order.port)
    return line, done


def main() -> None:
    """Carry out the order on standard input."""
    order = Order(**orjson.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(orjson.dumps(asdict(uvloop.run(send(order)))))


if __name__ == "__main__":
    main()
