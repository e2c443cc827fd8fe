"""D2: what we sign, dkimpy verifies; what is changed on the way, it does not. Keys and refusals."""

import os
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from channels.email.dkim import Signer
from channels.email.dkim_key import Key, KeyRefused, Kind, make_key, read_key, record, zone_line
from tests.channels.test_email_render import KINDS, NOW, raw
from tests.support.dkim_check import verifies

DOMAIN = "sonoivu.angiang.gov.vn"
NAME = f"ln2026._domainkey.{DOMAIN}"
MUST = {
    "from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post",
    "content-type", "mime-version",
}  # fmt: skip
ONCE_MORE = {"from", "to", "cc", "subject", "date", "reply-to", "content-type", "mime-version"}
ADDED = (b"From", b"To", b"Cc", b"Subject", b"Date", b"Reply-To", b"Content-Type")
"""Nobody may add a second one, nor a first one where there is none."""


@pytest.fixture(scope="module", params=["rsa", "ed25519"])
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Key:
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    kind: Kind = request.param
    made = make_key(path, kind)
    assert record(read_key(path)) == record(made)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_key(path, kind)
    return made


@pytest.fixture(scope="module")
def signer(key: Key) -> Signer:
    return Signer(DOMAIN, "ln2026", key)


def test_the_judge_knows_the_example_of_rfc_8463() -> None:
    """Appendix A.3; so that dkimpy with our few lines of Ed25519 is a judge worth asking."""
    mail = (Path(__file__).parent / "rfc8463.eml").read_bytes().replace(b"\n", b"\r\n")
    key = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
    records = {"brisbane._domainkey.football.example.com": key}
    assert verifies(mail, records)
    assert not verifies(mail.replace(b"hungry", b"thirsty"), records)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_mail_is_signed_and_verifies(signer: Signer, key: Key, kind: str) -> None:
    mail = raw(kind)
    signed = signer.sign(mail, NOW)
    assert signed.endswith(mail)  # not one byte of it is changed
    assert verifies(signed, {NAME: record(key)})
    line = re.sub(rb"\s+", b"", signed[: -len(mail)]).decode()
    names = re.findall(r";h=([^;]+);", line)[0].split(":")
    wanted = MUST if "token" in KINDS[kind] else {n for n in MUST if not n.startswith("list")}
    answering = {"in-reply-to", "references"} if kind == "officer" else set()
    assert sorted(names) == sorted([*wanted, *answering, *ONCE_MORE])
    assert f"d={DOMAIN};s=ln2026;t={int(NOW.timestamp())};" in line
    assert max(map(len, signed[: -len(mail)].split(b"\r\n"))) <= 78


def test_the_header_for_one_click_stays_as_it_was(signer: Signer) -> None:
    found = re.findall(rb"^List-Unsubscribe(?:-Post)?: .*\r\n", raw("invite"), re.MULTILINE)
    assert len(found) == 2
    assert re.findall(rb"^List-Unsub.*\r\n", signer.sign(raw("invite"), NOW), re.MULTILINE) == found


def test_what_is_changed_on_the_way_does_not_verify(signer: Signer, key: Key) -> None:
    signed, records = signer.sign(raw("invite"), NOW), {NAME: record(key)}
    for old, new in (
        (b"List-Unsubscribe: <https://", b"List-Unsubscribe: <https://x."),
        (b"List-Unsubscribe=One-Click", b"List-Unsubscribe=Two-Click"),
        (b"To: bay@", b"To: tam@"),
        (b"Subject: ", b"Subject: Re: "),
        (b"Message-ID: <", b"Message-ID: <x"),
        (b"Date: Mon", b"Date: Tue"),
        *((b"MIME-Version", b"%s: <an@example.com>\r\nMIME-Version" % name) for name in ADDED),
        (b"base64\r\n\r\n", b"base64\r\n\r\nQUJD\r\n"),
    ):
        assert old in signed, old
        assert not verifies(signed.replace(old, new, 1), records), old
    other = Ed25519PrivateKey.generate()
    assert not verifies(signed, {NAME: record(other)})
    # what relays do: they add lines above, and fold what is long in another place
    assert verifies(b"Received: from a by b;\r\n\tMon\r\n" + signed, records)
    assert verifies(signed.replace(b"Subject: ", b"Subject:  \t", 1), records)


def test_a_recipient_beyond_ascii_is_signed_as_it_stands(signer: Signer, key: Key) -> None:
    """RFC 8616: headers in UTF-8, as SMTPUTF8 carries them."""
    signed = signer.sign(raw("invite", to="bảy@ví-dụ.vn"), NOW)
    assert "To: bảy@".encode() in signed
    assert verifies(signed, {NAME: record(key)})


def test_an_empty_body_is_signed_too(signer: Signer, key: Key) -> None:
    bare = f"From: <a@{DOMAIN.upper()}>\r\nTo: b@c.vn\r\n\r\n".encode()
    assert verifies(signer.sign(bare, NOW), {NAME: record(key)})


@pytest.mark.parametrize("sender", ["a@angiang.gov.vn", f"a@x{DOMAIN}", f"a@{DOMAIN}.example"])
def test_another_domain_is_not_signed_for(signer: Signer, sender: str) -> None:
    with pytest.raises(ValueError, match="domain that signs"):
        signer.sign(f"From: <{sender}>\r\n\r\nx".encode(), NOW)


def _pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    sealed = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)


def test_keys_that_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    for pem, rights, why in (
        (None, 0o600, "không đọc được khóa DKIM .* Tạo khóa bằng: langnghe email key"),
        (b"", 0o640, "chmod 600"),
        (b"khong phai khoa", 0o600, "không phải là khóa riêng PEM"),
        (_pem(small, b"mat khau"), 0o600, "không mật khẩu"),
        (_pem(small), 0o600, "RSA từ 2048 bit"),
        (_pem(ec.generate_private_key(ec.SECP256R1())), 0o600, "Ed25519"),
    ):
        path.unlink(missing_ok=True)
        if pem is not None:
            path.write_bytes(pem)
            os.chmod(path, rights)
        with pytest.raises(KeyRefused, match=why) as refused:
            read_key(path)
        assert refused.value.en


def test_a_long_record_is_cut_for_a_zone_file(tmp_path: Path) -> None:
    text = record(make_key(tmp_path / "key.pem", "rsa"))
    strings = re.findall(r'"([^"]*)"', zone_line(NAME, text))
    assert "".join(strings) == text
    assert [len(one) <= 255 for one in strings] == [True, True]
