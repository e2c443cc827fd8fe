"""The mail server, over real SMTP."""

from email.message import EmailMessage

import aiosmtplib
import pytest

from tests.sandbox.practice import Client
from tests.support.program import HANGS


def letter(to: str = "an@example.vn") -> EmailMessage:
    """A mail as the product writes them: text and HTML, a Vietnamese subject."""
    mail = EmailMessage()
    mail["From"] = '"Sở Nội vụ An Giang" <gopy@example.vn>'
    mail["To"] = to
    mail["Subject"] = "Mời Ông/Bà góp ý về kết quả đã trả"
    mail["List-Unsubscribe"] = "<http://127.0.0.1:8080/u/x>"
    mail.set_content("Kính gửi Ông/Bà,\nxem http://127.0.0.1:8080/k/abc.\n.chấm đầu dòng\n")
    mail.add_alternative(
        '<p>Kính gửi</p><a href="http://127.0.0.1:8080/k/abc?l=vi&amp;x=1">Mở</a>', subtype="html"
    )
    return mail


async def send(client: Client, mail: EmailMessage, *recipients: str) -> None:
    await aiosmtplib.send(
        mail,
        sender="bounce+1@example.vn",
        recipients=list(recipients) or None,
        hostname="127.0.0.1",
        port=client.sandbox.smtp,
        start_tls=False,
        timeout=HANGS,
    )


async def test_a_mail_is_kept_and_read(sandbox: Client) -> None:
    await send(sandbox, letter())
    (mail,) = await sandbox.get("/_/mails", to="AN@example.vn")
    assert mail["time"] == "2026-11-23T02:00:00.000+00:00"
    assert (mail["from"], mail["to"]) == ("bounce+1@example.vn", ["an@example.vn"])
    assert mail["subject"] == "Mời Ông/Bà góp ý về kết quả đã trả"
    assert mail["headers"]["From"] == "Sở Nội vụ An Giang <gopy@example.vn>"
    assert mail["headers"]["List-Unsubscribe"] == "<http://127.0.0.1:8080/u/x>"
    assert ".chấm đầu dòng" in mail["text"]
    assert "<p>Kính gửi</p>" in mail["html"]
    assert mail["links"] == [
        "http://127.0.0.1:8080/k/abc?l=vi&x=1",
        "http://127.0.0.1:8080/k/abc",
    ]
    assert await sandbox.get("/_/mails", to="other@example.vn") == []
    assert len(await sandbox.get("/_/mails")) == 1
    assert await sandbox.get("/_/mails", after=1) == []
    async with sandbox.session.get(f"{sandbox.url}/_/mails/{mail['id']}/raw") as answer:
        assert b"Subject: =?utf-8?" in await answer.read()


async def test_a_broken_mail_is_kept_too(sandbox: Client) -> None:
    raw = b"Subject: x\r\nContent-Type: text/plain; charset=nonesuch\r\n\r\nch\xc3\xa0o\r\n"
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=sandbox.sandbox.smtp, start_tls=False
    ) as smtp:
        await smtp.sendmail("a@example.vn", ["b@example.vn"], raw)
    (mail,) = await sandbox.get("/_/mails")
    assert mail["text"].strip() == "chào"


async def test_an_unknown_mailbox_bounces_at_rcpt(sandbox: Client) -> None:
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, letter("an@BOUNCE.example"))
    assert refused.value.recipients[0].code == 550
    assert refused.value.recipients[0].message.startswith("5.1.1")
    assert await sandbox.get("/_/mails") == []


@pytest.mark.parametrize(
    ("fault", "code"),
    [({"kind": "4xx"}, 451), ({"kind": "5xx"}, 550), ({"kind": "4xx", "code": 421}, 421)],
)
async def test_refusals_to_order(sandbox: Client, fault: dict[str, object], code: int) -> None:
    await sandbox.post("/_/faults", {"smtp": "an@*", **fault})
    await send(sandbox, letter("binh@example.vn"))
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, letter())
    assert refused.value.recipients[0].code == code
    await send(sandbox, letter())
    assert len(await sandbox.get("/_/mails")) == 2


@pytest.mark.parametrize(("kind", "kept"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_line_cut_around_the_final_dot(sandbox: Client, kind: str, kept: int) -> None:
    await sandbox.post("/_/faults", {"smtp": "*", "kind": kind})
    with pytest.raises((aiosmtplib.SMTPException, OSError)):
        await send(sandbox, letter())
    assert len(await sandbox.get("/_/mails")) == kept


async def test_a_slow_250(sandbox: Client) -> None:
    await sandbox.post("/_/faults", {"smtp": "*", "kind": "slow", "seconds": 0.01})
    await send(sandbox, letter())
    assert len(await sandbox.get("/_/mails")) == 1
