"""What recipients' mailboxes do: refuse, report, answer by themselves, complain, reply, stop."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import pytest
from aiohttp import web
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.sandbox.practice import Client, Opener, same_but
from tests.sandbox.test_sandbox_mail import letter, send

SENDER = "bounce+1@example.vn"


@dataclass
class Ear:
    """The product's own mail port: keeps what is handed over, answers what `answers` says."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    got: list[tuple[str, str, EmailMessage]] = field(default_factory=list)  # from, to, mail

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.got.append((str(envelope.mail_from), envelope.rcpt_tos[0], mail))
        return "250 OK"


@pytest.fixture(params=["lmtp", "smtp"])
async def ear(request: pytest.FixtureRequest, sandbox: Client) -> AsyncIterator[Ear]:
    made = Ear()
    kind = LMTP if request.param == "lmtp" else SMTP
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: kind(made), "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    await sandbox.post("/_/knobs", {"mail_in": f"{request.param}://127.0.0.1:{made.port}"})
    yield made
    server.close()
    await server.wait_closed()


async def returned(sandbox: Client, ear: Ear, habit: dict[str, Any]) -> EmailMessage:
    """Send one mail to a mailbox of this habit; what came back, from the null sender."""
    await sandbox.post("/_/mailboxes", {"address": "an@example.vn", **habit})
    await send(sandbox, letter())
    await sandbox.idle()
    ((sender, to, mail),) = ear.got
    assert (sender, to) == ("<>", SENDER)
    return mail


