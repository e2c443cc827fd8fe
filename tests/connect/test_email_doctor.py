"""langnghe email doctor as an operator types it: lines, JSON, exit codes, and its one test mail."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from channels.email.dkim_key import make_key, record
from cli import main
from clock import SystemClock
from commands.email_trial import send_one
from settings import read
from tests.support.certificates import authority
from tests.support.dkim_check import verifies
from tests.support.dns_stub import Table, name_server
from tests.support.program import run
from tests.support.smtp_stub import Kept, mail_server

KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # 32 bytes
NAME = "ln2026._domainkey.tinh.vn"


@pytest.fixture
async def dns() -> AsyncIterator[Table]:
    async with name_server({("tinh.vn", "TXT"): ["v=spf1 ip4:127.0.0.1 -all"]}) as table:
        yield table


@pytest.fixture
async def smtp(tmp_path: Path) -> AsyncIterator[Kept]:
    now = SystemClock().now()
    tls = authority(tmp_path, now).server(now + timedelta(days=90))
    async with mail_server(tls) as server:
        yield server


@pytest.fixture
def env(tmp_path: Path, smtp: Kept, dns: Table) -> dict[str, str]:
    key = make_key(tmp_path / "dkim.pem", "rsa")
    dns.zone[NAME, "TXT"] = [record(key)]
    return {
        "LANGNGHE_KEY": KEY,
        "LANGNGHE_SMTP_HOST": "localhost",
        "LANGNGHE_SMTP_PORT": str(smtp.port),
        "LANGNGHE_SMTP_FROM": "khaosat@tinh.vn",
        "LANGNGHE_DKIM_SELECTOR": "ln2026",
        "LANGNGHE_DKIM_KEY": str(tmp_path / "dkim.pem"),
    }


async def test_every_finding_is_told_and_a_test_mail_only_where_asked(
    env: dict[str, str], dns: Table, smtp: Kept, tmp_path: Path
) -> None:
    asked = ("email", "doctor", "--dns", f"127.0.0.1:{dns.port}", "--ip", "127.0.0.1")
    env["SSL_CERT_FILE"] = str(tmp_path / "authority.pem")
    ended = await run(*asked, env=env)
    assert (ended.code, ended.err) == (1, "")
    assert "ĐÚNG  / good    spf: tinh.vn cho phép 127.0.0.1" in ended.out
    assert "SAI   / bad     ptr: 127.0.0.1 không có tên ngược" in ended.out
    assert "Việc cần làm: đặt LANGNGHE_MAIL_IN" in ended.out
    assert ended.out.endswith("Còn việc phải làm. / Something is left to do.\n")
    assert smtp.mails == []

    ended = await run(*asked, "--to", "cb@tinh.vn", "--json", env=env)
    told = json.loads(ended.out)
    states = {one["check"]: one["state"] for one in told["findings"]}
    assert (ended.code, told["well"]) == (1, False)
    assert (states["dkim"], states["tls"], states["test_mail"]) == ("good", "good", "good")
    assert (states["mx"], states["dmarc"], states["mail_in"]) == ("bad", "bad", "bad")
    (raw,) = smtp.mails
    mail = message_from_bytes(raw, policy=policy.default)
    assert (mail["To"], mail["Auto-Submitted"]) == ("cb@tinh.vn", "auto-generated")
    assert "thư thử" in mail["Subject"]
    assert verifies(raw, {NAME: dns.zone[NAME, "TXT"][0]})


def test_wrong_usage_and_no_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANGNGHE_KEY", KEY)
    with pytest.raises(SystemExit) as wrong:
        main(["email", "doctor", "--ip", "mail.tinh.vn"])
    assert wrong.value.code == 2
    assert main(["email", "doctor"]) == 1
    assert "Chưa đặt email" in capsys.readouterr().err


async def test_a_test_mail_that_does_not_leave_is_told(env: dict[str, str], smtp: Kept) -> None:
    found = await send_one(read(env), "cán-bộ@")
    assert (found.state, smtp.mails) == ("bad", [])
    assert "recipient:bad-address" in found.vi
