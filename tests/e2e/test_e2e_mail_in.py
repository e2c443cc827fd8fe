"""Mail that comes back, the whole way: our mail out by SMTP, the world's back by LMTP."""

import asyncio
import re
import smtplib
from base64 import b32encode
from pathlib import Path
from typing import Any

import pytest

from storage.tables import address, invitation, message, refusal
from tests.support.town import Case, Town, mailed_town

WHO = ("mat", "tre", "nghi", "hoi", "dung", "rac")


def mail_of(who: str) -> str:
    return f"{who}@cong-dan.example"


CASES = [
    Case(f"HS-{n}", "A.01", f"090000000{n}", mail_of(who), f"Nguyễn Văn {who.title()}")
    for n, who in enumerate(WHO, 1)
]


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


async def state_of(place: Town, who: str) -> tuple[str, str, str | None]:
    """(invitation, its mail, the mail's error) of the person at that address."""
    (mail,) = await place.mails(mail_of(who))
    rows = {row["tracking"]: row for row in await place.rows(message) if row["channel"] == "email"}
    row = next(row for tracking, row in rows.items() if _names(mail, tracking))
    (invited,) = [one for one in await place.rows(invitation) if one["id"] == row["invitation_id"]]
    return invited["state"], row["state"], row["error"]


def _names(mail: dict[str, Any], tracking: str) -> bool:
    """Whether the mail's envelope sender carries that reference, as anybody can read it."""
    return f"+{b32encode(tracking.encode()).decode().rstrip('=').lower()}." in mail["from"]


async def test_what_the_world_sends_back_is_understood(tmp_path: Path, db: str) -> None:
    async with mailed_town(tmp_path, {"A.01": len(CASES)}, CASES, db) as place:
        for who, does in (
            ("mat", {"does": "bounce", "format": "exim"}), ("tre", {"does": "delay"}),
            ("nghi", {"does": "vacation"}), ("rac", {"does": "complain"}),
            ("hoi", {"does": "reply", "text": "Bao giờ tôi nhận được bản gốc?"}),
            ("dung", {"does": "reply", "text": "Dừng"}),
        ):  # fmt: skip
            await place.sandbox.post("/_/mailboxes", {"address": mail_of(who), **does})
        await place.begin()
        for _ in range(3):
            await place.tick()
        found = {who: await state_of(place, who) for who in WHO}
        assert found == {
            "mat": ("open", "failed", "recipient:bounce-5.1.1"),
            "tre": ("open", "sent", None),
            "nghi": ("open", "sent", None),
            "hoi": ("open", "sent", None),
            "dung": ("refused", "sent", None),
            "rac": ("refused", "failed", "recipient:complaint"),
        }
        # the next channel for whose mail came back, and for nobody else
        came = [n for n in range(1, 7) if await place.told(f"8490000000{n}")]
        assert came == [1]
        dead = [row for row in await place.rows(address) if row["state"] == "dead"]
        assert len(dead) == 2
        assert {row["channel"] for row in await place.rows(refusal)} == {"email"}
        async with place.web.get(f"http://127.0.0.1:{place.desk}/threads") as page:
            shown = await page.text()
        assert "Bao giờ tôi nhận được bản gốc?" in shown
        assert shown.count("Trả lời qua email") == 1
        # nothing went back to anybody by itself
        for who in WHO:
            assert len(await place.mails(mail_of(who))) == 1
        await _unread(place)
        letters = await place.sandbox.get("/_/letters")
        assert {str(one["answer"])[:3] for one in letters} == {"250"}


async def _unread(place: Town) -> None:
    """Somebody writes to us without answering a mail: an officer reads it, and says so once."""
    mail = place.system.settings.mail
    assert mail is not None
    assert mail.incoming is not None
    raw = (
        "From: Ai Do <ai-do@cong-dan.example>\r\nTo: khaosat@localhost\r\nSubject: Hoi\r\n"
        "Message-ID: <ai@cong-dan.example>\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\nSố điện thoại <b>một cửa</b> là gì?\r\n"
        "--x\r\nContent-Type: text/html; name=a.html\r\n"
        "Content-Disposition: attachment; filename=../a.html\r\n\r\n<script>1</script>\r\n--x--\r\n"
    ).encode()
    where, ours = (mail.incoming.host, mail.incoming.port), mail.sender

    def bring() -> None:
        with smtplib.LMTP(*where) as client:
            client.sendmail("ai-do@cong-dan.example", [ours], raw)

    await asyncio.to_thread(bring)
    desk = f"http://127.0.0.1:{place.desk}"
    async with place.web.get(f"{desk}/mails") as page:
        shown = await page.text()
    assert "Số điện thoại &lt;b&gt;một cửa&lt;/b&gt; là gì?" in shown
    (files,) = re.findall(r'href="(/mails/[0-9a-f]{40}/files)"', shown)
    async with place.web.get(f"{desk}{files}") as page:
        assert "Thư này kèm 1 tệp" in await page.text()
    async with place.web.get(f"{desk}{files}/1") as page:
        assert await page.read() == b"<script>1</script>"
        assert page.headers["Content-Type"] == "application/octet-stream"
        assert page.headers["Content-Disposition"].endswith('-1.bin"')
    for missing in (f"{files}/2", f"{files}/0", f"/mails/{'0' * 40}/files"):
        async with place.web.get(f"{desk}{missing}") as page:
            assert page.status == 404
    told = [("vĩnh viễn", 0), ("không nhận thư nữa", 1), ("thư rác", 1), ("Trả lời tự động", 1)]
    for words, count in told:
        found = [line for line in shown.split("\n") if words in line and "<li>" in line]
        assert len(found) == min(count, 1)
        assert not found or f"<b>{count}</b>" in found[0]
    async with place.web.get(f"{desk}/inbox") as page:
        assert "mail/human" not in await page.text()
    (key,) = re.findall(r'action="/mails/([0-9a-f]{40})/looked"', shown)
    async with place.web.post(f"{desk}/mails/{key}/looked") as page:
        assert "Không có thư nào." in await page.text()
