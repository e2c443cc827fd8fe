"""Opens a line to the relay: TCP, TLS with a checked certificate, EHLO, login (RFC 3207, 4954).

aiosmtplib does it, step by step, so that each step's failure has its own meaning. Where TLS is
asked for and not to be had, nothing is said over the line at all.
"""

import asyncio
import ssl
from typing import cast

import aiosmtplib

from channels.email.errors import Reply, of_break, of_reply, untrusted
from channels.email.line import Line, Offers
from channels.email.relay import MailServer


class Opener:
    """Opens lines to one relay; what does not change is made once."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._context: ssl.SSLContext | None = None

    async def open(self) -> Line:
        """A line on which mails can be handed over. Raises SendError."""
        server = self._server
        smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "tls",
            start_tls=False,
            timeout=server.patience.connect,
            tls_context=self._trusted() if server.tls != "none" else None,
        )
        try:
            return await self._opened(smtp)
        except BaseException:
            smtp.close()
            raise

    async def _opened(self, smtp: aiosmtplib.SMTP) -> Line:
        server, stage = self._server, "connect"
        try:
            await smtp.connect()
            await smtp.ehlo()
            stage = "tls"
            if server.tls == "starttls":
                if not smtp.supports_extension("starttls"):
                    raise untrusted("stripped")
                await smtp.starttls()
                await smtp.ehlo()
            stage = "auth"
            if server.user:
                await smtp.login(server.user, server.password)
        except (aiosmtplib.SMTPNotSupported, RuntimeError) as error:
            raise of_reply(stage, Reply(502)) from error
        except aiosmtplib.SMTPResponseException as error:
            raise of_reply(stage, _reply(error)) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            if _distrusted(error):
                raise untrusted("certificate") from error
            if not isinstance(error, OSError):  # no way of logging in that both know
                raise of_reply(stage, Reply(504)) from error
            raise of_break(stage, type(error).__name__) from error
        transport = smtp.transport
        if transport is None or transport.is_closing():
            raise of_break(stage, "lost")
        # uvloop's transports are ones in all but their ancestry
        return Line(cast(asyncio.Transport, transport), _offers(smtp), server.patience)

    def _trusted(self) -> ssl.SSLContext:
        if self._context is None:
            self._context = ssl.create_default_context(cafile=self._server.authorities or None)
        return self._context


def _offers(smtp: aiosmtplib.SMTP) -> Offers:
    size = smtp.esmtp_extensions.get("size", "")
    return Offers(
        pipelining=smtp.supports_extension("pipelining"),
        eight_bit=smtp.supports_extension("8bitmime"),
        utf8=smtp.supports_extension("smtputf8"),
        size=smtp.supports_extension("size"),
        most=int(size) if size.isascii() and size.isdigit() else 0,
    )


def _reply(error: aiosmtplib.SMTPResponseException) -> Reply:
    """aiosmtplib knows no enhanced codes; of an opening the basic one is enough."""
    return Reply(int(error.code))


def _distrusted(error: BaseException | None) -> bool:
    """Whether a certificate is at the bottom of it."""
    seen = 0
    while error is not None and seen < 10:
        if isinstance(error, ssl.SSLError):
            return True
        error, seen = error.__cause__ or error.__context__, seen + 1
    return False
