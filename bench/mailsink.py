"""A mail server that takes everything: `python -m bench.mailsink [--wait-ms 20]`, on its own.

It reads every command (RFC 5321, with PIPELINING), keeps the state of a transaction, finds the
final dot, and remembers who got mails and how many. With `--wait-ms` a mail's last answer comes
so late, and what follows on that connection waits. The first line it prints is its port.
"""

import argparse
import asyncio
from collections import Counter
from typing import cast

import uvloop

_HELLO = b"250-sink.example\r\n250-PIPELINING\r\n250-SIZE 10485760\r\n250 8BITMIME\r\n"
_DOT = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: Counter[bytes], wait_seconds: float) -> None:
        self._taken = taken
        self._wait = wait_seconds
        self._buffer = b""
        self._out: list[bytes] = []
        self._sender = self._to = b""
        self._in_content = self._waiting = False
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast(asyncio.WriteTransport, transport)  # uvloop's is no subclass
        self._transport.write(b"220 sink.example ESMTP\r\n")

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Commands and content, whole or in pieces."""
        self._buffer += data
        if not self._waiting:
            self._work()

    def _work(self) -> None:
        while not self._waiting and self._step():
            pass
        if self._out and self._transport is not None:
            self._transport.write(b"".join(self._out))
            self._out.clear()

    def _step(self) -> bool:
        """One command or one mail's content, if it is there."""
        if self._in_content:
            end = self._buffer.find(_DOT)
            if end < 0:
                return False
            self._buffer = self._buffer[end + len(_DOT) :]
            self._end()
            return True
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        line, self._buffer = self._buffer[:end], self._buffer[end + 2 :]
        self._out.append(self._answer(line))
        return True

    def _answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb in (b"EHLO", b"HELO"):
            return _HELLO
        if verb == b"MAIL":
            self._sender, self._to = _address(line), b""
            return b"250 2.1.0 Ok\r\n"
        if verb == b"RCPT" and self._sender:
            self._to = _address(line)
            return b"250 2.1.5 Ok\r\n"
        if verb == b"DATA" and self._to:
            self._in_content = True
            return b"354 End data with <CR><LF>.<CR><LF>\r\n"
        if verb in (b"RSET", b"NOOP"):
            self._sender = self._to = b""
            return b"250 2.0.0 Ok\r\n"
        if verb == b"QUIT":
            asyncio.get_running_loop().call_soon(self._close)
            return b"221 2.0.0 Bye\r\n"
        if verb == b"XTAK":
            return f"250 {sum(self._taken.values())} {len(self._taken)}\r\n".encode()
        return b"503 5.5.1 Not now\r\n"

    def _end(self) -> None:
        self._in_content = False
        if self._wait:
            self._waiting = True
            asyncio.get_running_loop().call_later(self._wait, self._late)
            return
        self._take()

    def _late(self) -> None:
        self._waiting = False
        self._take()
        self._work()

    def _take(self) -> None:
        self._taken[self._to] += 1
        self._sender = self._to = b""
        self._out.append(b"250 2.0.0 Ok: queued\r\n")

    def _close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def _address(line: bytes) -> bytes:
    return line.partition(b"<")[2].partition(b">")[0]


async def _serve(wait_ms: float) -> None:
    taken: Counter[bytes] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(taken, wait_ms / 1000), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wait-ms", type=float, default=0)
    uvloop.run(_serve(parser.parse_args().wait_ms))
