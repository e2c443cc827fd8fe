"""Mail through the real door into the real store: SMTP and LMTP, SQLite and PostgreSQL (D4)."""

import asyncio
import smtplib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.turns import Arrival
from channels.email.listen import MAX_LINE, listening
from channels.email.read import MAX_MAIL, Envelope, Ours, read
from channels.email.verp import LOCAL, envelope_sender, verp_key
from ground.doors import StoreFailed
from tests.support.letters import ADDRESS, Letter, another, letter
from tests.support.mails import Mail, corpus
from tests.support.stage import Stage, stage

SENDER, DOMAIN = "gop-y@khaosat.example", "khaosat.example"
BELIEVED = ("verp", "named")
AWAY = {"hard": ("failed",), "soft": ("failed",), "policy": ("dead",), "complaint": ("failed",)}


@pytest.fixture(params=["sqlite", "postgres"])
async def s(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    place = tmp_path if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with stage(place) as ready:
        yield ready


def ours(s: Stage) -> Ours:
    return Ours(SENDER, DOMAIN, verp_key(s.keyring))


def own(s: Stage, of: Letter) -> str:
    """The envelope sender of a letter."""
    return envelope_sender(LOCAL, DOMAIN, of.tracking, verp_key(s.keyring))


@asynccontextmanager
async def door(
    s: Stage, way: str = "smtp", take: Callable[[Arrival], Awaitable[object]] | None = None
) -> AsyncIterator[smtplib.SMTP]:
    """A client at the door; what it brings is read and kept as the product does it."""

    async def keep(raw: bytes, envelope: Envelope) -> None:
        await (take or s.store.turn)(read(raw, envelope, ours(s), s.clock.now()))

    async with listening(ours(s), keep, way, ("127.0.0.1", 0)) as port:
        kind = smtplib.LMTP if way == "lmtp" else smtplib.SMTP
        client = await asyncio.to_thread(kind, "127.0.0.1", port, "mx.example")
        try:
            yield client
        finally:
            client.close()


async def bring(client: smtplib.SMTP, raw: bytes, to: str, sender: str = "") -> tuple[int, str]:
    """One mail brought; the server's last answer."""

    def talk() -> tuple[int, bytes]:
        client.ehlo_or_helo_if_needed()
        client.mail(sender, ["SMTPUTF8"] if not sender.isascii() else [])
        code, said = client.rcpt(to)
        if code != 250:
            client.rset()
            return code, said
        return client.data(raw)

    code, said = await asyncio.to_thread(talk)
    return code, said.decode()


def addressed(s: Stage, of: Letter, one: Mail) -> tuple[bytes, str, str]:
    """A mail of the corpus about that letter: its bytes, the envelope's recipient and sender."""
    verp = own(s, of)
    raw = one.raw(verp.partition("@")[0].removeprefix(f"{LOCAL}+"))
    head = raw.split(b"\n\n", 1)[0].decode(errors="replace")
    named = [line for line in head.split("\n") if line.lower().startswith("return-path:")]
    sender = named[0].partition(":")[2].strip().strip("<>") if named else ""
    to = [line[3:].strip().strip("<>") for line in head.split("\n") if line[:3] == "To:"]
    return raw, {"verp": verp, "from": SENDER, "named": SENDER}.get(one.to, to[0]), sender


def _some() -> list[Mail]:
    """Every fourth mail, and all that are forged: the whole corpus goes through on SQLite."""
    return [one for n, one in enumerate(corpus()) if n % 4 == 0 or one.to == "forged"]


async def test_the_whole_corpus_through_the_door(s: Stage) -> None:
    """D4: each mail about a letter of its own; what stands in the database afterwards."""
    brought = corpus() if isinstance(s.place, Path) else _some()
    first = await letter(s)
    letters = [await another(s, first) for _ in brought]
    await s.sql("UPDATE message SET recipient = tracking WHERE channel = 'email'")
    async with door(s) as client:
        for one, of in zip(brought, letters, strict=True):
            raw, to, sender = addressed(s, of, one)
            assert await bring(client, raw, to, sender) == (250, "2.0.0 Kept"), one.name
    rows = await s.sql("SELECT tracking, state, error FROM message WHERE channel = 'email'")
    stands = {str(row["tracking"]): row for row in rows}
    right, false_hard, forged = 0, 0, 0
    for one, of in zip(brought, letters, strict=True):
        row = stands[of.tracking]
        believed = one.to in BELIEVED
        wanted = AWAY.get(one.kind, ("sent",)) if believed else ("sent",)
        right += row["state"] in wanted
        false_hard += row["state"] == "failed" and one.kind not in ("hard", "soft", "complaint")
        forged += one.to == "forged" and row["state"] == "sent"
    told = Counter(str(row["kind"]) for row in await s.sql("SELECT kind FROM mail_return"))
    asked = sum(one.kind == "complaint" and one.to in BELIEVED for one in brought)
    said = await s.sql("SELECT purpose FROM message WHERE purpose NOT IN ('invite', 'thread')")
    answers = await s.sql("SELECT * FROM answer")
    share = 100 * right / len(letters)
    print(
        f"\nD4 door: {len(letters)} mails, false hard {false_hard}, right {share:.1f} %, "
        f"said to automatic mail {len(said)}, answers {len(answers)}, forged ignored {forged}"
    )
    assert (right, false_hard, len(said), len(answers)) == (len(letters), 0, 0, 0)
    assert forged == sum(one.to == "forged" for one in brought)
    assert told["complaint"] == asked
    assert told["hard"] == sum(one.kind == "hard" and one.to in BELIEVED for one in brought)
    kept = await s.sql("SELECT kind, raw_sealed FROM inbox WHERE kind = 'mail/forged'")
    stray = sum(one.name == "bounce-of-another-mail-to-from" for one in brought)
    assert len(kept) == stray + forged  # one bounce came to From's address, and named no mail
    assert {row["raw_sealed"] for row in kept} == {None}


@pytest.mark.parametrize("way", ["smtp", "lmtp"])
async def test_a_hard_bounce_by_either_way(s: Stage, way: str) -> None:
    an = await letter(s)
    (one,) = [one for one in corpus() if one.name == "postfix-user-unknown"]
    raw, to, _ = addressed(s, an, one)
    async with door(s, way) as client:
        assert (await bring(client, raw, to.upper()))[0] == 250
        assert (await bring(client, raw, to))[0] == 250  # brought twice, it is one
    (row,) = await s.sql(f"SELECT state FROM message WHERE tracking = '{an.tracking}'")
    assert row["state"] == "failed"
    assert len(await s.sql("SELECT * FROM mail_return")) == 1


async def test_only_our_own_addresses_and_one_at_a_time(s: Stage) -> None:
    async with door(s) as client:

        def talk() -> list[int]:
            client.helo()
            client.mail("x@attacker.example")
            named = (
                "somebody@elsewhere.example", "b+x@elsewhere.example", "other@khaosat.example",
                SENDER.upper(), "b@khaosat.example",
            )  # fmt: skip
            return [client.rcpt(name)[0] for name in named]

        assert await asyncio.to_thread(talk) == [550, 550, 550, 250, 452]
    assert not await s.sql("SELECT * FROM inbox")


async def test_it_is_brought_again_when_the_store_could_not_keep_it(s: Stage) -> None:
    async def busy(_arrival: Arrival) -> None:
        raise StoreFailed("busy")

    async with door(s, take=busy) as client:
        assert (await bring(client, b"From: a@b.example\r\n\r\nx", SENDER, "a@b.example"))[0] == 451
    async with door(s) as client:
        assert (await bring(client, b"From: a@b.example\r\n\r\nx", SENDER, "a@b.example"))[0] == 250
    assert [row["kind"] for row in await s.sql("SELECT kind FROM inbox")] == ["mail/human"]


async def test_what_is_too_large_is_refused_and_long_lines_are_not(s: Stage) -> None:
    async with door(s) as client:
        head = b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\n"
        assert (await bring(client, head + b"x" * 998 + b"\r\n", SENDER))[0] == 250
        assert (await bring(client, head + b"y" * (MAX_LINE // 2) + b"\r\n", SENDER))[0] == 250
        lines = b"z" * 900 + b"\r\n"
        assert (await bring(client, head + lines * (MAX_MAIL // 900), SENDER))[0] == 552
        assert (await bring(client, head + b"after", SENDER))[0] == 250
    assert len(await s.sql("SELECT * FROM inbox")) == 3


async def test_a_persons_reply_is_found_by_the_mail_that_it_answers(s: Stage) -> None:
    an = await letter(s)
    answered = f"<{own(s, an)}>"
    forged = answered.replace(".", ".q", 1)
    async with door(s) as client:
        for number, named in enumerate((answered, forged, "<x@y.example>")):
            raw = (
                f"From: An <{ADDRESS}>\r\nTo: {SENDER}\r\n"
                f"Message-ID: <{number}@citizen.example>\r\nIn-Reply-To: {named}\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n"
                "Content-Transfer-Encoding: 8bit\r\n\r\nBao giờ xong ạ?\r\n> Kính gửi\r\n"
            ).encode()
            assert (await bring(client, raw, SENDER, ADDRESS))[0] == 250
    (thread,) = await s.store.read(lambda unit: unit.threads.open_threads(["mail"], 9))
    assert (thread.conversation, [line.words for line in thread.lines]) == (
        an.of.id, ["Bao giờ xong ạ?"],
    )  # fmt: skip
    kept = await s.sql("SELECT state FROM inbox WHERE kind = 'mail/human' ORDER BY state")
    assert [row["state"] for row in kept] == ["done", "kept", "kept"]
    for table in ("inbox", "thread_line", "mail_return"):
        assert "Bao giờ" not in str(await s.sql(f"SELECT * FROM {table}"))
        assert "citizen.example" not in str(await s.sql(f"SELECT * FROM {table}"))
