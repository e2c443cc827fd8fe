"""Mail's lines against a server that does as it is told, with and without PIPELINING."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import astuple, replace

import pytest

from channels.email.line import Line, Offers
from channels.email.opening import Opener
from channels.email.pool import Pool
from channels.email.relay import MailServer, Patience
from channels.email.render import Mail
from faults.mailpeer import Peer, listening
from faults.waiting import passing
from post.ports import Failure, SendError

RETRY, DEFER, UNKNOWN = Failure.RETRY, Failure.DEFER, Failure.UNKNOWN
PATIENCE = Patience()  # as in service; where the server falls silent for good, it passes at once
RAW = b"Message-ID: <1@x>\r\n\r\n.\r\n..two\r\nend\r\n"


def mail(to: str = "a@x.example", raw: bytes = RAW, utf8: bool = False) -> Mail:
    return Mail(raw, "b+1.x@example.vn", to, utf8)


def told(*fates: str) -> Callable[[], str]:
    """These fates one after another, then "well"."""
    left = list(fates)
    return lambda: left.pop(0) if left else "well"


@asynccontextmanager
async def served(
    *fates: str, pipelining: bool = True, connections: tuple[str, ...] = (), **server: object
) -> AsyncIterator[tuple[Peer, Pool]]:
    peer = await listening(told(*fates), told(*connections), pipelining)
    relay = MailServer("127.0.0.1", peer.port, tls="none", patience=PATIENCE)
    relay = replace(relay, **server)  # type: ignore[arg-type]
    pool, met = Pool(relay, Opener(relay).open), 0

    async def in_vain() -> bool:
        """Once for each silence."""
        nonlocal met
        new, met = peer.ledger.held > met, peer.ledger.held
        return new

    try:
        async with passing(in_vain, max(astuple(PATIENCE))):
            yield peer, pool
    finally:
        pool.close()
        peer.server.close()


async def fails(pool: Pool, one: Mail) -> SendError:
    with pytest.raises(SendError) as caught:
        await pool.hand_over(one)
    return caught.value


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("fate", "kind", "code", "taken", "connections"),
    [
        ("mail-451", RETRY, "mail-451-4.3.0", 0, 1), ("mail-421", RETRY, "mail-421-4.3.2", 0, 2),
        ("rcpt-450", RETRY, "rcpt-450-4.7.1", 0, 1),
        ("rcpt-550", Failure.RECIPIENT, "rcpt-550-5.1.1", 0, 1),
        ("rcpt-552", Failure.RECIPIENT, "rcpt-552-5.2.2", 0, 1),
        ("rcpt-421", RETRY, "rcpt-421-4.7.0", 0, 2), ("rcpt-drop", RETRY, "rcpt-lost", 0, 2),
        ("data-451", RETRY, "data-451-4.3.0", 0, 1),
        ("content-drop", UNKNOWN, "dot-lost", 0, 2), ("dot-drop", UNKNOWN, "dot-lost", 0, 2),
        ("dot-taken-drop", UNKNOWN, "dot-lost", 1, 2),
        ("dot-taken-hang", UNKNOWN, "dot-silent", 1, 2),
        ("dot-451", RETRY, "dot-451-4.3.1", 0, 1),
        ("dot-554", Failure.PAYLOAD, "dot-554-5.6.0", 0, 1),
        ("dot-421", RETRY, "dot-421-4.3.2", 0, 2),
    ],
)  # fmt: skip
async def test_each_fault_has_its_outcome_and_the_next_mail_goes_well(
    pipelining: bool, fate: str, kind: Failure, code: str, taken: int, connections: int
) -> None:
    async with served(fate, pipelining=pipelining) as (peer, pool):
        error = await fails(pool, mail())
        assert (error.kind, error.code) == (kind, code)
        assert peer.ledger.taken["a@x.example"] == taken
        await pool.hand_over(mail("b@x.example"))
        assert peer.ledger.taken["b@x.example"] == 1
        assert peer.ledger.connections == connections
        assert peer.ledger.unclear == ({"a@x.example"} if kind is UNKNOWN else set())


async def test_a_slow_answer_is_waited_for() -> None:
    async with served("dot-slow") as (peer, pool):
        await pool.hand_over(mail())
        assert peer.ledger.taken["a@x.example"] == 1


@pytest.mark.parametrize("fate", ["mail-421", "rcpt-drop"])
async def test_a_kept_line_that_the_server_closed_costs_no_try_before_it_took_anything(
    fate: str,
) -> None:
    async with served("well", fate) as (peer, pool):
        await pool.hand_over(mail())
        if fate == "mail-421":
            await pool.hand_over(mail("b@x.example"))
            assert peer.ledger.taken["b@x.example"] == 1
        else:
            assert (await fails(pool, mail("b@x.example"))).kind is RETRY
        assert len(peer.ledger.ids) >= 1


@pytest.mark.parametrize(
    ("fate", "code"),
    [("reset", "connect-SMTPConnectError"), ("silent", "connect-SMTPConnectTimeoutError"),
     ("greet-421", "connect-421")],
)  # fmt: skip
async def test_a_line_that_never_opens_blames_no_mail(fate: str, code: str) -> None:
    async with served(connections=(fate,)) as (peer, pool):
        error = await fails(pool, mail())
        assert (error.kind, error.code) == (DEFER, code)
        await pool.hand_over(mail())
        assert peer.ledger.taken["a@x.example"] == 1


async def test_lines_are_renewed_after_so_many_mails_and_never_more_than_allowed() -> None:
    async with served(connections=(), mails=5) as (peer, pool):
        for n in range(11):
            await pool.hand_over(mail(f"{n}@x.example"))
        assert peer.ledger.connections == 3
    async with served("dot-slow", "dot-slow", "dot-slow", connections=()) as (peer, _):
        small = MailServer("127.0.0.1", peer.port, tls="none", connections=2, patience=PATIENCE)
        two = Pool(small, Opener(small).open)
        await asyncio.gather(*(two.hand_over(mail(f"{n}@x.example")) for n in range(20)))
        assert peer.ledger.connections == 2
        assert sum(peer.ledger.taken.values()) == 20
        two.close()


async def test_a_server_that_gives_fewer_lines_gets_every_mail_over_those() -> None:
    async with served(connections=("well", "greet-421") * 20) as (peer, pool):
        await asyncio.gather(*(pool.hand_over(mail(f"{n}@x.example")) for n in range(200)))
        assert sum(peer.ledger.taken.values()) == 200
        assert peer.ledger.connections <= MailServer("", 0).connections * 2


async def test_a_server_that_gives_none_blames_no_mail() -> None:
    async with served(connections=("greet-421",) * 200) as (_, pool):
        found = await asyncio.gather(*(fails(pool, mail(f"{n}@x.example")) for n in range(40)))
        assert {(error.kind, error.code) for error in found} == {(DEFER, "connect-421")}


async def test_an_idle_line_is_not_trusted() -> None:
    async with served(idle_seconds=-1.0) as (peer, pool):
        await pool.hand_over(mail())
        await pool.hand_over(mail())
        assert peer.ledger.connections == 2


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        pass

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        pass


@pytest.mark.parametrize(
    ("offers", "one", "outcome"),
    [
        (Offers(size=True, most=10), mail(), "payload:mail-size"),
        (Offers(), mail(raw="Ơ\r\n".encode()), "payload:mail-8bit"),
        (Offers(), mail("bảy@x.example", "Ơ\r\n".encode(), utf8=True), "recipient:no-smtputf8"),
        (Offers(), mail("a@x>\r\nRCPT TO:<b@x"), "recipient:bad-address"),
    ],
)
async def test_what_the_server_did_not_offer_is_not_tried(
    offers: Offers, one: Mail, outcome: str
) -> None:
    wire = Wire()
    with pytest.raises(SendError, match=outcome):
        await Line(wire, offers, PATIENCE).hand_over(one)
    assert wire.written == b""


async def test_what_travels_together_and_how_dots_are_guarded() -> None:
    wire = Wire()
    line = Line(wire, Offers(True, True, True, True), PATIENCE)
    line.data_received(b"250 2.1.0 Ok\r\n250-2.1.5 two\r\n250 2.1.5 lines\r\n354 go\r\n25")
    asyncio.get_running_loop().call_later(0.01, line.data_received, b"0 2.0.0 Ok\r\n")
    await line.hand_over(mail("bảy@x.example", "Ơ: 1\r\n\r\n.\r\n..two\r\n".encode(), True))
    assert wire.written.decode() == (
        "MAIL FROM:<b+1.x@example.vn> SIZE=19 BODY=8BITMIME SMTPUTF8\r\n"
        "RCPT TO:<bảy@x.example>\r\nDATA\r\n"
        "Ơ: 1\r\n\r\n..\r\n...two\r\n.\r\n"
    )
    assert line.open


async def test_a_refused_recipient_whose_content_is_waited_for_gets_a_lone_dot() -> None:
    """RFC 2920 §3.1: the server may answer 354 though no recipient was good."""
    wire = Wire()
    line = Line(wire, Offers(pipelining=True), PATIENCE)
    line.data_received(b"250 ok\r\n550 5.1.1 no\r\n354 go\r\n554 5.5.1 no recipients\r\n")
    with pytest.raises(SendError, match="recipient:rcpt-550"):
        await line.hand_over(mail())
    assert wire.written.endswith(b"DATA\r\n.\r\n")


@pytest.mark.parametrize(
    ("refusal", "outcome"),
    [
        (b"550 5.1.1\r\n", "recipient:rcpt-550-5.1.1"),
        (b"552-5.2.2 Full\n552 https://x.example\n", "recipient:rcpt-552-5.2.2"),
        (b"550-Relaying denied\r\n550-for you\r\n550 Ask us\r\n", "config:rcpt-550"),
        (b"450-4.2.0 Greylisted\r\n450 4.7.1 Wait\r\n", "retry:rcpt-450-4.7.1"),
        (b"550 " + b"5.1.1 " * 6000, "retry:rcpt-lost"),
        (b"550-5.1.1 x\r\n" * 4000, "retry:rcpt-lost"),
    ],
)
async def test_a_refusal_of_any_number_of_lines_in_pieces_of_any_size(
    refusal: bytes, outcome: str
) -> None:
    for size in (1, 7, len(refusal)):
        wire = Wire()
        line = Line(wire, Offers(), PATIENCE)
        line.data_received(b"250 ok\r\n")
        for at in range(0, len(refusal), size):
            line.data_received(refusal[at : at + size])
        with pytest.raises(SendError, match=f"^{outcome}$"):
            await line.hand_over(mail())
