"""The settings of mail: the server that letters leave by, how they are signed, how mail comes in.

It reads through settings_reader.py and is read through settings.py, which refuses what does not
go together with the rest. It opens no file: the signing key is read where it is used
(channels/email/dkim.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal, TypeAlias
from urllib.parse import SplitResult, unquote, urlsplit

from settings_reader import PREFIX, Reader, is_loopback

DEFAULTS: Mapping[str, str] = {
    "SMTP_HOST": "",
    "SMTP_PORT": "587",
    "SMTP_TLS": "starttls",
    "SMTP_FROM": "",
    "SMTP_USER": "",
    "SMTP_PASSWORD": "",
    "SMTP_CONNECTIONS": "16",
    "BOUNCE_DOMAIN": "",
    "MAIL_IN": "",
    "MAIL_IN_PASSWORD": "",
    "DKIM_SELECTOR": "",
    "DKIM_KEY": "",
    "ALERT_MAIL": "",
}
SECRETS = ("SMTP_PASSWORD", "MAIL_IN_PASSWORD")

Tls: TypeAlias = Literal["starttls", "tls", "none"]
_TLS: Mapping[str, Tls] = {"starttls": "starttls", "tls": "tls", "none": "none"}
WayIn: TypeAlias = Literal["lmtp", "smtp", "imaps"]
_WAYS_IN: Mapping[str, WayIn] = {"lmtp": "lmtp", "smtp": "smtp", "imaps": "imaps"}
_IMAPS_PORT = 993
_MOST_CONNECTIONS = 64
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


@dataclass(frozen=True, slots=True)
class MailIn:
    """Where mail that comes to us is met: a port that we listen on, or a mailbox that we read."""

    way: WayIn
    host: str  # ours to listen on (lmtp, smtp), or the mailbox's server (imaps)
    port: int
    user: str = ""  # of the mailbox
    mailbox: str = "INBOX"
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class DkimSettings:
    """Our own signature, where no relay signs: record SELECTOR._domainkey of From's domain."""

    selector: str
    key: Path  # PEM: RSA or Ed25519


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The mail server that letters are handed to, and the addresses that they come from."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str  # empty = no login
    password: str = field(repr=False)
    connections: int  # to the server at once, at most
    bounce_domain: str  # of the envelope's sender: what cannot be delivered comes back there
    incoming: MailIn | None  # None = bounces and replies are not read by us
    dkim: DkimSettings | None  # None = the relay signs


def read_mail(reader: Reader) -> MailSettings | None:
    """The settings of mail; None where no server is named, and then nothing else may be."""
    host, tls = reader.values["SMTP_HOST"], reader.values["SMTP_TLS"]
    user, password = reader.values["SMTP_USER"], reader.values["SMTP_PASSWORD"]
    if not host:
        _refuse_without_host(reader)
        return None
    reader.one_of("SMTP_TLS", tuple(_TLS))
    if tls == "none" and not is_loopback(host):
        reader.fault(
            "SMTP_TLS",
            f"“none” chỉ dùng được trên máy này; với {host} hãy dùng starttls hoặc tls.",
            f"“none” is for this machine only; with {host} use starttls or tls.",
        )
    if bool(user) != bool(password):
        reader.fault(
            "SMTP_PASSWORD" if user else "SMTP_USER",
            "còn thiếu. Tên đăng nhập và mật khẩu phải đi cùng nhau.",
            "it is missing. A user and a password go together.",
        )
    sender, port = reader.mail_address("SMTP_FROM"), reader.port("SMTP_PORT")
    return MailSettings(
        host, port, _TLS.get(tls, "starttls"), sender, user, password,
        connections=_connections(reader),
        bounce_domain=_bounce_domain(reader, sender),
        incoming=_mail_in(reader),
        dkim=_dkim(reader),
    )  # fmt: skip


def _connections(reader: Reader) -> int:
    """Most servers let one client have 20 to 50; ten mails a second need hardly one."""
    found = reader.whole("SMTP_CONNECTIONS", _MOST_CONNECTIONS)
    if reader.values["SMTP_CONNECTIONS"] == "0":
        reader.fault("SMTP_CONNECTIONS", "phải từ 1 trở lên.", "at least 1 is needed.")
    return max(found, 1)


