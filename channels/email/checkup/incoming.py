"""Mail that comes to us: is it read at all, and does the place answer? It reads no mail."""

import asyncio
import imaplib
import ssl
from dataclasses import dataclass, field

from imap_tools.imap_utf7 import utf7_encode

from channels.email.checkup.findings import Finding, bad, good

SECONDS = 10.0
_CHECK = "mail_in"


@dataclass(frozen=True, slots=True)
class WayIn:
    """A port that we listen on (lmtp, smtp), or a mailbox that we read (imaps)."""

    way: str
    host: str
    port: int
    user: str = ""
    mailbox: str = ""
    password: str = field(default="", repr=False)


async def check(way: WayIn | None, trust: ssl.SSLContext) -> Finding:
    """A greeting from our own listener, or a look at the mailbox."""
    if way is None:
        return bad(
            _CHECK,
            ("Chưa đọc thư gửi về: thư không giao được và lời người dân sẽ không ai thấy.",
             "Mail that comes back is not read: bounces and citizens' words are seen by nobody."),
            ("đặt LANGNGHE_MAIL_IN (docs/cai-dat.md, mục thư điện tử).",
             "set LANGNGHE_MAIL_IN (docs/cai-dat.md, on mail)."),
        )  # fmt: skip
    where = f"{way.way}://{way.host}:{way.port}"
    try:
        if way.way == "imaps":
            await asyncio.to_thread(_look, way, trust)
        else:
            await _greeted(way)
    except (OSError, TimeoutError, EOFError, ValueError, imaplib.IMAP4.error) as error:
        why = getattr(error, "verify_message", "") or type(error).__name__
        return _silent(way, where, why)
    return good(_CHECK, f"Thư gửi về được đọc qua {where}.", f"Mail to us is read by {where}.")


async def _greeted(way: WayIn) -> None:
    async with asyncio.timeout(SECONDS):
        reader, writer = await asyncio.open_connection(way.host, way.port)
        try:
            line = await reader.readline()
        finally:
            writer.close()
    if not line.startswith(b"220"):
        raise EOFError


def _look(way: WayIn, trust: ssl.SSLContext) -> None:
    """Log in and open the mailbox read-only; imaplib blocks, so it runs in a thread."""
    with imaplib.IMAP4_SSL(way.host, way.port, ssl_context=trust, timeout=SECONDS) as imap:
        imap.login(way.user, way.password)
        name = utf7_encode(way.mailbox).decode("ascii")  # RFC 3501 §5.1.3
        status, _ = imap.select(f'"{name}"', readonly=True)
        if status != "OK":
            raise imaplib.IMAP4.error("no such mailbox")


def _silent(way: WayIn, where: str, why: str) -> Finding:
    if way.way == "imaps":
        do = (
            "kiểm tra tên đăng nhập, LANGNGHE_MAIL_IN_PASSWORD, tên hộp thư và chứng thư.",
            "check the user, LANGNGHE_MAIL_IN_PASSWORD, the mailbox's name and the certificate.",
        )
    else:
        do = (
            "chạy langnghe serve; cổng này do chính nó mở.",
            "run langnghe serve: it is the one that listens there.",
        )
    return bad(_CHECK, (f"{where} không trả lời ({why}).", f"{where} does not answer ({why})."), do)
