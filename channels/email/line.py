"""One connection to the relay after its opening: mails handed over, one after another.

aiosmtplib opens it (TLS, EHLO, login); from there this protocol takes its place, since
aiosmtplib waits for each command's reply before it sends the next. Where the server offers
PIPELINING (RFC 2920), MAIL, RCPT and DATA travel together: two round trips a mail, not four.
It retries nothing, and says of every failure whether the mail can have been taken.
"""

import asyncio
import re
from collections import deque
from dataclasses import dataclass

from channels.email.errors import CLOSING, Reply, of_break, of_reply
from channels.email.relay import Patience
from channels.email.render import Mail
from post.ports import Failure, SendError

MAX_REPLY = 32768
"""Bytes of replies that nobody has read yet; a server that sends more is mad."""
_ENHANCED = re.compile(rb"[245]\.[0-9]{1,3}\.[0-9]{1,3}(?=\s|$)")
_LONE_DOT = re.compile(rb"(?m)^\.")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f<>]")


@dataclass(frozen=True, slots=True)
class Offers:
    """What the server offered in its EHLO."""

    pipelining: bool = False
    eight_bit: bool = False  # RFC 6152
    utf8: bool = False  # SMTPUTF8, RFC 6531
    size: bool = False  # RFC 1870
    most: int = 0  # bytes of a mail; 0 = no bound told


class Stale(Exception):
    """A kept line turned out closed before it took anything: another one may be tried at once."""


