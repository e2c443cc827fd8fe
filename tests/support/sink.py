"""A mail server for tests that takes everything: what it was handed, envelope by envelope."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from channels.email.relay import MailServer
from channels.email.render import MailRenderer
from channels.email.send import MailSender
from clock import SettableClock
from post.ports import Claimed

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class _Keeper:
    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken.append(envelope)
        return "250 OK"


@asynccontextmanager
async def sink(utf8: bool = True) -> AsyncIterator[tuple[int, list[Envelope]]]:
    """The port that it listens on, and what it took so far; `utf8`: it offers SMTPUTF8."""
    keeper = _Keeper()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(keeper, enable_SMTPUTF8=utf8, hostname="sink.example"), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1], keeper.taken


def sender_to(port: int, renderer: MailRenderer) -> MailSender:
    """Our way out to a server on this machine."""
    return MailSender(MailServer("127.0.0.1", port, tls="none"), renderer, SettableClock(NOW))


def claimed(body: Mapping[str, Any], n: int = 1) -> Claimed:
    """A message of the outbox, as the sender gets it; its reference is `ref<n>.i1e`."""
    kind = str(body["kind"])
    return Claimed(n, 1, f"{n}/{kind}/1/email", kind, "email", body, 0, f"ref{n}.i1e")


async def over_smtp(
    renderer: MailRenderer, bodies: Mapping[int, Mapping[str, Any]]
) -> list[Envelope]:
    """What a server takes of these bodies, by number, sent by our sender over real SMTP."""
    async with sink() as (port, taken):
        sender = sender_to(port, renderer)
        async with asyncio.TaskGroup() as group:
            for n, body in bodies.items():
                group.create_task(sender.send(claimed(body, n)))
        await sender.close()
    return taken
