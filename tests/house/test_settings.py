"""The settings: what is read, what is refused and in which words, and the example file."""

from collections.abc import Mapping
from pathlib import Path

import pytest

import settings
from settings import SettingsError, read
from settings_mail import DkimSettings, MailIn

EXAMPLE = Path(__file__).resolve().parents[2] / "settings.example.env"
KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="  # 32 bytes
ZALO = {
    "LANGNGHE_ZALO_APP_ID": "4407",
    "LANGNGHE_ZALO_APP_SECRET": "app-secret-value",
    "LANGNGHE_ZALO_OA_ID": "8812",
    "LANGNGHE_ZALO_OA_SECRET": "oa-secret-value",
}
SANDBOX_URLS = {
    "LANGNGHE_ZALO_OPENAPI_URL": "http://127.0.0.1:9001/",
    "LANGNGHE_ZALO_BUSINESS_URL": "http://127.0.0.1:9001/business",
    "LANGNGHE_ZALO_OAUTH_URL": "http://localhost:9001/oauth",
}
NO_ADDRESSES = (
    "khảo-sát@tinh.vn", '"a b"@tinh.vn', "a(b)@tinh.vn", "a@tinh_an.vn", "a@-tinh.vn", "a@tinh",
    "a..b@tinh.vn", "a@tinh.vn>", "a@b@tinh.vn", f"{'a' * 65}@tinh.vn", f"a@{'b' * 64}.vn",
    f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.vn",
)  # fmt: skip
MAIL = {
    "LANGNGHE_SMTP_HOST": "mail.angiang.gov.vn",
    "LANGNGHE_SMTP_FROM": "khaosat@angiang.gov.vn",
    "LANGNGHE_SMTP_USER": "khaosat",
    "LANGNGHE_SMTP_PASSWORD": "mail-secret-value",
}
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
PUBLIC = {"LANGNGHE_PUBLIC_URL": "https://khaosat.angiang.gov.vn"}


def given(*parts: Mapping[str, str], **values: str) -> dict[str, str]:
    """An environment with a key, `parts`, and `values` (names without the prefix)."""
    environ = {"LANGNGHE_KEY": KEY}
    for part in parts:
        environ |= part
    return environ | {f"LANGNGHE_{name}": value for name, value in values.items()}


def problems(environ: Mapping[str, str], env_file: Path | None = None) -> list[str]:
    """The names of the settings that are refused, in order, without the prefix."""
    with pytest.raises(SettingsError) as refused:
        read(environ, env_file)
    return [one.name.removeprefix("LANGNGHE_") for one in refused.value.problems]


def test_a_key_alone_gives_the_defaults() -> None:
    made = read(given())
    assert made.db == "sqlite:///var/langnghe.db"
    assert made.public_url == "http://127.0.0.1:8080"
    assert (made.bind.host, made.bind.port) == ("127.0.0.1", 8080)
    assert (made.desk_bind.host, made.desk_bind.port) == ("127.0.0.1", 8081)
    assert (made.data, made.flows) == (Path("var"), Path("flows"))
    assert (made.zalo, made.mail, made.clock_url) == (None, None, None)
    assert made.remarks() == ("Chưa đặt Zalo và email: không gửi gì. (No channel is set.)",)


def test_email_only_is_said_in_one_line() -> None:
    made = read(given(MAIL, PUBLIC))
    assert made.remarks() == ("Chưa đặt Zalo: chỉ gửi email. (Zalo is not set: email only.)",)
    assert made.mail is not None
    assert (made.mail.host, made.mail.port, made.mail.tls) == (
        "mail.angiang.gov.vn",
        587,
        "starttls",
    )


def test_a_whole_real_installation() -> None:
    made = read(given(ZALO, MAIL, PUBLIC, DB="postgresql://ln:pw@db.local/langnghe"))
    assert made.zalo is not None
    assert made.zalo.app_id == "4407"
    assert (made.zalo.oa_ids, made.zalo.oa_secrets) == (("8812",), ("oa-secret-value",))
    assert made.zalo.callback_url == "https://khaosat.angiang.gov.vn/zalo/callback"
    assert (made.zalo.code_verifier, made.zalo.secret_proof) == ("", False)
    assert (made.zalo.media_hosts, made.zalo.silent_hours) == (("zdn.vn",), 3)
    assert made.zalo.business_url == "https://business.openapi.zalo.me"
    assert made.zalo.phone_proof == "code4"
    assert made.remarks() == ()


