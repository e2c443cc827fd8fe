"""TLS on the way to the relay: a certificate that fits, and the ways in which it does not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvloop
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from channels.email.opening import Opener
from channels.email.pool import Pool
from channels.email.relay import MailServer, Patience
from channels.email.render import Mail
from clock import SystemClock
from post.ports import Failure, Scope, SendError
from tests.support.certificates import authority

MAIL = Mail(b"Subject: x\r\n\r\nx\r\n", "b@example.vn", "a@example.com", False)
NOW = SystemClock().now()  # certificates are judged by the machine's own clock


class _Keeper:
    def __init__(self) -> None:
        self.taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.taken += 1
        return "250 OK"


@asynccontextmanager
async def served(
    folder: Path, tls: str = "starttls", host: str = "127.0.0.1", **options: Any
) -> AsyncIterator[tuple[MailServer, _Keeper]]:
    """A server with a certificate for 127.0.0.1, which the settings' authority has signed."""
    ours, keeper = authority(folder, NOW), _Keeper()
    context = ours.server(NOW + timedelta(days=30))
    inside: dict[str, Any] = (
        {} if tls == "tls" else {"tls_context": context, "require_starttls": True}
    )

    def meet() -> SMTP:
        return SMTP(keeper, hostname="relay.example", **inside, **options)

    server = await asyncio.get_running_loop().create_server(
        meet, host, 0, ssl=context if tls == "tls" else None
    )
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield MailServer(
            host, port, "user", "secret" if "authenticator" in options else "", tls,
            patience=Patience(connect=5.0), authorities=str(ours.file),
        ), keeper  # fmt: skip


def changed(server: MailServer, **values: Any) -> MailServer:
    of = {name: getattr(server, name) for name in MailServer.__slots__}
    return MailServer(**{**of, **values})


async def handed(server: MailServer) -> None:
    pool = Pool(server, Opener(server).open)
    try:
        await pool.hand_over(MAIL)
        await pool.hand_over(MAIL)
    finally:
        pool.close()


async def refused(server: MailServer) -> SendError:
    with pytest.raises(SendError) as caught:
        await handed(server)
    return caught.value


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_fits_is_trusted(tmp_path: Path, tls: str) -> None:
    async with served(tmp_path, tls) as (server, keeper):
        await handed(changed(server, user=""))
        assert keeper.taken == 2


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_the_same_on_uvloop(tmp_path: Path, tls: str) -> None:
    async def run() -> int:
        async with served(tmp_path, tls) as (server, keeper):
            await handed(changed(server, user=""))
            return keeper.taken

    assert uvloop.run(run()) == 2


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_one_that_nobody_we_trust_has_signed_is_not(tmp_path: Path, tls: str) -> None:
    async with served(tmp_path, tls) as (server, keeper):
        error = await refused(changed(server, user="", authorities=""))
    assert (error.kind, error.scope, error.code) == (
        Failure.CONFIG, Scope.ACCOUNT, "tls-certificate",
    )  # fmt: skip
    assert keeper.taken == 0


async def test_nor_one_for_another_host(tmp_path: Path) -> None:
    async with served(tmp_path, host="127.0.0.2") as (server, keeper):
        assert (await refused(changed(server, user=""))).code == "tls-certificate"
        assert keeper.taken == 0


@pytest.mark.parametrize(("good", "code"), [(True, ""), (False, "auth-535")])
async def test_a_login_is_accepted_or_stops_the_lane(tmp_path: Path, good: bool, code: str) -> None:
    def judge(*_: object) -> AuthResult:
        return AuthResult(success=good, handled=good)

    async with served(tmp_path, authenticator=judge, auth_required=True) as (server, keeper):
        if good:
            await handed(server)
            assert keeper.taken == 2
            return
        error = await refused(server)
    assert (error.kind, error.scope, error.reason, error.code) == (
        Failure.CONFIG, Scope.ACCOUNT, "auth", code,
    )  # fmt: skip


async def test_a_server_that_knows_no_login_stops_the_lane_too(tmp_path: Path) -> None:
    async with served(tmp_path) as (server, _):
        error = await refused(changed(server, password="secret"))
    assert (error.kind, error.reason) == (Failure.CONFIG, "auth")
