"""The shipped nginx file, run by a real nginx in front of the product's own public door."""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp
import pytest

from ground.seal import new_key
from server import public_app
from settings import PREFIX, read
from tests.support.nginx import SHIPPED, Front, NoNginx, front_of, logged
from tests.support.ports import free_port
from tests.support.program import HANGS
from tests.support.town import listening
from wiring import open_system

APP, OA, SECRET = "9", "1234567890", "sandbox-oa-secret"
ROOT = SHIPPED.parents[1]
SILENT = 300
"""Sockets that never finish what they began."""


@pytest.fixture
async def front(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Front]:
    """Its parameter: how many seconds a client may take."""
    deadline = getattr(request, "param", round(HANGS))
    nowhere = f"http://127.0.0.1:{free_port()}"
    given = {
        "DB": f"sqlite:///{tmp_path}/test.db", "DATA": str(tmp_path), "KEY": new_key(),
        "FLOWS": str(ROOT / "flows"), "PLANS": f"{tmp_path}/plans",
        "SOURCES": f"{tmp_path}/sources", "ZALO_APP_ID": APP, "ZALO_APP_SECRET": SECRET,
        "ZALO_OA_ID": OA, "ZALO_OA_SECRET": SECRET, "ZALO_OPENAPI_URL": nowhere,
        "ZALO_BUSINESS_URL": nowhere, "ZALO_OAUTH_URL": nowhere,
    }  # fmt: skip
    port = free_port()
    async with open_system(read({PREFIX + name: value for name, value in given.items()})) as system:
        try:
            async with (
                listening(public_app(system), port),
                front_of(port, tmp_path, deadline) as running,
            ):
                yield running
        except NoNginx as missing:
            pytest.skip(str(missing))


def signed(number: int) -> tuple[bytes, dict[str, str]]:
    """An event of its own, and the header that proves it."""
    raw = (
        f'{{"app_id":"{APP}","sender":{{"id":"U{number}"}},"recipient":{{"id":"{OA}"}},'
        f'"event_name":"user_send_text","message":{{"text":"xin chào","msg_id":"m{number}"}},'
        f'"timestamp":"1795399200000"}}'
    ).encode()
    mac = hashlib.sha256(APP.encode() + raw + b"1795399200000" + SECRET.encode()).hexdigest()
    return raw, {"X-ZEvent-Signature": f"mac={mac}"}


async def posted(session: aiohttp.ClientSession, front: Front, number: int) -> tuple[int, float]:
    """The answer's status, and the seconds until it."""
    raw, headers = signed(number)
    url = f"https://localhost:{front.port}/webhook/zalo"
    started = perf_counter()
    async with session.post(url, data=raw, headers=headers) as answer:
        await answer.read()
        return answer.status, perf_counter() - started


async def test_events_arrive_over_tls_and_the_log_holds_no_link(front: Front) -> None:
    connector = aiohttp.TCPConnector(ssl=front.trust)
    async with aiohttp.ClientSession(connector=connector) as session:
        base = f"https://localhost:{front.port}"
        assert (await posted(session, front, 1))[0] == 200
        async with session.post(f"{base}/webhook/zalo", data=b"{}") as probe:
            assert probe.status == 200
        async with session.post(f"{base}/webhook/zalo", data=b'{"a":1}') as forged:
            assert forged.status == 401
        async with session.post(f"{base}/webhook/zalo", data=b"x" * 300_000) as long:
            assert long.status == 413
        async with session.get(f"{base}/k/secret-of-one-citizen") as page:
            assert page.status == 404
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert "nginx/" not in page.headers["Server"]
    written = await logged(front, 5)
    assert len(written.splitlines()) == 5
    assert "secret-of-one-citizen" not in written
    assert "/k/" not in written


BEGUN = (
    b"",
    b"POST /webhook/zalo HTTP/1.1\r\nHost: localhost\r\n",
    b"POST /webhook/zalo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{",
)
"""Nothing, half a header, half a body."""


async def test_who_drips_bytes_keeps_nobody_waiting(front: Front) -> None:
    """Reliability check B8: the others are answered while the drippers hold their lines."""
    lines = [await dripping(front, begun) for begun in BEGUN for _ in range(SILENT // len(BEGUN))]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=front.trust)) as session:
        answers = [await posted(session, front, number) for number in range(100)]
    assert {status for status, _ in answers} == {200}
    assert median(seconds for _, seconds in answers) < 2, "so long the platform waits"
    assert [reader.at_eof() for reader, _ in lines] == [False] * SILENT, "all were held meanwhile"
    for _, writer in lines:
        writer.transport.abort()


@pytest.mark.parametrize("front", [1], indirect=True)
async def test_who_drips_bytes_is_sent_away(front: Front) -> None:
    async def sent_away(begun: bytes) -> None:
        with contextlib.suppress(ConnectionError):  # a busy machine may be too slow to begin
            reader, writer = await dripping(front, begun)
            try:
                await reader.read()
            finally:
                writer.transport.abort()

    async with asyncio.timeout(HANGS):
        await asyncio.gather(*(sent_away(begun) for begun in BEGUN for _ in range(10)))


async def dripping(front: Front, begun: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection, from another address than the others', that goes no further than that."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1",
        front.port,
        ssl=front.trust if begun else None,
        server_hostname="localhost" if begun else None,
        local_addr=("127.0.0.2", 0),
    )
    writer.write(begun)
    return reader, writer


def test_the_deadlines_as_shipped() -> None:
    text = SHIPPED.read_text()
    assert int(re.search(r"client_header_timeout (\d+)s", text)[1]) <= 10  # type: ignore[index]
    assert int(re.search(r"client_body_timeout (\d+)s", text)[1]) <= 15  # type: ignore[index]
    assert re.search(r"client_max_body_size 256k;", text), "as the program's own limit"
