"""What the mail server showed, judged line by line. Pure."""

from collections.abc import Iterator
from datetime import datetime

from channels.email.checkup.findings import Finding, bad, good, hint
from channels.email.checkup.server import Shown, days_left
from channels.email.relay import MailServer

SOON_DAYS = 14
_LEAST_SIZE = 1 << 20  # bytes; our mails are under a tenth of it
_USES = {
    "pipelining": ("gửi nhanh hơn", "so that mail leaves faster"),
    "smtputf8": ("gửi được tới địa chỉ có dấu", "so that addresses beyond ASCII are reached"),
}


def told(server: MailServer, shown: Shown, now: datetime) -> Iterator[Finding]:
    """Connection first; what was not reached is not spoken of."""
    where = f"{server.host}:{server.port}"
    if shown.refused and not shown.helo:
        yield bad(
            "smtp",
            (f"Không nói chuyện được với {where} ({shown.refused}).",
             f"No conversation with {where} ({shown.refused})."),
            ("kiểm tra tên máy, cổng, tường lửa, và LANGNGHE_SMTP_TLS (tls cho cổng 465).",
             "check host, port, firewall, and LANGNGHE_SMTP_TLS (tls for port 465)."),
        )  # fmt: skip
        return
    if shown.helo:
        yield good("smtp", f"{where} trả lời, xưng là {shown.helo}.",
                   f"{where} answers as {shown.helo}.")  # fmt: skip
    yield from _encryption(server, shown, now)
    if shown.refused:
        yield bad(
            "smtp",
            (
                f"{where} ngắt giữa chừng ({shown.refused}).",
                f"{where} broke off ({shown.refused}).",
            ),
            ("xem nhật ký của máy chủ gửi thư.", "look into the mail server's log."),
        )
    if shown.login:
        yield _login(server, shown.login)
    if shown.extensions or not (shown.refused or shown.certificate):
        yield _extensions(shown)


def _encryption(server: MailServer, shown: Shown, now: datetime) -> Iterator[Finding]:
    if server.tls == "none":
        yield hint("tls", ("Không mã hóa: chỉ dùng trên máy này.", "Not encrypted: this machine."))
    elif shown.certificate:
        yield bad(
            "tls",
            (f"Chứng thư của {server.host} không được tin: {shown.certificate}.",
             f"The certificate of {server.host} is not trusted: {shown.certificate}."),
            ("đặt LANGNGHE_SMTP_HOST đúng tên trong chứng thư, hoặc thay chứng thư; thư sẽ không "
             "rời đi qua đường này.",
             "set LANGNGHE_SMTP_HOST to the name in the certificate, or replace it; no mail will "
             "leave this way."),
        )  # fmt: skip
    elif shown.offers_starttls is False:
        yield bad(
            "tls",
            (f"{server.host} không mời STARTTLS: thư sẽ không rời đi.",
             f"{server.host} offers no STARTTLS: no mail will leave."),
            ("bật TLS ở máy chủ gửi thư; nếu máy chủ có TLS mà ở đây không thấy, có kẻ đứng giữa "
             "đường truyền.",
             "switch TLS on there; if the server has it and it is not seen here, somebody stands "
             "between."),
        )  # fmt: skip
    elif shown.encrypted and shown.valid_until is not None:
        yield _lifetime("tls", server.host, shown.valid_until, now)


def _lifetime(check: str, host: str, until: datetime, now: datetime) -> Finding:
    left, day = days_left(until, now), f"{until:%d/%m/%Y}"
    found = (
        f"Chứng thư của {host} đúng, đến {day} (còn {left} ngày).",
        f"The certificate of {host} is valid until {day} ({left} days).",
    )
    if left < SOON_DAYS:
        return bad(check, found, ("gia hạn chứng thư ngay.", "renew it now."))
    return good(check, *found)


def _login(server: MailServer, outcome: str) -> Finding:
    if outcome == "ok":
        return good("login", "Đăng nhập được.", "The login works.")
    return bad(
        "login",
        (f"{server.host} không nhận đăng nhập ({outcome}).",
         f"{server.host} refuses the login ({outcome})."),
        ("kiểm tra LANGNGHE_SMTP_USER và LANGNGHE_SMTP_PASSWORD.",
         "check LANGNGHE_SMTP_USER and LANGNGHE_SMTP_PASSWORD."),
    )  # fmt: skip


def _extensions(shown: Shown) -> Finding:
    size = shown.extensions.get("size", "")
    listed = ", ".join(
        f"SIZE {value}" if name == "size" and value else name.upper()
        for name, value in shown.extensions.items()
    )
    if size.isdigit() and 0 < int(size) < _LEAST_SIZE:
        return bad(
            "extensions",
            (f"Máy chủ chỉ nhận thư đến {size} byte.", f"The server takes {size} bytes at most."),
            ("nâng giới hạn kích thước thư.", "raise its limit."),
        )
    lacks = [name for name in _USES if name not in shown.extensions]
    found = (f"Máy chủ hỗ trợ: {listed or '–'}.", f"The server knows: {listed or '–'}.")
    if lacks:
        do = [f"bật {name.upper()} ở máy chủ để {_USES[name][0]}" for name in lacks]
        do_en = [f"switch {name.upper()} on there, {_USES[name][1]}" for name in lacks]
        return hint("extensions", found, ("; ".join(do) + ".", "; ".join(do_en) + "."))
    return good("extensions", *found)