class Line(asyncio.Protocol):
    """One open line."""

    def __init__(self, transport: asyncio.Transport, offers: Offers, patience: Patience) -> None:
        self._transport = transport
        self._offers = offers
        self._patience = patience
        self._buffer = b""
        self._above = b""  # the lines before the last one of a reply that is still coming
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._lost = False
        self._loop = asyncio.get_running_loop()
        self.mails = 0  # handed over, or tried
        self.used_at = self._loop.time()
        transport.set_protocol(self)

    @property
    def open(self) -> bool:
        """Whether the next mail may be tried on it."""
        return not (self._lost or self._replies or self._transport.is_closing())

    async def hand_over(self, mail: Mail) -> None:
        """Hand one mail over. Raises SendError, and Stale on a kept line that was closed."""
        kept, self.mails = self.mails > 0, self.mails + 1
        commands = self._commands(mail)
        if self._offers.pipelining:
            await self._together(commands, kept)
        else:
            await self._one_by_one(commands, kept)
        await self._content(mail.raw)
        self.used_at = self._loop.time()

    async def reset(self) -> bool:
        """Back to the beginning after a refusal; whether the line can be used on."""
        if not self.open:
            return False
        self._write(b"RSET\r\n")
        reply = await self._reply(self._patience.leave)
        return reply is not None and reply.code == 250 and self.open

    def close(self) -> None:
        """Say goodbye without waiting for the answer (RFC 5321 §4.1.1.10)."""
        if not self._transport.is_closing():
            self._transport.write(b"QUIT\r\n")
            self._transport.close()

    def abort(self) -> None:
        """A line in an unknown state is never used again."""
        self._lost = True
        self._transport.abort()

    # -- a mail's stages -------------------------------------------------------------------
    def _commands(self, mail: Mail) -> tuple[tuple[str, bytes, float], ...]:
        patience, offers = self._patience, self._offers
        raw, extra = mail.raw, ""
        if mail.utf8 and not offers.utf8:  # before all that would be our own fault
            raise SendError(Failure.RECIPIENT, "no-smtputf8")
        if offers.size:
            if offers.most and len(raw) > offers.most:
                raise SendError(Failure.PAYLOAD, "mail-size")
            extra += f" SIZE={len(raw)}"
        if not raw.isascii():
            if not offers.eight_bit:
                raise SendError(Failure.PAYLOAD, "mail-8bit")
            extra += " BODY=8BITMIME"
        if _FORBIDDEN.search(mail.sender) or _FORBIDDEN.search(mail.to):
            raise SendError(Failure.RECIPIENT, "bad-address")
        if mail.utf8:
            extra += " SMTPUTF8"
        return (
            ("mail", f"MAIL FROM:<{mail.sender}>{extra}\r\n".encode(), patience.mail),
            ("rcpt", f"RCPT TO:<{mail.to}>\r\n".encode(), patience.rcpt),
            ("data", b"DATA\r\n", patience.data),
        )

    async def _one_by_one(self, commands: tuple[tuple[str, bytes, float], ...], kept: bool) -> None:
        for stage, command, seconds in commands:
            self._write(command)
            reply = self._heard(stage, await self._reply(seconds), kept)
            if not _good(stage, reply):
                raise of_reply(stage, reply)

    async def _together(self, commands: tuple[tuple[str, bytes, float], ...], kept: bool) -> None:
        """The first refusal counts; those after it only follow from it (RFC 2920 §3.1)."""
        self._write(b"".join(command for _, command, _ in commands))
        refused: SendError | None = None
        for stage, _, seconds in commands:
            reply = await self._reply(seconds)
            if refused is None:
                known = self._heard(stage, reply, kept)
                refused = None if _good(stage, known) else of_reply(stage, known)
            elif reply is None:
                self.abort()
            elif stage == "data" and reply.code == 354:  # content is waited for, of nobody's mail
                self._write(b".\r\n")
                await self._reply(self._patience.data)
        if refused is not None:
            raise refused

    async def _content(self, raw: bytes) -> None:
        """Content and final dot. From here on no answer means that nobody knows."""
        if self._lost or self._transport.is_closing():
            raise of_break("data", "lost")
        if raw.startswith(b".") or b"\n." in raw:
            raw = _LONE_DOT.sub(b"..", raw)
        self._transport.writelines((raw, b".\r\n"))
        reply = await self._reply(self._patience.dot)
        if reply is None:
            raise self._broken("dot")
        if reply.code != 250:
            raise of_reply("dot", reply)

    def _heard(self, stage: str, reply: Reply | None, kept: bool) -> Reply:
        """The reply, if one came; a kept line that ends before it took anything is stale."""
        silent = reply is None and not self._lost
        if kept and stage == "mail" and not silent and (reply is None or reply.code == CLOSING):
            self.abort()
            raise Stale
        if reply is None:
            raise self._broken(stage)
        if reply.code == CLOSING:
            self._transport.close()
        return reply

    def _broken(self, stage: str) -> SendError:
        what = "lost" if self._lost else "silent"
        self.abort()
        return of_break(stage, what)

    # -- bytes -----------------------------------------------------------------------------
    def _write(self, data: bytes) -> None:
        if not (self._lost or self._transport.is_closing()):
            self._transport.write(data)

    async def _reply(self, seconds: float) -> Reply | None:
        """The next reply; None where the line broke or stayed silent so long."""
        if not self._replies and not self._lost:
            self._waiter = waiter = self._loop.create_future()
            timer = self._loop.call_later(seconds, _let_go, waiter)
            try:
                await waiter
            finally:
                timer.cancel()
                self._waiter = None
        return self._replies.popleft() if self._replies else None

    def data_received(self, data: bytes) -> None:
        """Replies, whole or in pieces."""
        data = self._buffer + data
        start = 0
        while (end := data.find(b"\n", start)) >= 0:
            line = data[start:end]
            start = end + 1
            if line[3:4] == b"-":
                self._above += line[4:] + b"\n"
            else:
                self._replies.append(_parsed(line, self._above))
                self._above = b""
        self._buffer = data[start:]
        if max(len(self._buffer), len(self._above), len(self._replies)) > MAX_REPLY:
            self.abort()
        if self._replies or self._lost:
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """The line is gone."""
        self._lost = True
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None:
            _let_go(self._waiter)


def _let_go(waiter: "asyncio.Future[None]") -> None:
    if not waiter.done():
        waiter.set_result(None)


def _good(stage: str, reply: Reply) -> bool:
    """Whether the server goes along; RCPT may be answered 251 or 252 (RFC 5321 §4.2.3)."""
    return reply.code == 354 if stage == "data" else reply.code in (250, 251, 252)


def _parsed(line: bytes, above: bytes) -> Reply:
    """A reply by its last line; what is no reply counts as code 0.

    Of several lines any may say why: the last one is often a link to more (RFC 5321 §4.2.1).
    """
    if not line[:3].isdigit():
        return Reply(0)
    if line[:1] in b"23":
        return Reply(int(line[:3]))
    enhanced = _ENHANCED.match(line, 4) or _ENHANCED.match(above)
    found = enhanced[0].decode() if enhanced else ""
    return Reply(int(line[:3]), found, b"relay" in (above + line).lower())
