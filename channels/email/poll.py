"""Mail from a mailbox by IMAP (RFC 3501), for provinces whose server keeps our mail in one.

A mail is marked as seen only after it was kept. A new connection a round: servers drop those that
sleep. The calls block, so that each runs in a thread of its own.
"""

import asyncio
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from imaplib import IMAP4

import structlog
from imap_tools import AND, BaseMailBox, MailBox, MailMessageFlags
from imap_tools.errors import ImapToolsError

from channels.email.listen import Keep
from channels.email.read import MAX_MAIL, Envelope
from ground.doors import StoreFailed, TransactionFailed

MOST = 50
"""Mails of one round; the next comes soon."""
TIMEOUT_SECONDS = 30.0
log = structlog.get_logger(__name__)
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox, over TLS; the server's certificate is checked."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    mailbox: str = "INBOX"


class MailboxFailed(Exception):
    """The mailbox's server could not be asked; `code` is a kind, never a text of theirs."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def poll(account: Account, keep: Keep) -> int:
    """Take in what is unseen; how many mails were kept. Raises MailboxFailed, StoreFailed."""
    box = await asyncio.to_thread(_opened, account)
    try:
        kept = 0
        for uid in (await asyncio.to_thread(_unseen, box))[:MOST]:
            raw = await asyncio.to_thread(_raw, box, uid)
            if raw and not await _is_kept(keep, raw):
                continue
            kept += bool(raw)
            await asyncio.to_thread(_seen, box, uid)
        return kept
    finally:
        await asyncio.to_thread(_left, box)


async def _is_kept(keep: Keep, raw: bytes) -> bool:
    """Whether it was kept. A mail that breaks us stays unseen, and holds up none behind it."""
    try:
        await keep(raw, Envelope())
    except (StoreFailed, TransactionFailed):
        raise
    except Exception:
        log.exception("mail_in.broken")
        return False
    return True


@contextmanager
def _told() -> Iterator[None]:
    """Whatever the library or the line raises, as one kind of failure."""
    try:
        yield
    except (ImapToolsError, IMAP4.error, OSError, EOFError) as error:
        raise MailboxFailed(type(error).__name__) from error


def _opened(account: Account) -> BaseMailBox:
    with _told():
        box = MailBox(
            account.host, account.port, TIMEOUT_SECONDS, ssl_context=ssl.create_default_context()
        )
        try:
            return box.login(account.user, account.password, account.mailbox)
        except Exception:
            box.client.shutdown()
            raise


def _unseen(box: BaseMailBox) -> list[str]:
    with _told():
        return box.uids(AND(seen=False))


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """The mail's bytes, left unseen: of one too large its headers alone; b"" = it is gone."""
    with _told():
        _, told = box.client.uid("fetch", uid, "(RFC822.SIZE)")
        size = _SIZE.search(told[0] if told and isinstance(told[0], bytes) else b"")
        if size is None:
            return b""
        part = "BODY.PEEK[]" if int(size[1]) <= MAX_MAIL else "BODY.PEEK[HEADER]"
        _, told = box.client.uid("fetch", uid, f"({part})")
        return next((bytes(one[1]) for one in told if isinstance(one, tuple)), b"")


def _seen(box: BaseMailBox, uid: str) -> None:
    with _told():
        box.flag(uid, MailMessageFlags.SEEN, True)


def _left(box: BaseMailBox) -> None:
    try:
        with _told():
            box.logout()
    except MailboxFailed:
        box.client.shutdown()