def test_several_accounts_on_one_app_and_a_secret_in_rotation() -> None:
    made = read(
        given(
            ZALO, MAIL, PUBLIC, ZALO_OA_ID="8812, 9913,7", ZALO_OA_SECRET="new-one,old-one",
            ZALO_CALLBACK_URL="https://khaosat.angiang.gov.vn/ve", ZALO_CODE_VERIFIER=VERIFIER,
            ZALO_SECRET_PROOF="on", ZALO_MEDIA_HOSTS="zdn.vn, Zadn.vn", ZALO_SILENT_HOURS="0",
            ALERT_MAIL="truc@angiang.gov.vn",
        )
    ).zalo  # fmt: skip
    assert made is not None
    assert made.oa_ids == ("8812", "9913", "7")
    assert made.oa_secrets == ("new-one", "old-one")
    assert made.callback_url == "https://khaosat.angiang.gov.vn/ve"
    assert (made.code_verifier, made.secret_proof) == (VERIFIER, True)
    assert (made.media_hosts, made.silent_hours) == (("zdn.vn", "zadn.vn"), 0)


@pytest.mark.parametrize(
    ("text", "password", "made"),
    [
        ("lmtp://127.0.0.1:2424", "", MailIn("lmtp", "127.0.0.1", 2424)),
        ("smtp://10.1.2.3:2525/", "", MailIn("smtp", "10.1.2.3", 2525)),
        ("imaps://b@thu.tinh.vn", "x", MailIn("imaps", "thu.tinh.vn", 993, "b", "INBOX", "x")),
        ("imaps://tra%40tinh.vn@thu.tinh.vn:1993/Th%C6%B0%20v%E1%BB%81", "x",
         MailIn("imaps", "thu.tinh.vn", 1993, "tra@tinh.vn", "Thư về", "x")),
    ],
)  # fmt: skip
def test_where_mail_comes_in(text: str, password: str, made: MailIn) -> None:
    mail = read(given(MAIL, PUBLIC, MAIL_IN=text, MAIL_IN_PASSWORD=password)).mail
    assert mail is not None
    assert mail.incoming == made


def test_signing_and_the_bounce_domain() -> None:
    mail = read(given(MAIL, PUBLIC)).mail
    assert mail is not None
    assert (mail.bounce_domain, mail.dkim, mail.incoming) == ("angiang.gov.vn", None, None)
    own = {"BOUNCE_DOMAIN": "Thu.AnGiang.gov.vn", "DKIM_SELECTOR": "ln2026", "DKIM_KEY": "k.pem"}
    mail = read(given(MAIL, PUBLIC, **own)).mail
    assert mail is not None
    assert mail.bounce_domain == "thu.angiang.gov.vn"
    assert mail.dkim == DkimSettings("ln2026", Path("k.pem"))


def test_a_senders_domain_is_read_as_dns_has_it() -> None:
    mail = read(given(MAIL, PUBLIC, SMTP_FROM="khao-sat@Tỉnh.gov.vn")).mail
    assert mail is not None
    assert mail.sender == "khao-sat@xn--tnh-dlz.gov.vn"
    assert mail.bounce_domain == "xn--tnh-dlz.gov.vn"


def test_a_whole_sandbox() -> None:
    mail = {"LANGNGHE_SMTP_HOST": "127.0.0.1", "LANGNGHE_SMTP_FROM": "khaosat@localhost"}
    made = read(
        given(ZALO, SANDBOX_URLS, mail, SMTP_TLS="none", CLOCK="http://127.0.0.1:9000/_/clock")
        | {"LANGNGHE_ZALO_APP_SECRET": "sandbox-app"}
    )
    assert made.zalo is not None
    assert made.zalo.openapi_url == "http://127.0.0.1:9001"
    assert made.zalo.business_url == "http://127.0.0.1:9001/business"
    assert made.clock_url == "http://127.0.0.1:9000/_/clock"


