"""The public address as a citizen's mailbox meets it: https, reachable, the one-click stop."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp

from channels.email.checkup.findings import Finding, bad, good, hint
from channels.email.checkup.server_words import SOON_DAYS

SECONDS = 10.0
_NONSENSE = "khong-co-ai-mang-ma-nay"  # a stop that was given to nobody
_AS_BUILT = (200, 404)
"""What our own door answers to a stop that is nobody's; it changes nothing either way."""
_OURS = ("Referrer-Policy", "no-referrer")
"""On every page of ours, and hardly on another server's 404."""


async def check(public_url: str, trust: ssl.SSLContext, now: datetime) -> list[Finding]:
    """The address, then the stop under it (RFC 8058 §3.1: a POST without cookie or redirect)."""
    parts = urlsplit(public_url)
    found = []
    if parts.scheme == "https":
        try:
            until = await _certificate(parts.hostname or "", parts.port or 443, trust)
        except (OSError, TimeoutError) as error:
            return [_unreached(public_url, error)]
        found.append(_lifetime(public_url, until, now))
    else:
        found.append(
            hint("public_url", (f"{public_url} chỉ mở được trên máy này.",
                                f"{public_url} is for this machine alone."))
        )  # fmt: skip
    found.extend(await _stop(public_url, trust))
    return found


async def _certificate(host: str, port: int, trust: ssl.SSLContext) -> datetime:
    async with asyncio.timeout(SECONDS):
        _, writer = await asyncio.open_connection(host, port, ssl=trust)
    certificate = writer.get_extra_info("ssl_object").getpeercert()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)


async def _stop(public_url: str, trust: ssl.SSLContext) -> list[Finding]:
    url = f"{public_url}/mail/thoi/{_NONSENSE}"
    form = {"List-Unsubscribe": "One-Click"}
    limit = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=limit, trust_env=False) as session,
            session.post(url, data=form, ssl=trust, allow_redirects=False) as answer,
        ):
            ours = answer.headers.get(_OURS[0]) == _OURS[1]
            return list(_answered(answer.status, ours))
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        return [_unreached(public_url, error)]


def _answered(status: int, ours: bool) -> Iterator[Finding]:
    if status in _AS_BUILT and ours:
        yield good("one_click", f"Nút “Hủy đăng ký” của hộp thư tới được hệ thống ({status}).",
                   f"A mailbox's unsubscribe button reaches us ({status}).")  # fmt: skip
        return
    yield bad(
        "one_click",
        (f"POST tới /mail/thoi/ bị trả lời {status}, không phải từ hệ thống: hộp thư không hủy "
         "đăng ký được.",
         f"A POST to /mail/thoi/ is answered {status}, not by us: mailboxes cannot unsubscribe."),
        ("máy chủ web phải chuyển nguyên POST cho LANGNGHE_BIND, không chuyển hướng, không đòi "
         "đăng nhập (deploy/nginx.conf).",
         "the web server must pass the POST on as it is, without redirect or login "
         "(deploy/nginx.conf)."),
    )  # fmt: skip


def _lifetime(url: str, until: datetime, now: datetime) -> Finding:
    left, day = (until - now).days, f"{until:%d/%m/%Y}"
    found = (
        f"{url} mở được; chứng thư đến {day} (còn {left} ngày).",
        f"{url} answers; its certificate is valid until {day} ({left} days).",
    )
    if left < SOON_DAYS:
        return bad("public_url", found, ("gia hạn chứng thư ngay.", "renew it now."))
    return good("public_url", *found)


def _unreached(url: str, error: Exception) -> Finding:
    cause = getattr(error, "certificate_error", error)
    why = getattr(cause, "verify_message", "") or type(error).__name__
    return bad(
        "public_url",
        (f"Không mở được {url} từ máy này ({why}).", f"{url} is not reached from here ({why})."),
        ("kiểm tra langnghe serve, máy chủ web, chứng thư, tường lửa; nếu máy này không tự mở được "
         "tên công khai của mình, thử từ nơi khác.",
         "check langnghe serve, the web server, its certificate, the firewall; where this machine "
         "cannot reach its own public name, try from elsewhere."),
    )  # fmt: skip
