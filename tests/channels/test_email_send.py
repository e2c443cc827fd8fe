"""Mail's way out against the sandbox's server, over real SMTP: each refusal, each broken line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from channels.email.dkim import Signer
from channels.email.dkim_key import make_key, record
from channels.email.relay import MailServer
from channels.email.render import Bounces, Letterhead, MailRenderer
from channels.email.send import MailSender
from channels.email.verp import read_envelope, verp_key
from clock import SettableClock
from ground.seal import Keyring
from post.ports import Claimed, Failure, SendError
from tests.channels.test_email_render import KINDS
from tests.sandbox.practice import Client
from tests.support.dkim_check import verifies
from tests.support.ports import free_port

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
TO = "bay@example.com"


def sender_to(
    port: int, bounces: Bounces | None = None, signer: Signer | None = None
) -> MailSender:
    server = MailServer("127.0.0.1", port, tls="none")
    head = Letterhead("khaosat@example.vn", "https://khaosat.example.vn", bounces)
    renderer = MailRenderer(head)
    return MailSender(server, renderer, SettableClock(NOW), signer)


@pytest.fixture
async def sender(platform: Client) -> AsyncIterator[MailSender]:
    built = sender_to(platform.sandbox.smtp)
    yield built
    await built.close()


def letter(to: str = TO, id_: int = 1) -> Claimed:
    body = {"kind": "invite", **KINDS["invite"], "to": to}
    return Claimed(id_, 1, f"{id_}/invite/1/email", "invite", "email", body, 0, f"ref{id_}.i1e")


async def fails(sender: MailSender, message: Claimed) -> SendError:
    with pytest.raises(SendError) as caught:
        await sender.send(message)
    return caught.value


async def mails(platform: Client, to: str = TO) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await platform.get("/_/mails", to=to)
    return found


async def test_a_mail_arrives_with_its_headers_intact(platform: Client, sender: MailSender) -> None:
    assert (await sender.send(letter())).platform_id == "ref1.i1e"
    (mail,) = await mails(platform)
    async with platform.session.get(f"{platform.url}/_/mails/{mail['id']}/raw") as answer:
        raw = await answer.read()
    stop = KINDS["invite"]["stop"]
    assert f"List-Unsubscribe: <https://khaosat.example.vn/mail/thoi/{stop}>\r\n".encode() in raw
    assert b"Message-ID: <ref1.i1e@example.vn>\r\n" in raw
    assert mail["from"] == "khaosat@example.vn"
    assert mail["to"] == [TO]


async def test_a_bounce_would_name_the_mail_by_what_its_message_id_is_made_of(
    platform: Client,
) -> None:
    key = verp_key(Keyring(bytes(32)))
    sender = sender_to(platform.sandbox.smtp, Bounces("b.example.vn", key))
    handed = await sender.send(letter())
    await sender.close()
    (mail,) = await mails(platform)
    assert mail["headers"]["Message-ID"].endswith("@example.vn>")
    assert read_envelope(mail["headers"]["Message-ID"], key) == handed.platform_id
    assert mail["from"].endswith("@b.example.vn")
    assert read_envelope(mail["from"].upper(), key) == handed.platform_id == "ref1.i1e"


async def test_an_older_messages_long_name_costs_no_mail(platform: Client) -> None:
    sender = sender_to(platform.sandbox.smtp, Bounces("b.example.vn", bytes(16)))
    old = replace(letter(), key="alert/000.00.12.H01-261101-0001/thai_do", tracking=None)
    await sender.send(old)
    await sender.close()
    assert [mail["from"] for mail in await mails(platform)] == ["khaosat@example.vn"]


async def test_many_go_over_a_few_kept_connections(platform: Client, sender: MailSender) -> None:
    await asyncio.gather(*(sender.send(letter(f"n{n}@example.com", n)) for n in range(30)))
    assert [len(await mails(platform, f"n{n}@example.com")) for n in range(30)] == [1] * 30
    assert 1 <= len(sender.pool.kept) <= MailServer("h", 25).connections


@pytest.mark.parametrize(
    ("kind", "code", "meaning"),
    [
        ("4xx", 421, Failure.RETRY), ("4xx", 450, Failure.RETRY), ("4xx", 451, Failure.RETRY),
        ("4xx", 452, Failure.RETRY), ("5xx", 550, Failure.RECIPIENT),
        ("5xx", 551, Failure.RECIPIENT), ("5xx", 553, Failure.RECIPIENT),
        ("5xx", 554, Failure.RECIPIENT),
    ],
)  # fmt: skip
async def test_a_refused_recipient(
    platform: Client, sender: MailSender, kind: str, code: int, meaning: Failure
) -> None:
    await platform.post("/_/faults", {"smtp": TO, "kind": kind, "code": code})
    error = await fails(sender, letter())
    assert (error.kind, error.code.startswith(f"rcpt-{code}")) == (meaning, True)
    assert await mails(platform) == []
    await sender.send(letter())
    assert len(await mails(platform)) == 1


async def test_an_unknown_mailbox_does_not_cost_the_connection(
    platform: Client, sender: MailSender
) -> None:
    await sender.send(letter())
    (kept,) = sender.pool.kept
    assert (await fails(sender, letter("x@bounce.example", 2))).kind is Failure.RECIPIENT
    assert sender.pool.kept == (kept,)
    await sender.send(letter("hai@example.com", 3))
    assert sender.pool.kept == (kept,)


@pytest.mark.parametrize(("kind", "arrived"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_line_broken_during_data_is_unknown(
    platform: Client, sender: MailSender, kind: str, arrived: int
) -> None:
    await platform.post("/_/faults", {"smtp": TO, "kind": kind})
    assert (await fails(sender, letter())).kind is Failure.UNKNOWN
    assert len(await mails(platform)) == arrived
    assert sender.pool.kept == (), "a broken line is not kept"
    await sender.send(letter("hai@example.com", 2))


async def test_a_kept_line_that_the_server_closed_loses_nothing(
    platform: Client, sender: MailSender
) -> None:
    """Servers hang up on idle lines: then nothing of the next mail can have been taken."""
    await sender.send(letter())
    (kept,) = sender.pool.kept
    kept.abort()
    await sender.send(letter("hai@example.com", 2))
    assert len(await mails(platform, "hai@example.com")) == 1


async def test_where_nobody_listens_nothing_left() -> None:
    assert (await fails(sender_to(free_port()), letter())).kind is Failure.DEFER


@pytest.mark.parametrize("to", ["", "bay", "bay@", "a@b.com\r\nBcc: x@example.com", "bảy @b.com"])
async def test_no_address_is_the_recipients_failure(
    platform: Client, sender: MailSender, to: str
) -> None:
    assert (await fails(sender, letter(to))).kind is Failure.RECIPIENT
    assert await platform.get("/_/mails") == []


async def test_the_message_id_is_the_same_on_a_second_try(
    platform: Client, sender: MailSender
) -> None:
    first = await sender.send(letter())
    second = await sender.send(replace(letter(), fence=2, tries=1))
    assert first == second
    one, two = await mails(platform)
    assert one["headers"]["Message-ID"] == two["headers"]["Message-ID"]


async def test_where_we_sign_the_mail_that_arrives_verifies(
    platform: Client, tmp_path: Path
) -> None:
    key = make_key(tmp_path / "dkim.pem", "rsa")
    sender = sender_to(platform.sandbox.smtp, signer=Signer("example.vn", "ln2026", key))
    try:
        await sender.send(letter())
    finally:
        await sender.close()
    (mail,) = await mails(platform)
    async with platform.session.get(f"{platform.url}/_/mails/{mail['id']}/raw") as answer:
        raw = await answer.read()
    assert verifies(raw, {"ln2026._domainkey.example.vn": record(key)})