def test_no_secret_is_ever_shown() -> None:
    db, verifier = "postgresql://ln:db-secret-value@db.local/langnghe", f"{VERIFIER}-secret-value"
    incoming = {"MAIL_IN": "imaps://b@thu.vn", "MAIL_IN_PASSWORD": "in-secret-value"}
    made = read(given(ZALO, MAIL, PUBLIC, DB=db, ZALO_CODE_VERIFIER=verifier, **incoming))
    shown = repr(made) + str(made)
    assert "secret-value" not in shown
    assert KEY not in shown
    with pytest.raises(SettingsError) as refused:
        read(given(ZALO, MAIL, KEY="too-short-secret-value", DB="mysql://ln:secret-value@db/x"))
    assert "secret-value" not in str(refused.value)


@pytest.mark.parametrize(
    ("environ", "refused"),
    [
        ({}, ["KEY"]),
        (given(KEY="QUJD"), ["KEY"]),
        (given(KEY="không phải base64 " * 3), ["KEY"]),
        (given(DB="mysql://x/y"), ["DB"]),
        (given(DB="sqlite:///:memory:"), ["DB"]),
        (given(DB="sqlite://"), ["DB"]),
        (given(BIND="8080"), ["BIND"]),
        (given(BIND="127.0.0.1:0"), ["BIND"]),
        (given(BIND="127.0.0.1:70000"), ["BIND"]),
        (given(BIND="::1:8080"), ["BIND"]),
        (given(DESK_BIND="0.0.0.0:8081"), ["DESK_BIND"]),
        (given(DESK_BIND="127.0.0.1:8080"), ["DESK_BIND"]),
        (given(PUBLIC_URL="khaosat.angiang.gov.vn"), ["PUBLIC_URL"]),
        (given(PUBLIC_URL="http://khaosat.angiang.gov.vn"), ["PUBLIC_URL"]),
        (given(PUBLIC_URL="https://x.vn:99999"), ["PUBLIC_URL"]),
        (given(PUBLIC_URL="https://x.vn/?a=1"), ["PUBLIC_URL"]),
        (given(ZALO, PUBLIC, ZALO_OA_SECRET=""), ["ZALO_OA_SECRET"]),
        (given(ZALO, PUBLIC, ZALO_PHONE_PROOF="phone"), ["ZALO_PHONE_PROOF"]),
        (given(ZALO, PUBLIC, ZALO_OA_ID="8812,8812"), ["ZALO_OA_ID"]),
        (given(ZALO, PUBLIC, ZALO_OA_ID="8812;9913"), ["ZALO_OA_ID"]),
        (given(ZALO, PUBLIC, ZALO_OA_SECRET="a,b,c"), ["ZALO_OA_SECRET"]),
        (given(ZALO, PUBLIC, ZALO_OA_SECRET="a,a"), ["ZALO_OA_SECRET"]),
        (given(ZALO, PUBLIC, ZALO_CALLBACK_URL="http://x.vn/ve"), ["ZALO_CALLBACK_URL"]),
        (given(ZALO, PUBLIC, ZALO_CODE_VERIFIER="ngắn"), ["ZALO_CODE_VERIFIER"]),
        (given(ZALO, PUBLIC, ZALO_SECRET_PROOF="yes"), ["ZALO_SECRET_PROOF"]),
        (given(ZALO, PUBLIC, ZALO_MEDIA_HOSTS="https://zdn.vn"), ["ZALO_MEDIA_HOSTS"]),
        (given(ZALO, PUBLIC, ZALO_SILENT_HOURS="49"), ["ZALO_SILENT_HOURS"]),
        (given(ZALO, PUBLIC, ZALO_PACKAGE="gold"), ["ZALO_PACKAGE"]),
        (given(ALERT_MAIL="truc@angiang.gov.vn"), ["ALERT_MAIL"]),
        (given(MAIL, PUBLIC, ALERT_MAIL="trực"), ["ALERT_MAIL"]),
        (given(PUBLIC, ZALO_APP_ID="1"), ["ZALO_APP_SECRET", "ZALO_OA_ID", "ZALO_OA_SECRET"]),
        (given(MAIL, PUBLIC, SMTP_PORT="mail"), ["SMTP_PORT"]),
        (given(MAIL, PUBLIC, SMTP_FROM=""), ["SMTP_FROM"]),
        (given(MAIL, PUBLIC, SMTP_CONNECTIONS="0"), ["SMTP_CONNECTIONS"]),
        (given(MAIL, PUBLIC, SMTP_CONNECTIONS="65"), ["SMTP_CONNECTIONS"]),
        (given(MAIL, PUBLIC, SMTP_FROM="Sở Nội vụ"), ["SMTP_FROM"]),
        *((given(MAIL, PUBLIC, SMTP_FROM=text), ["SMTP_FROM"]) for text in NO_ADDRESSES),
        (given(MAIL, PUBLIC, SMTP_TLS="ssl"), ["SMTP_TLS"]),
        (given(MAIL, PUBLIC, SMTP_TLS="none"), ["SMTP_TLS"]),
        (given(MAIL, PUBLIC, SMTP_PASSWORD=""), ["SMTP_PASSWORD"]),
        (
            given(BOUNCE_DOMAIN="thu.vn", MAIL_IN="lmtp://127.0.0.1:24", DKIM_KEY="k.pem"),
            ["BOUNCE_DOMAIN", "MAIL_IN", "DKIM_KEY"],
        ),
        (given(MAIL, PUBLIC, BOUNCE_DOMAIN="thư"), ["BOUNCE_DOMAIN"]),
        (given(MAIL, PUBLIC, BOUNCE_DOMAIN="b@thu.vn"), ["BOUNCE_DOMAIN"]),
        (given(MAIL, PUBLIC, DKIM_KEY="k.pem"), ["DKIM_SELECTOR"]),
        (given(MAIL, PUBLIC, DKIM_SELECTOR="ln2026"), ["DKIM_KEY"]),
        (given(MAIL, PUBLIC, DKIM_SELECTOR="Lắng", DKIM_KEY="k.pem"), ["DKIM_SELECTOR"]),
        (given(MAIL, PUBLIC, MAIL_IN="lmtp://127.0.0.1"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="lmtp://127.0.0.1:99999"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="lmtp://0.0.0.0:24"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="smtp://203.113.0.1:25"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="smtp://thu.tinh.vn:25"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="imap://b@thu.tinh.vn", MAIL_IN_PASSWORD="x"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="imaps://thu.tinh.vn", MAIL_IN_PASSWORD="x"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="imaps://b:x@thu.tinh.vn"), ["MAIL_IN"]),
        (given(MAIL, PUBLIC, MAIL_IN="imaps://b@thu.tinh.vn"), ["MAIL_IN_PASSWORD"]),
        (
            given(MAIL, PUBLIC, MAIL_IN="lmtp://127.0.0.1:24", MAIL_IN_PASSWORD="x"),
            ["MAIL_IN_PASSWORD"],
        ),
    ],
)
def test_what_is_refused(environ: Mapping[str, str], refused: list[str]) -> None:
    assert problems(environ) == refused