def status(mail: EmailMessage) -> dict[str, str]:
    """The fields for the recipient in the machine's part (RFC 3464 §2.3)."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "message/delivery-status"]
    blocks = part.get_payload()
    assert isinstance(blocks, list)
    fields = blocks[-1]
    assert isinstance(fields, EmailMessage)
    return {name: str(value) for name, value in fields.items()}


@pytest.mark.parametrize(
    ("habit", "code"),
    [("unknown", "550 5.1.1"), ("full", "452 4.2.2"), ("policy", "550 5.7.1")],
)
async def test_a_mailbox_refuses_at_rcpt(sandbox: Client, habit: str, code: str) -> None:
    assert await sandbox.post("/_/mailboxes", {"address": "AN@example.vn", "does": habit}) == {
        "mailboxes": 1
    }
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, letter())
    said = refused.value.recipients[0]
    assert f"{said.code} {said.message}".startswith(code)
    await send(sandbox, letter("binh@example.vn"))
    async with sandbox.session.delete(f"{sandbox.url}/_/mailboxes") as answer:
        assert await answer.json() == {"mailboxes": 0}
    await send(sandbox, letter())
    assert len(await sandbox.get("/_/mails")) == 2


async def test_postfix_reports_with_a_status_and_the_mail(sandbox: Client, ear: Ear) -> None:
    mail = await returned(sandbox, ear, {"does": "bounce", "status": "5.1.1"})
    assert mail.get_content_type() == "multipart/report"
    assert (mail["Auto-Submitted"], mail["To"]) == ("auto-replied", SENDER)
    told = status(mail)
    assert (told["Action"], told["Status"]) == ("failed", "5.1.1")
    assert told["Final-Recipient"] == "rfc822; an@example.vn"
    assert told["Diagnostic-Code"] == "smtp; 550 5.1.1 User unknown"
    (inner,) = [one for one in mail.walk() if one.get_content_type() == "message/rfc822"]
    assert inner.get_content()["Subject"] == letter()["Subject"]


async def test_a_delay_is_no_failure(sandbox: Client, ear: Ear) -> None:
    told = status(await returned(sandbox, ear, {"does": "delay"}))
    assert (told["Action"], told["Status"]) == ("delayed", "4.4.1")


async def test_exim_reports_in_words_alone(sandbox: Client, ear: Ear) -> None:
    mail = await returned(sandbox, ear, {"does": "bounce", "format": "exim", "status": "5.2.2"})
    assert (mail.get_content_type(), mail["X-Failed-Recipients"]) == ("text/plain", "an@example.vn")
    assert "550 5.2.2 Mailbox full" in mail.get_content()


async def test_exchange_reports_in_html_and_vietnamese(sandbox: Client, ear: Ear) -> None:
    mail = await returned(sandbox, ear, {"does": "bounce", "format": "exchange"})
    assert mail["Subject"] == f"Không gửi được: {letter()['Subject']}"
    assert status(mail)["Diagnostic-Code"].startswith("smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound")
    kinds = [one.get_content_type() for one in mail.iter_parts()]
    assert kinds == ["text/html", "message/delivery-status", "text/rfc822-headers"]


async def test_an_automatic_answer_says_that_it_is_one(sandbox: Client, ear: Ear) -> None:
    mail = await returned(sandbox, ear, {"does": "vacation"})
    assert (mail["Auto-Submitted"], mail["From"]) == ("auto-replied", "an@example.vn")
    assert mail["Subject"].startswith("Tự động trả lời: ")
    assert "nghỉ phép" in mail.get_content()


async def test_a_complaint_is_an_abuse_report(sandbox: Client, ear: Ear) -> None:
    mail = await returned(sandbox, ear, {"does": "complain"})
    assert mail.get_param("report-type") == "feedback-report"
    (told,) = [one for one in mail.walk() if one.get_content_type() == "message/feedback-report"]
    fields = told.get_payload(0) if told.is_multipart() else told
    assert "Feedback-Type: abuse" in str(fields)
    assert f"Original-Mail-From: <{SENDER}>" in str(fields)


async def test_a_person_replies_to_who_wrote_and_quotes(sandbox: Client, ear: Ear) -> None:
    await send(sandbox, letter())
    (mail,) = await sandbox.get("/_/mails")
    done = await sandbox.post(
        f"/_/mails/{mail['id']}/reply", {"text": "Tôi chưa nhận được kết quả"}
    )
    assert done == {"ok": True, "letter": 1}
    await sandbox.idle()
    ((sender, to, answer),) = ear.got
    assert (sender, to) == ("an@example.vn", "gopy@example.vn"), "From, for lack of a Reply-To"
    assert answer["Subject"] == f"Re: {letter()['Subject']}"
    assert answer["Auto-Submitted"] is None
    words = answer.get_content()
    assert words.startswith("Tôi chưa nhận được kết quả\n\nVào Th 2, 23 thg 11, 2026 vào lúc 09:00")
    assert "\n> Kính gửi Ông/Bà," in words


async def test_it_comes_back_later_and_is_tried_again(sandbox: Client, ear: Ear) -> None:
    ear.answers += ["451 4.3.0 not now"]
    habit = {"address": "*@example.vn", "does": "bounce", "after": 600}
    await sandbox.post("/_/mailboxes", habit)
    await send(sandbox, letter())
    await sandbox.idle()
    assert ear.got == []
    await sandbox.advance(600)
    await sandbox.idle()
    assert len(ear.got) == 1
    (told,) = await sandbox.get("/_/letters", mail="m1")
    assert (told["kind"], told["answer"], told["tries"]) == ("bounce", "250 OK", 2)
    async with sandbox.session.get(f"{sandbox.url}/_/letters/1/raw") as answer:
        assert b"Undelivered Mail" in await answer.read()


async def test_the_null_sender_gets_no_report(sandbox: Client) -> None:
    await sandbox.post("/_/mailboxes", {"address": "an@example.vn", "does": "bounce"})
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=sandbox.sandbox.smtp, start_tls=False
    ) as smtp:
        await smtp.sendmail("", ["an@example.vn"], b"Subject: x\r\n\r\nx\r\n")
    assert await sandbox.get("/_/letters") == []
    told = await sandbox.post("/_/mails/m1/bounce")
    assert "null sender" in told["error"]


@pytest.mark.parametrize(("status_code", "ok"), [(200, True), (302, False)])
async def test_the_unsubscribe_button_is_one_post(
    sandbox: Client, status_code: int, ok: bool
) -> None:
    asked: list[tuple[str, str, bool]] = []

    async def stop(request: web.Request) -> web.Response:
        asked.append((request.method, await request.text(), "Cookie" in request.headers))
        return web.Response(status=status_code, headers={"Location": "/"})

    app = web.Application()
    app.router.add_route("*", "/{any:.*}", stop)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    mail = letter()
    del mail["List-Unsubscribe"]
    mail["List-Unsubscribe"] = f"<http://127.0.0.1:{runner.addresses[0][1]}/mail/thoi/x>"
    await send(sandbox, mail)
    assert "RFC 8058" in (await sandbox.post("/_/mails/m1/unsubscribe"))["error"]
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    await send(sandbox, mail)
    told = await sandbox.post("/_/mails/m2/unsubscribe")
    await runner.cleanup()
    assert told == {"ok": ok, "status": str(status_code)}
    assert asked == [("POST", "List-Unsubscribe=One-Click", False)], "redirects are not followed"


async def test_421_ends_the_line(sandbox: Client) -> None:
    await sandbox.post("/_/faults", {"smtp": "*", "kind": "421"})
    with pytest.raises(aiosmtplib.SMTPException, match="421"):
        await send(sandbox, letter())
    await send(sandbox, letter())
    assert len(await sandbox.get("/_/mails")) == 1


async def test_every_mail_takes_its_time(sandbox: Client) -> None:
    await sandbox.post("/_/knobs", {"smtp_delay_ms": 20})
    loop = asyncio.get_running_loop()
    began = loop.time()
    await send(sandbox, letter())
    assert loop.time() - began >= 0.02


async def test_starttls_with_a_certificate_of_its_own(sandbox: Client, opened: Opener) -> None:
    assert await _certificate(sandbox) == ""
    secure = await opened(same_but(sandbox.sandbox.world.options, http=0, smtp=0, starttls=True))
    context = ssl.create_default_context(cadata=await _certificate(secure))
    async with aiosmtplib.SMTP(
        hostname="127.0.0.1", port=secure.sandbox.smtp, start_tls=True, tls_context=context
    ) as smtp:
        await smtp.send_message(letter(), sender="a@b.vn", recipients=["an@example.vn"])
    assert len(await secure.get("/_/mails")) == 1


async def _certificate(client: Client) -> str:
    async with client.session.get(f"{client.url}/_/certificate") as answer:
        return await answer.text()


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "an", "does": "bounce"},
        {"address": "an@x.vn", "does": "explode"},
        {"address": "an@x.vn", "does": "bounce", "format": "qmail"},
        {"address": "an@x.vn", "does": "bounce", "status": "unknown"},
    ],
)
async def test_what_is_no_habit(sandbox: Client, wrong: dict[str, str]) -> None:
    assert "error" in await sandbox.post("/_/mailboxes", wrong)


async def test_habits_and_what_was_sent_outlive_a_restart(
    opened: Opener, sandbox: Client, ear: Ear, tmp_path: Any
) -> None:
    kept = same_but(
        sandbox.sandbox.world.options,
        data=tmp_path,
        mail_in=sandbox.sandbox.world.dials.now.mail_in,
    )
    first = await opened(kept)
    await first.post("/_/mailboxes", {"address": "an@example.vn", "does": "vacation"})
    await send(first, letter())
    await first.idle()
    await first.sandbox.close()
    second = await opened(kept)
    assert [one["does"] for one in await second.get("/_/mailboxes")] == ["vacation"]
    assert [one["answer"] for one in await second.get("/_/letters")] == ["250 OK"]
    await send(second, letter())
    await second.idle()
    assert len(ear.got) == 2
