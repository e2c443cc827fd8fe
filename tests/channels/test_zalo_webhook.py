"""The webhook's door: what is answered to whom, and what reaches the store."""

import asyncio
import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from bot.turns import Arrival, Kept, Outcome, Turn
from channels.zalo.read import Ears
from channels.zalo.routes import MAX_BYTES, ZaloDoor, routes
from clock import SettableClock
from ground.doors import StoreFailed
from tests.support.ports import free_port
from tests.support.program import HANGS
from tests.support.town import listening

APP, OA, SECRET, OLD = "9", "OA1", "test-oa-secret", "test-oa-secret-of-last-year"
STAMP = "1785672000000"
TEXT = (
    b'{"app_id":"9","sender":{"id":"U1"},"recipient":{"id":"OA1"},"event_name":"user_send_text",'
    b'"message":{"text":"5","msg_id":"m1"},"timestamp":"1785672000000"}'
)


@dataclass
class Gate:
    """The door under test, and what passed it."""

    session: aiohttp.ClientSession
    url: str
    taken: list[Arrival] = field(default_factory=list)
    nudges: int = 0
    broken: bool = False
    slow: bool = False
    met: Counter[str] = field(default_factory=Counter)

    async def take(self, arrival: Arrival) -> Outcome:
        if self.broken:
            raise StoreFailed
        self.taken.append(arrival)
        if self.slow:
            await asyncio.Event().wait()
        return Outcome("done")

    def nudge(self) -> None:
        self.nudges += 1

    async def post(self, body: bytes, **headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.post(f"{self.url}/webhook/zalo", data=body, headers=named) as got:
            assert await got.read() == b"" or got.status >= 400
            return got.status

    async def signed(self, body: bytes, stamp: str = STAMP, **headers: str) -> int:
        signature = hashlib.sha256(APP.encode() + body + stamp.encode() + SECRET.encode())
        return await self.post(
            body, X_ZEvent_Signature=f"mac={signature.hexdigest()}", X_ZEvent_Timestamp=stamp,
            **headers,
        )  # fmt: skip


@pytest.fixture
async def gate(request: pytest.FixtureRequest) -> AsyncIterator[Gate]:
    """Its parameter: seconds in which the body must be there, and in which it must be kept."""
    body_seconds, keep_seconds = getattr(request, "param", (HANGS, HANGS))
    port = free_port()
    async with aiohttp.ClientSession() as session:
        built = Gate(session, f"http://127.0.0.1:{port}")
        clock = SettableClock(datetime(2026, 8, 2, 13, 0, tzinfo=UTC))
        ears = Ears({OA}, lambda address: f"<{address}>")
        door = ZaloDoor(
            APP, (SECRET, OLD), ears, built.take, built.nudge, clock, "AbC-1", built.met,
            body_seconds, keep_seconds,
        )  # fmt: skip
        app = web.Application(client_max_size=MAX_BYTES)
        app.add_routes(routes(door))
        async with listening(app, port):
            yield built


@pytest.mark.parametrize("body", [b"{}", b" {}\n"])
async def test_the_consoles_unsigned_probe_is_welcomed_and_does_nothing(
    gate: Gate, body: bytes
) -> None:
    assert await gate.post(body) == 200
    assert gate.taken == []
    assert gate.nudges == 0


async def test_a_signed_message_is_one_turn(gate: Gate) -> None:
    assert await gate.signed(TEXT) == 200
    (turn,) = gate.taken
    assert isinstance(turn, Turn)
    assert turn.event_key == "zalo/OA1/user_send/m1"
    assert gate.met == {"mac=/body/0": 1}
    assert gate.nudges == 1


@pytest.mark.parametrize("body", [TEXT, b"{} ", b"[]", b"", b"\xff", b"{", b"{}x"])
async def test_a_bad_signature_gets_401_and_does_nothing(gate: Gate, body: bytes) -> None:
    assert await gate.post(body, X_ZEvent_Signature="mac=" + "0" * 64) == 401
    assert gate.taken == []


@pytest.mark.parametrize("body", [TEXT, b"[]", b"", b"null", b"{", b"{}x"])
async def test_unsigned_gets_401_and_does_nothing(gate: Gate, body: bytes) -> None:
    assert await gate.post(body) == 401
    assert gate.taken == []


async def test_header_bytes_that_are_no_text_get_401(gate: Gate) -> None:
    assert await gate.post(TEXT, X_ZEvent_Signature="mac=" + "é" * 32) == 401
    assert await gate.post(TEXT, X_ZEvent_Signature="mac=" + "é" * 64) == 401
    reader, writer = await _open(gate)
    writer.write(
        b"POST /webhook/zalo HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n"
        b"X-ZEvent-Signature: mac=" + b"\xff" * 64 + b"\r\nX-ZEvent-Timestamp: \xfe\r\n\r\n{}{}"
    )
    answer = await reader.read()
    writer.close()
    assert answer.split(b" ", 2)[1] in (b"400", b"401")


async def _open(gate: Gate) -> "tuple[asyncio.StreamReader, asyncio.StreamWriter]":
    return await asyncio.open_connection("127.0.0.1", int(gate.url.rpartition(":")[2]))


POISON = {
    "empty": b"", "null": b"null", "number": b"5", "list": b"[]", "text": b'"a"', "cut": b"{",
    "UTF-16": '{"a":1}'.encode("utf-16"), "BOM": b"\xef\xbb\xbf{}", "bad UTF-8": b'{"a":"\xff"}',
    "NUL": b"\x00", "NaN": b'{"timestamp":NaN}', "surrogate": b'{"event_name":"\\ud800"}',
    "deep": b"[" * 60_000, "deep object": b'{"a":' * 12_000, "long number": b"9" * 5_000,
    "form": b"a=b&c=d", "HTML": b"<html>",
}  # fmt: skip


@pytest.mark.parametrize("name", POISON)
async def test_signed_garbage_gets_200_and_is_kept(gate: Gate, name: str) -> None:
    assert await gate.signed(POISON[name]) == 200
    (kept,) = gate.taken
    assert isinstance(kept, Kept)
    assert kept.raw == POISON[name]
    assert kept.event_key.startswith("sha256/")


@pytest.mark.parametrize(
    "body",
    [
        b"{}", b'{"event_name":5}', b'{"event_name":"user_send_text"}',
        b'{"event_name":"user_send_text","message":[],"sender":"x","recipient":5}',
        b'{"event_name":"user_seen_message","message":{"msg_ids":{"a":1}}}',
        b'{"event_name":"user_received_message","message":null}',
        b'{"event_name":"user_dreamt","timestamp":"9999999999999999999"}',
        b'{"a":1,"a":2,"event_name":"x","event_name":"y"}',
    ],
)  # fmt: skip
async def test_signed_objects_of_wrong_shape_get_200_and_are_kept(gate: Gate, body: bytes) -> None:
    assert await gate.signed(body) == 200
    assert len(gate.taken) == 1


async def test_another_accounts_message_is_kept_and_not_answered(gate: Gate) -> None:
    """Two accounts of one app share the webhook's address."""
    assert await gate.signed(TEXT.replace(b"OA1", b"OA2")) == 200
    (kept,) = gate.taken
    assert isinstance(kept, Kept)


async def test_too_large_a_body_is_refused_unread(gate: Gate) -> None:
    assert await gate.signed(b"x" * (MAX_BYTES + 1)) == 413
    bomb = gzip.compress(b"x" * 50_000_000)
    assert len(bomb) < MAX_BYTES
    assert await gate.post(bomb, Content_Encoding="gzip") in (400, 401, 413)
    broken = zlib.compress(b"x" * 1000)[:-9]
    assert await gate.post(broken, Content_Encoding="deflate") in (400, 401)
    assert gate.taken == []


async def test_what_the_store_could_not_keep_is_not_acknowledged(gate: Gate) -> None:
    gate.broken = True
    assert await gate.signed(TEXT) >= 500


@pytest.mark.parametrize("gate", [(HANGS, 0.05)], indirect=True)
async def test_what_takes_too_long_is_said_so_in_time_and_not_called_back(gate: Gate) -> None:
    """The platform waits two seconds; the turn stays in hand, and its repeat changes nothing."""
    gate.slow = True
    assert await gate.signed(TEXT) == 503
    assert len(gate.taken) == 1


@pytest.mark.parametrize("gate", [(0.05, HANGS)], indirect=True)
async def test_a_body_that_never_ends_is_let_go(gate: Gate) -> None:
    reader, writer = await _open(gate)
    writer.write(
        b"POST /webhook/zalo HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n" + TEXT[:20]
    )
    answer = await asyncio.wait_for(reader.readline(), HANGS)
    writer.close()
    await writer.wait_closed()
    assert answer.split(b" ", 2)[1] == b"408"
    assert gate.taken == []


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_look_is_welcome_and_does_nothing(gate: Gate, method: str) -> None:
    async with gate.session.request(method, f"{gate.url}/webhook/zalo", data=TEXT) as answer:
        assert (answer.status, await answer.read()) == (200, b"")
    assert gate.taken == []


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
async def test_only_a_post_is_an_event(gate: Gate, method: str) -> None:
    async with gate.session.request(method, f"{gate.url}/webhook/zalo", data=TEXT) as answer:
        assert answer.status == 405
    assert gate.taken == []


async def test_while_the_secret_is_changed_the_old_one_holds(gate: Gate) -> None:
    old = hashlib.sha256(APP.encode() + TEXT + STAMP.encode() + OLD.encode()).hexdigest()
    assert await gate.post(TEXT, X_ZEvent_Signature=old) == 200
    assert gate.met == {"bare/body/1": 1}


async def test_the_front_page_has_the_platforms_mark(gate: Gate) -> None:
    async with gate.session.get(f"{gate.url}/") as answer:
        assert answer.status == 200
        text = await answer.text()
    head, _, _ = text.partition("</head>")
    assert '<meta name="zalo-platform-site-verification" content="AbC-1">' in head


async def test_the_verifiers_file_is_there_under_its_one_name(gate: Gate) -> None:
    async with gate.session.get(f"{gate.url}/zalo_verifierAbC-1.html") as answer:
        assert answer.status == 200
        assert 'content="AbC-1"' in await answer.text()
    for name in ("zalo_verifier.html", "zalo_verifierAbC.html", "zalo_verifierabc-1.html"):
        async with gate.session.get(f"{gate.url}/{name}") as answer:
            assert answer.status == 404