@pytest.mark.parametrize(
    ("environ", "refused"),
    [
        (given(MAIL), ["PUBLIC_URL"]),
        (
            given(ZALO, SANDBOX_URLS, PUBLIC),
            ["ZALO_OPENAPI_URL", "ZALO_BUSINESS_URL", "ZALO_OAUTH_URL"],
        ),
        (given(ZALO, PUBLIC, ZALO_OAUTH_URL="http://127.0.0.1:9001"), ["ZALO_OAUTH_URL"]),
        (given(ZALO, PUBLIC, ZALO_CALLBACK_URL="http://localhost/ve"), ["ZALO_CALLBACK_URL"]),
        (given(ZALO, PUBLIC, ZALO_OA_SECRET="moi,sandbox-oa"), ["ZALO_OA_SECRET"]),
        (given(ZALO, MAIL, PUBLIC, SMTP_HOST="localhost"), ["SMTP_HOST"]),
        (given(ZALO, PUBLIC, ZALO_OA_SECRET="sandbox-oa"), ["ZALO_OA_SECRET"]),
        (given(MAIL, PUBLIC, SMTP_PASSWORD="sandbox-pw"), ["SMTP_PASSWORD"]),
        (
            given(MAIL, PUBLIC, MAIL_IN="imaps://b@x.vn", MAIL_IN_PASSWORD="sandbox-pw"),
            ["MAIL_IN_PASSWORD"],
        ),
        (given(MAIL, PUBLIC, CLOCK="http://127.0.0.1:9000/_/clock"), ["CLOCK"]),
        (given(CLOCK="https://time.angiang.gov.vn"), ["CLOCK"]),
    ],
)
def test_a_sandbox_beside_the_real_world(environ: Mapping[str, str], refused: list[str]) -> None:
    assert problems(environ) == refused


