"""langnghe email doctor: a whole sound installation, and each thing that may be wrong with it.

DNS over real UDP, SMTP with a real certificate, the public address over real https.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from channels.email.checkup import incoming
from channels.email.checkup.examine import examine
from channels.email.checkup.findings import Finding, State
from channels.email.checkup.incoming import WayIn
from channels.email.checkup.names import Names
from channels.email.checkup.subject import Subject
from channels.email.checkup.ticking import check as check_clock
from channels.email.checkup.ticking import kernel_status
from channels.email.dkim_key import make_key, record
from channels.email.relay import MailServer
from clock import SystemClock
from tests.support.certificates import Authority, authority
from tests.support.dns_stub import Table, Zone, name_server
from tests.support.imap_stub import imap_server
from tests.support.smtp_stub import Kept, mail_server

NOW = SystemClock().now()  # certificates are judged by the machine's own clock
IP = "127.0.0.1"
LOGIN = ("khaosat", "mat-khau")
FOREIGN = -404  # a 404 of the web server's own


@dataclass
class Scene:
    """Everything that the check-up meets; a test changes one thing of it."""

    dns: Table
    smtp: Kept
    subject: Subject
    way_in: WayIn | None
    trust: ssl.SSLContext
    authority: Authority
    stop: list[int]  # the status that the public address answers with

    async def find(self) -> dict[str, Finding]:
        """The worst finding of each check."""
        found = await examine(
            self.subject, self.way_in, Names((IP, self.dns.port)), self.trust, NOW
        )
        order = [State.GOOD, State.HINT, State.UNKNOWN, State.BAD]
        worst: dict[str, Finding] = {}
        for one in found:
            if order.index(one.state) >= order.index(worst.get(one.check, one).state):
                worst[one.check] = one
        return worst


def _zone(key_record: str) -> Zone:
    return {
        ("tinh.vn", "A"): ["203.0.113.1"],
        ("thu.tinh.vn", "TXT"): [f"v=spf1 ip4:{IP} -all"],
        ("thu.tinh.vn", "MX"): ["10 mail.tinh.vn."],
        ("mail.tinh.vn", "A"): [IP],
        ("1.0.0.127.in-addr.arpa", "PTR"): ["mail.tinh.vn."],
        ("ln2026._domainkey.khaosat.tinh.vn", "TXT"): [key_record],
        ("_dmarc.tinh.vn", "TXT"): ["v=DMARC1; p=quarantine; rua=mailto:dmarc@tinh.vn"],
        ("_mta-sts.thu.tinh.vn", "TXT"): ["v=STSv1; id=1"],
        ("_smtp._tls.thu.tinh.vn", "TXT"): ["v=TLSRPTv1; rua=mailto:tls@tinh.vn"],
    }


async def _public(tls: ssl.SSLContext, stop: list[int], stack: AsyncExitStack) -> int:
    async def one_click(request: web.Request) -> web.Response:
        form = await request.post()
        assert form["List-Unsubscribe"] == "One-Click"
        assert "Cookie" not in request.headers
        ours = {"Referrer-Policy": "no-referrer"} if stop[-1] != FOREIGN else {}
        status = 404 if stop[-1] == FOREIGN else stop[-1]
        return web.Response(status=status, headers={"Location": "/dang-nhap", **ours})

    app = web.Application()
    app.router.add_post("/mail/thoi/{stop}", one_click)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, IP, 0, ssl_context=tls).start()
    return int(runner.addresses[0][1])


async def _listener(stack: AsyncExitStack) -> int:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here LMTP\r\n")
        await writer.drain()
        writer.close()

    server = await stack.enter_async_context(await asyncio.start_server(greet, IP, 0))
    return int(server.sockets[0].getsockname()[1])


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    ours = authority(tmp_path, NOW)
    tls, key = ours.server(NOW + timedelta(days=90)), make_key(tmp_path / "dkim.pem", "ed25519")
    async with AsyncExitStack() as stack:
        dns = await stack.enter_async_context(name_server(_zone(record(key))))
        smtp = await stack.enter_async_context(mail_server(tls, LOGIN))
        stop = [404]
        subject = Subject(
            sender_domain="khaosat.tinh.vn", bounce_domain="thu.tinh.vn",
            server=MailServer("localhost", smtp.port, *LOGIN, tls="starttls"),
            public_url=f"https://localhost:{await _public(tls, stop, stack)}",
            addresses=(IP,), selector="ln2026", key=key,
        )  # fmt: skip
        way_in = WayIn("lmtp", IP, await _listener(stack))
        yield Scene(dns, smtp, subject, way_in, ours.trust(), ours, stop)


async def test_a_sound_installation_is_found_so_and_no_mail_leaves(scene: Scene) -> None:
    found = await scene.find()
    assert {name: one.state for name, one in found.items()} == {
        "smtp": "good", "tls": "good", "login": "good", "extensions": "hint", "spf": "good",
        "dkim": "good", "dmarc": "good", "mx": "good", "ptr": "good", "mail_in": "good",
        "public_url": "good", "one_click": "good", "mta_sts": "good", "tls_rpt": "good",
    }  # fmt: skip
    assert "PIPELINING" in found["extensions"].do_en, "the stub has none"
    assert "SMTPUTF8" in found["extensions"].en
    assert "89 ngày" in found["tls"].vi
    assert scene.smtp.mails == []


def zone(name: str, kind: str, *texts: str) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        scene.dns.zone[name, kind] = list(texts)
        if not texts:
            del scene.dns.zone[name, kind]

    return change


def subject(**changes: object) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        scene.subject = replace(scene.subject, **changes)  # type: ignore[arg-type]

    return change


def server(**changes: object) -> Callable[[Scene], None]:
    def change(scene: Scene) -> None:
        made = replace(scene.subject.server, **changes)  # type: ignore[arg-type]
        scene.subject = replace(scene.subject, server=made)

    return change


def answers(status: int) -> Callable[[Scene], None]:
    return lambda scene: scene.stop.append(status)


def silent(name: str) -> Callable[[Scene], None]:
    return lambda scene: scene.dns.silent.add(name)


def no_way_in(scene: Scene) -> None:
    scene.way_in = None


def dead_way_in(scene: Scene) -> None:
    scene.way_in = WayIn("lmtp", IP, 1)


def strangers(scene: Scene) -> None:
    scene.trust = ssl.create_default_context()


KEY_NAME = "ln2026._domainkey.khaosat.tinh.vn"
OTHER_KEY = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="


@pytest.mark.parametrize(
    ("change", "check", "state", "words"),
    [
        (zone("thu.tinh.vn", "TXT"), "spf", "bad", "chưa có bản ghi SPF"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 +all"), "spf", "bad", "+all"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 -all"), "spf", "bad", f"ip4:{IP}"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 ~all"), "spf", "bad", "softfail"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 ipv4:1 -all"), "spf", "bad", "ipv4:1"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 -all", "v=spf1 ~all"), "spf", "bad", "2 × v=spf1"),
        (zone("thu.tinh.vn", "TXT", "v=spf1 " + "a:mail.tinh.vn " * 11 + "-all"), "spf", "bad",
         "11 lượt hỏi"),
        (silent("thu.tinh.vn"), "spf", "unknown", "--dns"),
        (subject(addresses=()), "spf", "unknown", "--ip"),
        (subject(addresses=()), "ptr", "unknown", "--ip"),
        (zone(KEY_NAME, "TXT"), "dkim", "bad", "langnghe email key"),
        (zone(KEY_NAME, "TXT", OTHER_KEY), "dkim", "bad", "khóa khác"),
        (zone(KEY_NAME, "TXT", "v=DKIM1; p="), "dkim", "bad", "trống"),
        (zone(KEY_NAME, "TXT", "v=DKIM1; k=rsa; p=QUJD"), "dkim", "bad", "hỏng"),
        (zone(KEY_NAME, "TXT", OTHER_KEY + "; t=y"), "dkim", "bad", "t=y"),
        (zone(KEY_NAME, "TXT", OTHER_KEY, "v=DKIM1; p="), "dkim", "bad", "2 bản ghi"),
        (silent(KEY_NAME), "dkim", "unknown", "--dns"),
        (subject(key=None), "dkim", "good", "có khóa."),
        (subject(key=None, selector=""), "dkim", "unknown", "--selector"),
        (zone("_dmarc.tinh.vn", "TXT"), "dmarc", "bad", "_dmarc.khaosat.tinh.vn"),
        (zone("_dmarc.tinh.vn", "TXT", "v=DMARC1; p=none"), "dmarc", "hint", "p=none"),
        (zone("_dmarc.tinh.vn", "TXT", "v=DMARC1; p=yes"), "dmarc", "bad", "p=“yes”"),
        (zone("_dmarc.khaosat.tinh.vn", "TXT", "v=DMARC1; p=Reject; aspf=s"), "dmarc", "good",
         "p=reject; SPF không khớp"),
        (zone("_dmarc.khaosat.tinh.vn", "TXT", "v=DMARC1; p=none", "v=DMARC1; p=reject"),
         "dmarc", "bad", "hơn một"),
        (subject(key=None, bounce_domain="relay.vn"), "dmarc", "bad", "LANGNGHE_BOUNCE_DOMAIN"),
        (zone("thu.tinh.vn", "MX"), "mx", "bad", "không quay về"),
        (zone("thu.tinh.vn", "MX", "0 ."), "mx", "bad", "MX"),
        (zone("thu.tinh.vn", "MX", "10 gone.tinh.vn."), "mx", "bad", "gone.tinh.vn"),
        (zone("1.0.0.127.in-addr.arpa", "PTR"), "ptr", "bad", "PTR"),
        (zone("1.0.0.127.in-addr.arpa", "PTR", "tinh.vn."), "ptr", "bad", "PTR"),
        (zone("mail.tinh.vn", "A", "203.0.113.4"), "ptr", "bad", "PTR"),
        (no_way_in, "mail_in", "bad", "LANGNGHE_MAIL_IN"),
        (dead_way_in, "mail_in", "bad", "langnghe serve"),
        (answers(200), "one_click", "good", "200"),
        (answers(302), "one_click", "bad", "302"),
        (answers(403), "one_click", "bad", "403"),
        (answers(FOREIGN), "one_click", "bad", "404, không phải từ hệ thống"),
        (subject(public_url="https://localhost:1"), "public_url", "bad", "https://localhost:1"),
        (strangers, "public_url", "bad", "verify|self|issuer|certificate"),
        (strangers, "tls", "bad", "LANGNGHE_SMTP_HOST"),
        (server(password="sai"), "login", "bad", "SMTP 535"),
        (server(port=1), "smtp", "bad", "LANGNGHE_SMTP_TLS"),
        (server(tls="tls"), "smtp", "bad", "465"),
        (zone("_mta-sts.thu.tinh.vn", "TXT"), "mta_sts", "hint", "không bắt buộc"),
        (silent("_smtp._tls.thu.tinh.vn"), "tls_rpt", "hint", "TLS-RPT"),
    ],
)  # fmt: skip
async def test_one_thing_is_wrong(
    scene: Scene, change: Callable[[Scene], None], check: str, state: str, words: str
) -> None:
    change(scene)
    found = (await scene.find())[check]
    said = f"{found.vi} {found.do_vi}"
    assert found.state == state, said
    assert any(word in said for word in words.split("|")), said
    assert found.en
    if state == "bad":
        assert found.do_vi
        assert found.do_en


@pytest.mark.parametrize(
    ("tls", "host", "days", "state", "words"),
    [
        ("starttls", "localhost", 9, State.BAD, "gia hạn"),
        ("starttls", "localhost", -1, State.BAD, "expired"),
        ("tls", "localhost", 90, State.GOOD, "còn 89 ngày"),
        ("none", "", 90, State.HINT, "Không mã hóa"),
        ("starttls", "", 90, State.BAD, "không mời STARTTLS"),
    ],
)
async def test_the_servers_certificate(
    scene: Scene, tls: str, host: str, days: int, state: State, words: str
) -> None:
    """Ending soon, ended, encrypted from the start, no encryption at all, STARTTLS stripped."""
    context = scene.authority.server(NOW + timedelta(days=days)) if host else None
    async with mail_server(context, at_once=tls == "tls") as smtp:
        scene.subject = replace(scene.subject, server=MailServer("localhost", smtp.port, tls=tls))
        found = (await scene.find())["tls"]
    assert found.state is state
    assert words in f"{found.vi} {found.do_vi}"


async def test_a_server_that_hangs_up_at_the_goodbye_is_sound(scene: Scene) -> None:
    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.tinh.vn\r\n")
        while (line := await reader.readline()) and not line.startswith(b"QUIT"):
            writer.write(b"250 mail.tinh.vn\r\n")
        writer.close()

    async with await asyncio.start_server(met, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        scene.subject = replace(scene.subject, server=MailServer("127.0.0.1", port, tls="none"))
        assert (await scene.find())["smtp"].state is State.GOOD


@pytest.mark.parametrize(
    ("password", "mailbox", "trusted", "words"),
    [
        ("mat", "Thư về", True, "được đọc qua imaps://"),
        ("sai", "Thư về", True, "LANGNGHE_MAIL_IN_PASSWORD"),
        ("mật", "Thư về", True, "LANGNGHE_MAIL_IN_PASSWORD"),
        ("mat", "INBOX", True, "tên hộp thư"),
        ("mat", "Thư về", False, "chứng thư"),
    ],
)
async def test_a_mailbox_that_is_read(
    tmp_path: Path, password: str, mailbox: str, trusted: bool, words: str
) -> None:
    ours = authority(tmp_path, NOW)
    tls = ours.server(NOW + timedelta(days=90))
    trust = ours.trust() if trusted else ssl.create_default_context()
    async with imap_server(tls, 'thu "mat"', "Th&AbA- v&HsE-") as port:
        way = WayIn("imaps", "localhost", port, "thu", mailbox, password)
        found = await incoming.check(way, trust)
    assert found.state is (State.GOOD if "đọc" in words else State.BAD)
    assert words in f"{found.vi} {found.do_vi}"


def test_the_clock() -> None:
    assert check_clock(0, practised=False).state is State.GOOD
    assert check_clock(0x2040, practised=False).state is State.BAD
    assert check_clock(None, practised=False).state is State.UNKNOWN
    assert check_clock(0x40, practised=True).state is State.HINT
    status = kernel_status()
    assert status is None or 0 <= status < 1 << 16
