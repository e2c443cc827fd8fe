"""The mail server as it presents itself: greeting, encryption, certificate, login, extensions.

It hands over no mail: MAIL is never said.
"""

import contextlib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiosmtplib

from channels.email.relay import MailServer

SECONDS = 10.0
_WANTED = ("size", "pipelining", "smtputf8", "8bitmime", "dsn")


@dataclass(slots=True)
class Shown:
    """What the server showed, as far as it came."""

    helo: str = ""  # what it calls itself
    refused: str = ""  # why the line ended before a greeting was answered
    offers_starttls: bool | None = None  # None where the line is encrypted from its start
    encrypted: bool = False
    certificate: str = ""  # why it was not trusted
    valid_until: datetime | None = None
    login: str = ""  # "" not asked, "ok", or the refusal
    extensions: dict[str, str] = field(default_factory=dict)


async def look(server: MailServer, trust: ssl.SSLContext) -> Shown:
    """Connect, greet, encrypt, log in where the settings say so, and leave."""
    shown = Shown()
    smtp = aiosmtplib.SMTP(
        hostname=server.host, port=server.port, use_tls=server.tls == "tls", start_tls=False,
        timeout=SECONDS, tls_context=trust if server.tls == "tls" else None,
    )  # fmt: skip
    try:
        await _greet(smtp, server, trust, shown)
    except ssl.SSLCertVerificationError as error:
        shown.certificate = error.verify_message
    except (aiosmtplib.SMTPException, OSError) as error:
        refused = error.__cause__ if error.__cause__ is not None else error
        if isinstance(refused, ssl.SSLCertVerificationError):
            shown.certificate = refused.verify_message
        else:
            shown.refused = _reason(error)
    finally:
        smtp.close()
    return shown


async def _greet(
    smtp: aiosmtplib.SMTP, server: MailServer, trust: ssl.SSLContext, shown: Shown
) -> None:
    await smtp.connect()
    answer = await smtp.ehlo()
    shown.helo = answer.message.split()[0].casefold() if answer.message.split() else ""
    if server.tls != "tls":
        shown.offers_starttls = smtp.supports_extension("starttls")
    if server.tls == "starttls" and shown.offers_starttls:
        await smtp.starttls(tls_context=trust)
        await smtp.ehlo()
    shown.encrypted = server.tls == "tls" or bool(
        server.tls == "starttls" and shown.offers_starttls
    )
    if shown.encrypted and smtp.transport is not None:
        shown.valid_until = _until(smtp.transport.get_extra_info("ssl_object"))
    shown.extensions = {
        name: smtp.esmtp_extensions.get(name, "")
        for name in _WANTED
        if smtp.supports_extension(name)
    }
    if server.user and (shown.encrypted or server.tls == "none"):
        shown.login = await _login(smtp, server)
    with contextlib.suppress(aiosmtplib.SMTPException, OSError):  # some just hang up
        await smtp.quit()


async def _login(smtp: aiosmtplib.SMTP, server: MailServer) -> str:
    try:
        await smtp.login(server.user, server.password)
    except aiosmtplib.SMTPException as error:
        return _reason(error)
    return "ok"


def _until(line: Any) -> datetime | None:
    certificate = line.getpeercert() if line is not None else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


def _reason(error: Exception) -> str:
    """The server's own code, or the kind of failure; never its words, which may hold an address."""
    code = getattr(error, "code", None)
    return f"SMTP {code}" if isinstance(code, int) else type(error).__name__


def days_left(until: datetime, now: datetime) -> int:
    """Whole days that a certificate still lives."""
    return (until - now) // timedelta(days=1)
