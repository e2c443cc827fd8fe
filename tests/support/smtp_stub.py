"""A mail server over real SMTP with STARTTLS and a login, that keeps what it takes."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Kept:
    """What was handed over, raw; it is the handler of the server."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        return "250 OK"


@asynccontextmanager
async def mail_server(
    tls: ssl.SSLContext | None,
    login: tuple[str, str] | None = None,
    helo: str = "mail.tinh.vn",
    at_once: bool = False,
) -> AsyncIterator[Kept]:
    """It listens while the block runs; `at_once`: encrypted from its start, as on port 465."""
    kept = Kept()

    def known(
        server: SMTP, session: Session, envelope: Envelope, kind: str, data: object
    ) -> AuthResult:
        good = (
            login is not None
            and isinstance(data, LoginPassword)
            and ((data.login.decode(), data.password.decode()) == login)
        )
        return AuthResult(success=good, handled=good)

    def made() -> SMTP:
        return SMTP(
            kept,
            hostname=helo,
            enable_SMTPUTF8=True,
            tls_context=None if at_once else tls,
            authenticator=known if login else None,
            auth_require_tls=tls is not None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(made, "127.0.0.1", 0, ssl=tls if at_once else None)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        await server.wait_closed()
