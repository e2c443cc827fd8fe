"""The mail server: takes every mail, keeps it, and fails as ordered. It relays nothing.

Mailboxes refuse or send something back as sandbox/mailboxes.py has it; addresses at bounce.example
are always unknown (RFC 3463 5.1.1).
"""

import asyncio
import logging
import ssl
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.certificate import self_signed
from sandbox.faults import Fault
from sandbox.mail_acts import follow_habit
from sandbox.mailboxes import REFUSALS
from sandbox.orders import Hit
from sandbox.world import World

_LOG_NAME = "mail.log"


class _Handler:
    """The hooks that aiosmtpd calls."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse at RCPT what a fault or the mailbox itself refuses, and bounce.example."""
        if address.casefold().rpartition("@")[2] == "bounce.example":
            return REFUSALS["unknown"]
        habit = self._world.mailboxes.of(address)
        if habit is not None and habit.does in REFUSALS:
            return REFUSALS[habit.does]
        fault = _fault(self._world, address, "4xx", "5xx", "421")
        if fault is not None:
            return _refusal(server, fault)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail; after it, cut the line or dawdle where a fault says so."""
        world = self._world
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        mail = world.mailbox.add(world.clock.now_ms, sender, list(envelope.rcpt_tos), raw)
        world.bell.ring()
        for recipient in envelope.rcpt_tos:
            follow_habit(world, mail, recipient)
        await asyncio.sleep(world.dials.now.smtp_delay_ms / 1000)
        for recipient in envelope.rcpt_tos:
            fault = _fault(world, recipient, "drop_after", "slow")
            if fault is not None and fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            elif fault is not None:
                _cut(server)
        return "250 OK: kept"


class _Server(SMTP):
    """aiosmtpd's, with a line that can break before the final dot."""

    def __init__(self, world: World, handler: _Handler, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(handler, enable_SMTPUTF8=True, hostname="sandbox.local", tls_context=tls)
        self._world = world

    async def smtp_DATA(self, arg: str) -> None:
        """DATA, unless a drop_before fault hits a recipient: then 354 and a cut line."""
        recipients = self.envelope.rcpt_tos if self.envelope is not None else []
        for recipient in recipients:
            if _fault(self._world, recipient, "drop_before") is not None:
                await self.push("354 End data with <CR><LF>.<CR><LF>")
                _cut(self)
                return
        await super().smtp_DATA(arg)


def _fault(world: World, recipient: str, *kinds: str) -> Fault | None:
    """The fault that hits this recipient now, noted."""
    fault = world.faults.of_mail(recipient, kinds)
    if fault is not None:
        now_ms, accepted = world.clock.now_ms, fault.takes_effect
        hit = Hit(fault.n, fault.kind, recipient, now_ms, accepted=accepted)
        world.faults.hits.append(hit)
    return fault


def _refusal(server: SMTP, fault: Fault) -> str:
    """What is said at RCPT; after 421 the line is closed (RFC 5321 §3.8)."""
    if fault.kind == "421":
        if server.transport is not None:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return f"421 {fault.message or '4.3.2 Service not available, closing'}"
    code = fault.code or (451 if fault.kind == "4xx" else 550)
    said = fault.message or ("4.3.2 Try again later" if code < 500 else "5.7.1 Refused")
    return f"{code} {said}"


def _cut(server: SMTP) -> None:
    if server.transport is not None:
        cast(asyncio.WriteTransport, server.transport).abort()


async def listen(world: World) -> asyncio.Server:
    """Open the port of the options; raises OSError when it is busy."""
    logging.getLogger(_LOG_NAME).setLevel(logging.WARNING)
    handler = _Handler(world)
    tls: ssl.SSLContext | None = None
    if world.options.starttls:
        tls, world.certificate = self_signed()
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: _Server(world, handler, tls), world.options.host, world.options.smtp
    )
