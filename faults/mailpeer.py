"""A mail server that goes wrong: `python -m faults.mailpeer --seed 7`, in a process of its own.

It speaks SMTP (RFC 5321, PIPELINING where asked for), draws a fate for every connection and
every mail, and remembers what it took and what it left without a clear answer. It shares no code
with the product. `XLEDGER` tells both in one line of JSON, `XHELD` how often it fell silent for
good. Who calls from `JUDGE` meets no fate. The first line it prints is its port.
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NoReturn

JUDGE = "127.0.0.2"
SLOW_SECONDS = 0.2
MAX_LINE = 1 << 20
MAILS = (
    # (share in percent, what happens to a mail)
    (3, "mail-451"), (2, "mail-421"), (8, "rcpt-450"), (3, "rcpt-452"), (5, "rcpt-550"),
    (2, "rcpt-552"), (2, "rcpt-421"), (3, "rcpt-drop"), (2, "data-451"), (5, "content-drop"),
    (5, "dot-drop"), (8, "dot-taken-drop"), (2, "dot-taken-hang"), (5, "dot-slow"),
    (3, "dot-451"), (2, "dot-554"), (2, "dot-421"),
)  # fmt: skip
"""The rest goes well."""
CONNECTIONS = ((2, "reset"), (1, "silent"), (2, "greet-421"))
_REPLIES = {
    "mail-451": "451 4.3.0 Try again later", "mail-421": "421 4.3.2 Closing",
    "rcpt-450": "450 4.7.1 Greylisted, try again", "rcpt-452": "452 4.2.2 Mailbox full",
    "rcpt-550": "550 5.1.1 No such user", "rcpt-552": "552 5.2.2 Mailbox full",
    "rcpt-421": "421 4.7.0 Too much at once", "data-451": "451 4.3.0 No room now",
    "dot-451": "451 4.3.1 Queue full", "dot-554": "554 5.6.0 Content not liked",
    "dot-421": "421 4.3.2 Closing",
}  # fmt: skip
_UNCLEAR = {"content-drop", "dot-drop", "dot-taken-drop", "dot-taken-hang"}
_TAKEN = {"well", "dot-slow", "dot-taken-drop", "dot-taken-hang"}

Draw = Callable[[], str]


@dataclass(slots=True)
class Ledger:
    """What happened, by the recipient's address."""

    taken: Counter[str] = field(default_factory=Counter)
    unclear: set[str] = field(default_factory=set)
    calls: Counter[str] = field(default_factory=Counter)
    fates: Counter[str] = field(default_factory=Counter)
    ids: dict[str, set[str]] = field(default_factory=dict)  # Message-IDs, by recipient
    connections: int = 0
    held: int = 0  # connections that were never answered again

    def told(self) -> str:
        """As one line."""
        plain = {
            "taken": self.taken, "unclear": sorted(self.unclear), "calls": self.calls,
            "fates": self.fates, "connections": self.connections,
            "ids": {name: sorted(ids) for name, ids in self.ids.items()},
        }  # fmt: skip
        return json.dumps(plain)


def drawn(random: Random, table: Sequence[tuple[int, str]]) -> Draw:
    """Fates by their shares."""

    def draw() -> str:
        at, passed = random.uniform(0, 100), 0
        for share, what in table:
            passed += share
            if at < passed:
                return what
        return "well"

    return draw


class _Over(Exception):
    """The connection ends."""


