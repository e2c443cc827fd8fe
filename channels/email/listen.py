"""A door for mail: LMTP or SMTP on loopback or an inner network, behind the province's own server.

It answers 250 only once the store has kept the mail, 4xx where it could not: then the server
before us comes again. It takes mail to our own addresses alone and passes nothing on.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakSet

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from channels.email.read import MAX_MAIL, Envelope, Ours
from ground.doors import StoreFailed, TransactionFailed

IDLE_SECONDS = 120.0
AT_ONCE = 4
"""Mails that are read at the same time: reading one is work for a processor."""
MAX_LINE = 64 * 1024
"""Bytes of one line; RFC 5321 has 1,000, and reports that carry our mail keep to it less often."""
log = structlog.get_logger(__name__)

Keep = Callable[[bytes, Envelope], Awaitable[None]]
"""Takes a mail in; returns once it is kept. Raises StoreFailed."""


class Letterbox:
    """What is said to a server that brings mail (aiosmtpd's handler)."""

    def __init__(self, ours: Ours, keep: Keep) -> None:
        self._ours = ours
        self._keep = keep
        self._room = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        """One recipient a mail, and one of ours: each is kept, or not, by itself."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if not self._ours.takes(address):
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Kept, or to be brought again; what went wrong is logged without a word of the mail."""
        came = Envelope(envelope.rcpt_tos[0], envelope.mail_from or "")
        try:
            async with self._room:
                await self._keep(bytes(envelope.content), came)
        except (StoreFailed, TransactionFailed):
            log.error("mail_in.store_failed")
        except Exception:
            log.exception("mail_in.broken")
        else:
            return "250 2.0.0 Kept"
        return "451 4.3.0 Not kept, please bring it again"


class _Smtp(SMTP):
    line_length_limit = MAX_LINE


class _Lmtp(LMTP):
    line_length_limit = MAX_LINE


@asynccontextmanager
async def listening(ours: Ours, keep: Keep, way: str, place: tuple[str, int]) -> AsyncIterator[int]:
    """Listen by `way` ("lmtp" or "smtp") at (host, port; 0 = a free one); the port."""
    logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # it would tell addresses and words
    loop, box = asyncio.get_running_loop(), Letterbox(ours, keep)
    kind = _Lmtp if way == "lmtp" else _Smtp
    talks: WeakSet[Any] = WeakSet()

    def talk() -> Any:
        made = kind(
            box, data_size_limit=MAX_MAIL, enable_SMTPUTF8=True, hostname="langnghe",
            ident="Lang Nghe", timeout=IDLE_SECONDS, loop=loop,
        )  # fmt: skip
        talks.add(made)
        return made

    # several processes on one machine may share the port
    server = await loop.create_server(talk, *place, reuse_port=place[1] != 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()
        for one in list(talks):
            await _hung_up(one)
        await server.wait_closed()


async def _hung_up(talk: Any) -> None:
    """End a talk that is still open."""
    if talk.transport is not None:
        talk.transport.abort()
    task = talk._handler_coroutine
    if task is not None and not task.done():
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task
