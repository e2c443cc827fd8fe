"""Joins mail that comes in: what is ours, how it is kept, the door or the mailbox. No logic."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from channels.email.addresses import ascii_domain
from channels.email.listen import Keep, listening
from channels.email.poll import Account, MailboxFailed, poll
from channels.email.read import Envelope, Ours, read
from channels.email.verp import verp_key
from wiring import System

log = structlog.get_logger(__name__)


def ours_of(system: System) -> Ours | None:
    """Which addresses are ours; None where no mail is sent."""
    mail = system.settings.mail
    if mail is None:
        return None
    return Ours(mail.sender, ascii_domain(mail.bounce_domain), verp_key(system.keyring))


def keeper(system: System, ours: Ours) -> Keep:
    """Takes a mail in: read beside the loop, kept by the store."""

    async def keep(raw: bytes, envelope: Envelope) -> None:
        arrival = await asyncio.to_thread(read, raw, envelope, ours, system.clock.now())
        await system.store.turn(arrival)
        system.post.nudge()

    return keep


@asynccontextmanager
async def mail_door(system: System) -> AsyncIterator[int | None]:
    """Listen for mail where the settings say so; the port, or None."""
    ours, mail = ours_of(system), system.settings.mail
    way = mail.incoming if mail else None
    if ours is None or way is None or way.way == "imaps":
        yield None
        return
    place = (way.host, way.port)
    async with listening(ours, keeper(system, ours), way.way, place) as port:
        yield port


def has_mailbox(system: System) -> bool:
    """Whether mail comes to us in a mailbox that we read."""
    return _account(system) is not None


async def mailbox_tick(system: System) -> int:
    """Take in what is unseen in it; how many mails were kept. A failure is for the next tick."""
    ours, account = ours_of(system), _account(system)
    if ours is None or account is None:
        return 0
    try:
        return await poll(account, keeper(system, ours))
    except MailboxFailed as error:
        log.warning("mail_in.mailbox_failed", code=error.code)
        return 0


def _account(system: System) -> Account | None:
    mail = system.settings.mail
    way = mail.incoming if mail else None
    if way is None or way.way != "imaps":
        return None
    return Account(way.host, way.port, way.user, way.password, way.mailbox)
