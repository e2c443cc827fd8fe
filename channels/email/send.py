"""Mail's way out, over a few kept connections. It retries nothing by itself."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

import aiosmtplib

from channels.email.dkim import Signer
from channels.email.errors import of_connection, of_response
from channels.email.render import Mail, MailRenderer
from post.ports import Claimed, Failure, Handed, SendError

CONNECTIONS = 4
TIMEOUT_SECONDS = 20.0
"""Under half of the outbox's lease of 60 s."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """The relay that mails are handed to."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = "starttls"  # starttls, tls, none


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present moment, aware."""
        ...


class MailSender:
    """Keeps `post.ports.Sender`."""

    def __init__(
        self,
        server: MailServer,
        renderer: MailRenderer,
        clock: Clock,
        signer: Signer | None = None,  # None = the relay signs
    ) -> None:
        self._server = server
        self._signer = signer
        self._clock = clock
        self._renderer = renderer
        self._idle: list[aiosmtplib.SMTP] = []
        self._room = asyncio.Semaphore(CONNECTIONS)

    def text(self, message: Claimed) -> str | None:
        """A relay echoes nothing."""
        return None

    async def send(self, message: Claimed) -> Handed:
        """Hand the mail to the relay; its Message-ID. Raises SendError."""
        ref = message.tracking or message.key.replace("/", ".")
        now = self._clock.now()
        try:
            mail = self._renderer.mail(message.body, ref, now)
        except ValueError as error:
            raise SendError(Failure.RECIPIENT, "bad-address") from error
        if self._signer is not None:
            mail = replace(mail, raw=self._signer.sign(mail.raw, now))
        async with self._room, self._connection() as smtp:
            await _hand_over(smtp, mail)
        return Handed(ref)

    async def close(self) -> None:
        """Say goodbye on every kept connection."""
        for smtp in self._idle:
            smtp.close()
        self._idle.clear()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A kept connection, or a new one; one on which anything broke is not kept."""
        smtp = next((s for s in self._idle if s.is_connected), None)
        if smtp is not None:
            self._idle.remove(smtp)
        else:
            smtp = await self._connect()
        try:
            yield smtp
        except SendError as error:
            if error.kind is Failure.RECIPIENT and smtp.is_connected:
                await self._reset(smtp)
            else:
                smtp.close()
            raise
        self._idle.append(smtp)

    async def _reset(self, smtp: aiosmtplib.SMTP) -> None:
        try:
            await smtp.rset()
        except (aiosmtplib.SMTPException, OSError):
            smtp.close()
        else:
            self._idle.append(smtp)

    async def _connect(self) -> aiosmtplib.SMTP:
        server = self._server
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=server.tls == "starttls",
            timeout=TIMEOUT_SECONDS,
            username=server.user or None,
            password=server.password or None,
        )
        try:
            await smtp.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise SendError(Failure.CONFIG, f"auth-{error.code}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise SendError(Failure.RETRY, f"connect-{type(error).__name__}") from error
        return smtp


async def _hand_over(smtp: aiosmtplib.SMTP, mail: Mail) -> None:
    """MAIL, RCPT, DATA, each with its own meaning of failure."""
    options, encoding = (["SMTPUTF8"], "utf-8") if mail.utf8 else ([], "ascii")
    stage = "mail"
    try:
        if mail.utf8 and not await _takes_utf8(smtp):
            raise SendError(Failure.RECIPIENT, "no-smtputf8")
        await smtp.mail(mail.sender, options=options)
        stage = "rcpt"
        await smtp.rcpt(mail.to, encoding=encoding)
        stage = "data"
        await smtp.data(mail.raw)
    except aiosmtplib.SMTPResponseException as error:
        raise of_response(error, stage) from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise of_connection(error, stage) from error


async def _takes_utf8(smtp: aiosmtplib.SMTP) -> bool:
    """Whether the server offers SMTPUTF8 (RFC 6531 §3.1)."""
    if smtp.is_ehlo_or_helo_needed:
        await smtp.ehlo()
    return smtp.supports_extension("smtputf8")