@dataclass(slots=True)
class Session:
    """One connection."""

    ledger: Ledger
    mail_fate: Draw
    pipelining: bool
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    fate: str = "well"
    to: str = ""

    async def serve(self, of_connection: str) -> None:
        """Speak until somebody hangs up."""
        try:
            await self._greet(of_connection)
            while line := await self.reader.readline():
                await self._command(line.decode("utf-8", "replace").strip())
        except (_Over, ConnectionError):
            pass
        finally:
            self.writer.transport.abort()

    async def _greet(self, fate: str) -> None:
        self.ledger.fates[f"connection-{fate}"] += 1
        if fate == "reset":
            raise _Over
        if fate == "silent":
            await self._hold()
        if fate == "greet-421":
            await self._say("421 4.3.2 Not now")
            raise _Over
        await self._say("220 peer.example ESMTP")

    async def _command(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        if verb == "EHLO":
            more = "250-PIPELINING\r\n" if self.pipelining else ""
            await self._say(f"250-peer.example\r\n{more}250-SIZE 1000000\r\n250 8BITMIME")
        elif verb == "MAIL":
            self.fate = self.mail_fate()
            self.ledger.fates[self.fate] += 1
            await self._stage("mail", "250 2.1.0 Ok")
        elif verb == "RCPT":
            self.to = line.partition("<")[2].partition(">")[0].lower()
            self.ledger.calls[self.to] += 1
            await self._stage("rcpt", "250 2.1.5 Ok")
        elif verb == "DATA":
            await self._data()
        elif verb == "XLEDGER":
            await self._say(f"250 {self.ledger.told()}")
        elif verb == "XHELD":
            await self._say(f"250 {self.ledger.held}")
        elif verb == "QUIT":
            await self._say("221 2.0.0 Bye")
            raise _Over
        else:
            self.fate, self.to = "well", ""
            await self._say("250 2.0.0 Ok")

    async def _stage(self, stage: str, well: str) -> None:
        """The answer of this stage, if the fate has one for it."""
        if self.fate == f"{stage}-drop":
            raise _Over
        reply = _REPLIES.get(self.fate, well) if self.fate.startswith(f"{stage}-") else well
        await self._say(reply)
        if reply.startswith("421"):
            raise _Over

    async def _data(self) -> None:
        if self.fate.partition("-")[0] in ("mail", "rcpt"):
            await self._say("503 5.5.1 No valid recipients")
            return
        if self.fate == "data-451":
            await self._say(_REPLIES[self.fate])
            return
        if self.fate in _UNCLEAR:  # before anything can be known of it
            self.ledger.unclear.add(self.to)
        await self._say("354 Go on")
        if self.fate == "content-drop":
            await self.reader.read(100)
            raise _Over
        await self._content()
        if self.fate in _TAKEN:
            self.ledger.taken[self.to] += 1
        if self.fate in ("dot-drop", "dot-taken-drop"):
            raise _Over
        if self.fate == "dot-taken-hang":
            await self._hold()
        if self.fate == "dot-slow":
            await asyncio.sleep(SLOW_SECONDS)
        await self._stage("dot", "250 2.0.0 Ok: queued")

    async def _hold(self) -> NoReturn:
        """Say nothing more, until the other side hangs up."""
        self.ledger.held += 1
        await self.reader.read()
        raise _Over

    async def _content(self) -> None:
        while True:
            line = await self.reader.readline()
            if not line:
                raise _Over
            if line == b".\r\n":
                return
            if line.lower().startswith(b"message-id:"):
                self.ledger.ids.setdefault(self.to, set()).add(line[11:].strip().decode())

    async def _say(self, line: str) -> None:
        self.writer.write(line.encode() + b"\r\n")
        await self.writer.drain()


@dataclass(slots=True)
class Peer:
    """The server, for as long as it listens."""

    ledger: Ledger
    server: asyncio.Server

    @property
    def port(self) -> int:
        """Where it listens, on loopback."""
        return int(self.server.sockets[0].getsockname()[1])


async def listening(mail: Draw, connection: Draw = lambda: "well", pipelining: bool = True) -> Peer:
    """A server whose mails and connections have these fates."""
    ledger = Ledger()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(ledger, mail, pipelining, reader, writer)
        if writer.get_extra_info("peername")[0] == JUDGE:
            await session.serve("well")
            return
        ledger.connections += 1
        await session.serve(connection())

    server = await asyncio.start_server(met, "127.0.0.1", 0, backlog=512, limit=MAX_LINE)
    return Peer(ledger, server)


async def _serve(seed: int, pipelining: bool) -> None:
    random = Random(seed)
    peer = await listening(drawn(random, MAILS), drawn(random, CONNECTIONS), pipelining)
    print(peer.port, flush=True)
    await peer.server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--plain", action="store_true", help="without PIPELINING")
    given = parser.parse_args()
    asyncio.run(_serve(given.seed, not given.plain))
