"""langnghe email key: makes a key once, prints its record; the settings sign with it or refuse."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli import main
from settings import SettingsError, read
from tests.support.dkim_check import verifies
from wiring_mail import signer_of, subject_of

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # 32 bytes


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment that signs with a key in the test's folder."""
    made = {
        "LANGNGHE_KEY": KEY, "LANGNGHE_SMTP_HOST": "127.0.0.1", "LANGNGHE_SMTP_TLS": "none",
        "LANGNGHE_SMTP_FROM": "k@localhost", "LANGNGHE_DKIM_SELECTOR": "ln2026",
        "LANGNGHE_DKIM_KEY": str(tmp_path / "dkim.pem"),
    }  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name, value in made.items():
        monkeypatch.setenv(name, value)
    return made


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["email", "key", "--json", *arguments]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_a_key_is_made_once_and_signs(
    here: dict[str, str], capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    first = told(capsys, "--kind", kind)
    assert (first["new"], first["name"]) == (True, "ln2026._domainkey.localhost")
    again = told(capsys)
    assert again == {**first, "new": False}
    mail = read(here).mail
    assert mail is not None
    signer = signer_of(mail)
    assert signer is not None
    signed = signer.sign(b"From: <k@localhost>\r\nTo: b@c.vn\r\n\r\nx\r\n", NOW)
    assert verifies(signed, {first["name"]: first["value"]})
    assert "PRIVATE" not in str(first)


def test_what_is_given_wins_and_needs_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["email", "key", "--file", "k.pem", "--selector", "ln2027", "--domain", "tỉnh.gov.vn"]
    assert main(given) == 0
    out = capsys.readouterr().out
    assert "ln2027._domainkey.xn--tnh-dlz.gov.vn. IN TXT (" in out, "as DNS has it"
    assert "LANGNGHE_DKIM_SELECTOR=ln2027" in out
    assert f"LANGNGHE_DKIM_KEY={tmp_path / 'k.pem'}" in out, "wherever the service runs"
    assert main([*given[:-1], "tinh_an.vn"]) == 1
    assert main([*given[:-4], "--selector", "Lắng", "--domain", "tinh.gov.vn"]) == 1
    assert main(["email", "key", "--file", "none/k.pem", *given[4:]]) == 1
    monkeypatch.setenv("LANGNGHE_KEY", KEY)
    assert main(["email", "key"]) == 1
    assert "--selector" in capsys.readouterr().err


def test_a_domain_beyond_ascii_signs_as_dns_has_it(
    here: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    own = {**here, "LANGNGHE_SMTP_FROM": "k@khảo-sát.vn", "LANGNGHE_BOUNCE_DOMAIN": "thu.vn"}
    told(capsys)
    mail = read(own).mail
    assert mail is not None
    signer = signer_of(mail)
    assert signer is not None
    signed = signer.sign(b"From: <k@xn--kho-st-tta4502d.vn>\r\nTo: b@c.vn\r\n\r\nx\r\n", NOW)
    assert b"d=xn--" in signed
    subject = subject_of(mail, "https://k.vn", (), "")
    assert subject.bounce_domain == subject.sender_domain, "nobody reads what comes back"
    mail = read({**own, "LANGNGHE_MAIL_IN": "lmtp://127.0.0.1:24"}).mail
    assert mail is not None
    assert subject_of(mail, "https://k.vn", (), "").bounce_domain == "thu.vn"


def test_a_key_that_is_refused_refuses_to_start(
    here: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    mail = read(here).mail
    assert mail is not None
    with pytest.raises(SettingsError, match="LANGNGHE_DKIM_KEY: không đọc được khóa DKIM"):
        signer_of(mail)
    assert main(["check"]) == 1
    assert "langnghe email key" in capsys.readouterr().err
