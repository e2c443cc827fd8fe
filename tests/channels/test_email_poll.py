"""A mailbox read by IMAP: a real server, and what becomes of its mails; SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.email.poll import Account, MailboxFailed, poll
from channels.email.read import Envelope, Ours, read
from channels.email.verp import LOCAL, envelope_sender, verp_key
from ground.doors import StoreFailed
from tests.support.dovecot import PASSWORD, USER, Box, NoDovecot, mailbox
from tests.support.letters import letter
from tests.support.mails import corpus
from tests.support.program import HANGS
from tests.support.stage import Stage, stage

SENDER, DOMAIN = "gop-y@khaosat.example", "khaosat.example"


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Box]:
    try:
        async with mailbox() as ready:
            monkeypatch.setenv("SSL_CERT_FILE", str(ready.ca))
            yield ready
    except NoDovecot as why:
        pytest.skip(str(why))


@pytest.fixture(params=["sqlite", "postgres"])
async def s(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stage]:
    place = tmp_path if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    async with stage(place) as ready:
        yield ready


def mail(name: str, own: str) -> bytes:
    """One of the corpus, about the mail with that envelope sender."""
    (one,) = [one for one in corpus() if one.name == name]
    return one.raw(own.partition("@")[0].removeprefix(f"{LOCAL}+"))


async def test_a_mailbox_is_emptied_into_the_store_and_marked_only_then(s: Stage, box: Box) -> None:
    an = await letter(s)
    key = verp_key(s.keyring)
    own = envelope_sender(LOCAL, DOMAIN, an.tracking, key)
    box.put("1", mail("postfix-user-unknown", own))
    box.put("2", mail("reply-top-posted-question", own))
    box.put("3", mail("forged-qmail-wrong-mac", own))
    box.put("4", b"Subject: large\n\n" + b"x" * 70 + b"\n" + b"y" * 6_000_000)
    ours, well = Ours(SENDER, DOMAIN, key), False

    async def keep(raw: bytes, envelope: Envelope) -> None:
        if not well:
            raise StoreFailed("busy")
        await s.store.turn(read(raw, envelope, ours, s.clock.now()))

    account = Account("127.0.0.1", box.port, USER, PASSWORD)
    with pytest.raises(StoreFailed):
        await poll(account, keep)
    assert box.seen() == []
    well = True
    assert await poll(account, keep) == 4
    assert box.seen() == ["1", "2", "3", "4"]
    assert await poll(account, keep) == 0
    (row,) = await s.sql(f"SELECT state, error FROM message WHERE tracking = '{an.tracking}'")
    assert (row["state"], row["error"]) == ("failed", "recipient:bounce-5.1.1")
    (thread,) = await s.store.read(lambda unit: unit.threads.open_threads(["mail"], 9))
    assert [line.words for line in thread.lines] == ["Cho tôi hỏi bao giờ có kết quả ạ?"]
    kinds = sorted(str(row["kind"]) for row in await s.sql("SELECT kind FROM inbox"))
    assert kinds == ["mail/forged", "mail/hard", "mail/human", "mail/human"]


async def test_a_mail_that_breaks_us_stays_unseen_and_holds_up_none_behind_it(box: Box) -> None:
    box.put("1", b"Subject: breaks\n\nx\n")
    box.put("2", b"Subject: well\n\ny\n")
    kept = []

    async def keep(raw: bytes, _envelope: Envelope) -> None:
        if b"breaks" in raw:
            raise ValueError
        kept.append(raw)

    assert await poll(Account("127.0.0.1", box.port, USER, PASSWORD), keep) == 1
    assert (len(kept), box.seen()) == (1, ["2"])


async def test_a_wrong_password_a_strange_certificate_and_nobody_there_are_told(
    box: Box, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    async def keep(_raw: bytes, _envelope: Envelope) -> None:
        raise AssertionError("there is nothing to keep")

    accounts = [
        (Account("127.0.0.1", box.port, USER, "sai"), "MailboxLoginError"),
        (Account("127.0.0.1", box.port, USER, PASSWORD, "Khong-co"), "MailboxFolderSelectError"),
        (Account("127.0.0.1", free_port, USER, PASSWORD), "ConnectionRefusedError"),
    ]
    for account, code in accounts:
        with pytest.raises(MailboxFailed) as told:
            await poll(account, keep)
        assert told.value.code == code
        assert PASSWORD not in repr(account)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxFailed) as told:
        await asyncio.wait_for(poll(Account("127.0.0.1", box.port, USER, PASSWORD), keep), HANGS)
    assert told.value.code == "SSLCertVerificationError"