def test_all_problems_come_at_once_with_both_languages_and_a_remedy() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"LANGNGHE_BIND": "80", "LANGNGHE_SMTP_HOTS": "mail", "LANGNGHE_PORT_OF_CALL": "x"})
    assert str(refused.value).splitlines() == [
        "LANGNGHE_SMTP_HOTS: không có thiết lập này. Có phải LANGNGHE_SMTP_HOST? "
        "Hãy sửa tên hoặc bỏ đi.",
        "    there is no such setting. Did you mean LANGNGHE_SMTP_HOST? "
        "Mend its name or take it out.",
        "LANGNGHE_PORT_OF_CALL: không có thiết lập này. Hãy sửa tên hoặc bỏ đi.",
        "    there is no such setting. Mend its name or take it out.",
        "LANGNGHE_KEY: phải có khóa mã hóa 32 byte viết bằng base64. "
        "Hãy tạo bằng lệnh: langnghe key",
        "    an encryption key of 32 bytes in base64 must be set. Make one with: langnghe key",
        "LANGNGHE_BIND: “80” phải có dạng ĐỊA_CHỈ:CỔNG, ví dụ 127.0.0.1:8080.",
        "    “80” must be ADDRESS:PORT, for example 127.0.0.1:8080.",
    ]


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "here.env"
    file.write_text(
        f"# ghi chú\nLANGNGHE_KEY='{KEY}'\nLANGNGHE_DATA=from-file\nLANGNGHE_FLOWS=$HOME\n"
        "LANGNGHE_SMTP_PORT=\n"
    )
    made = read({"LANGNGHE_DATA": "from-environment", "HOME": "/x", "LANGNGHE_CI": "1"}, file)
    assert made.data == Path("from-environment")
    assert made.flows == Path("$HOME")  # nothing is expanded


def test_a_broken_or_missing_file_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "broken.env"
    file.write_text(f"LANGNGHE_KEY={KEY}\nLANGNGHE_DATA 'x\n")
    assert problems({}, file) == [f"{file}:2"]
    assert problems({}, tmp_path / "none.env") == [str(tmp_path / "none.env")]
    file.write_bytes(b"LANGNGHE_DATA=\xff\xfe")
    assert problems({}, file) == [str(file)]


def test_the_example_file_is_the_truth(tmp_path: Path) -> None:
    blocks = [block.splitlines() for block in EXAMPLE.read_text().split("\n\n")]
    found = {}
    for lines in (lines for lines in blocks if not lines[-1].startswith("#")):
        name, _, value = lines[-1].partition("=")
        found[name.removeprefix("LANGNGHE_")] = value
        meanings = [line for line in lines[:-1] if line.startswith("# ")]
        assert len(meanings) >= 2, f"{name} needs its meaning in Vietnamese and English"
        assert not meanings[0].isascii(), f"{name}: Vietnamese comes first"
    assert found == dict(settings.DEFAULTS)
    filled = tmp_path / "filled.env"
    filled.write_text(EXAMPLE.read_text().replace("LANGNGHE_KEY=", f"LANGNGHE_KEY={KEY}"))
    assert read({}, filled) == read(given())