def read_alert_mail(reader: Reader) -> str:
    """The officer who is told of alarms; empty = nobody."""
    return reader.mail_address("ALERT_MAIL") if reader.values["ALERT_MAIL"] else ""


def _refuse_without_host(reader: Reader) -> None:
    for name in ("BOUNCE_DOMAIN", "MAIL_IN", "DKIM_KEY", "ALERT_MAIL"):
        if reader.values[name]:
            reader.fault(
                name,
                f"cần có máy chủ gửi thư; hãy đặt {PREFIX}SMTP_HOST.",
                f"it needs a mail server; set {PREFIX}SMTP_HOST.",
            )


def _bounce_domain(reader: Reader, sender: str) -> str:
    """As given, else that of From: then SPF and DMARC are aligned (RFC 7489 §3.1.2)."""
    given = reader.values["BOUNCE_DOMAIN"].casefold()
    if not given:
        return sender.rpartition("@")[2].casefold()
    if not _NAME.fullmatch(given) or ("." not in given and given != "localhost"):
        reader.fault(
            "BOUNCE_DOMAIN",
            f"“{given}” phải là một tên miền, ví dụ thu.tinh.gov.vn.",
            f"“{given}” must be a domain, for example thu.tinh.gov.vn.",
        )
    return given


def _dkim(reader: Reader) -> DkimSettings | None:
    selector, key = reader.values["DKIM_SELECTOR"], reader.values["DKIM_KEY"]
    if bool(selector) != bool(key):
        reader.fault(
            "DKIM_KEY" if selector else "DKIM_SELECTOR",
            "còn thiếu. Tên bản ghi (selector) và tệp khóa phải đi cùng nhau; "
            "để trống cả hai nếu máy chủ gửi thư tự ký.",
            "it is missing. A selector and a key file go together; leave both empty where the "
            "mail server signs.",
        )
    if selector and not _NAME.fullmatch(selector):
        reader.fault(
            "DKIM_SELECTOR",
            f"“{selector}” chỉ gồm chữ thường không dấu, số, dấu gạch nối, ví dụ ln2026.",
            f"“{selector}” takes small letters, digits and hyphens, for example ln2026.",
        )
    return DkimSettings(selector, Path(key)) if selector and key else None


def _mail_in(reader: Reader) -> MailIn | None:
    text, password = reader.values["MAIL_IN"], reader.values["MAIL_IN_PASSWORD"]
    made = _way_in(text, password) if text else None
    if text and made is None:
        reader.fault(
            "MAIL_IN",
            f"“{text}” phải có dạng lmtp://127.0.0.1:CỔNG, smtp://127.0.0.1:CỔNG "
            "(địa chỉ số của máy này hoặc mạng nội bộ), hoặc imaps://tên@máy/hộp_thư.",
            f"“{text}” must be lmtp://127.0.0.1:PORT, smtp://127.0.0.1:PORT (an address of this "
            "machine or of an inner network), or imaps://user@host/mailbox.",
        )
    elif bool(password) != (made is not None and made.way == "imaps"):
        reader.fault(
            "MAIL_IN_PASSWORD",
            f"phải đi cùng {PREFIX}MAIL_IN dạng imaps://, và chỉ với dạng ấy.",
            f"it goes with {PREFIX}MAIL_IN as imaps://, and with that alone.",
        )
    return made


def _way_in(text: str, password: str) -> MailIn | None:
    """None where it is no address of one of the three kinds."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.query or parts.fragment or parts.password or not parts.hostname or port == 0:
        return None
    if parts.scheme == "imaps":
        return _of_mailbox(parts, port, password) if parts.username else None
    way = _WAYS_IN.get(parts.scheme)
    if way is None or port is None or parts.username or parts.path not in ("", "/"):
        return None
    return MailIn(way, parts.hostname, port) if _inner(parts.hostname) else None


def _of_mailbox(parts: SplitResult, port: int | None, password: str) -> MailIn:
    return MailIn(
        "imaps", parts.hostname or "", port or _IMAPS_PORT, unquote(parts.username or ""),
        unquote(parts.path.strip("/")) or "INBOX", password,
    )  # fmt: skip


def _inner(host: str) -> bool:
    """Whether only this machine or a network of one's own can reach it: LMTP asks nobody's name."""
    if is_loopback(host):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_private and not address.is_unspecified  # 0.0.0.0 listens to everybody
