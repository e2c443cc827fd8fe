"""What citizens and officers do besides words, over real HTTP both ways: heard, kept, shown."""

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from channels.zalo.media import MAX_BYTES
from rehearsal.sandbox_process import APP_ID, OA_SECRET
from storage import tables as t
from tests.support.town import Case, Town, town

AN, SAU = "84900000001", "84900000002"
CASES = [Case("HS-1", "A.01", "0900000001"), Case("HS-2", "A.01", "0900000002", name="Lê Thị Sáu")]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    """Both have begun."""
    async with town(tmp_path, {"A.01": 2}, CASES) as built:
        await built.begin()
        for phone in (AN, SAU):
            await built.say(phone, await built.code(phone))
        yield built


async def do(place: Town, what: str, phone: str = AN, **more: Any) -> None:
    if what == "react":
        more["message_id"] = (await place.chat(phone))[-1]["id"]
    await place.sandbox.post(f"/_/people/{phone}/{what}", more)
    await place.quiet()


async def desk(place: Town, path: str = "/threads") -> str:
    async with place.web.get(f"http://127.0.0.1:{place.desk}{path}") as answer:
        assert answer.status == 200
        return await answer.text()


class TestMedia:
    @pytest.mark.parametrize(
        ("act", "kind", "start"),
        [("image", "image/jpeg", b"\xff\xd8"), ("voice", "audio/amr", b"#!AMR"),
         ("video", "video/mp4", b"\0\0\0"), ("file", "application/pdf", b"%PDF"),
         ("gif", "image/gif", b"GIF8")],
    )  # fmt: skip
    async def test_it_is_fetched_sealed_and_handed_over(
        self, place: Town, act: str, kind: str, start: bytes
    ) -> None:
        await do(place, act, text="giấy hẹn đây")
        assert "đang tải về" in await desk(place)
        await place.tick()
        (row,) = await place.rows(t.media)
        assert (row["state"], row["kind"]) == ("here", kind)
        assert start not in row["content_sealed"][:40]
        assert f"/media/{row['id']}" in await desk(place)
        url = f"http://127.0.0.1:{place.desk}/media/{row['id']}"
        async with place.web.get(url) as answer:
            content = await answer.read()
            assert content.startswith(start)
            assert len(content) == row["size"]
            assert answer.headers["Content-Type"] == kind
            assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
            assert "sandbox" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("order", "why"),
        [({"size": MAX_BYTES + 1}, "size"), ({"status": 404}, "http-404"),
         ({"redirect": "http://127.0.0.1:1/x"}, "http-302")],
    )  # fmt: skip
    async def test_what_may_not_be_kept_is_told(
        self, place: Town, order: dict[str, Any], why: str
    ) -> None:
        await do(place, "image", **order)
        await place.tick()
        (row,) = await place.rows(t.media)
        assert (row["state"], row["error"], row["content_sealed"]) == ("failed", why, None)
        assert "không tải về được" in await desk(place)

    async def test_what_fails_now_is_tried_again_for_half_an_hour(self, place: Town) -> None:
        await do(place, "image", status=500)
        for minutes in (0, 1, 3, 9, 21):
            await place.move(timedelta(minutes=minutes))
            await place.tick()
        (row,) = await place.rows(t.media)
        assert (row["state"], row["tries"]) == ("failed", 5)
        assert row["error"] == "http-404", "by then the link is dead"

    async def test_it_goes_a_month_after_its_thread_is_closed(self, place: Town) -> None:
        await do(place, "image")
        await place.tick()
        (thread,) = await place.rows(t.thread)
        form = {"opened": str(round(thread["opened_at"].timestamp() * 1000))}
        path = f"/threads/{thread['conversation_id']}/unreadable/done"
        async with place.web.post(f"http://127.0.0.1:{place.desk}{path}", data=form) as answer:
            assert answer.status == 200
        await place.move(timedelta(days=29))
        await place.tick()
        assert len(await place.rows(t.media)) == 1
        await place.move(timedelta(days=2))
        await place.tick()
        assert await place.rows(t.media) == []


async def test_an_officers_word_from_the_console_stands_in_the_thread(place: Town) -> None:
    await do(place, "console", text="Chào bác")  # no thread yet: kept
    await place.say(AN, "cho tôi gặp cán bộ")
    await do(place, "console", text="Bác chờ tôi xem hồ sơ nhé")
    page = await desk(place)
    assert "<b>Cán bộ:</b> Bác chờ tôi xem hồ sơ nhé" in page
    assert "Chào bác" not in page
    assert "zalo/oa_send_text" in await desk(place, "/inbox")
    assert (await place.told(AN))[-1].endswith("Bác chờ tôi xem hồ sơ nhé"), "the bot is quiet"


async def test_who_withdraws_is_heard_at_once_and_written_to_no_more(place: Town) -> None:
    before = await place.told(AN)
    await do(place, "withdraw")
    page = await desk(place)
    assert "Yêu cầu xoá dữ liệu" in page
    assert "Phải trả lời trước 09:00 25/11/2026" in page, "two working days from Monday"
    await place.say(AN, "xin chào")
    await place.move(timedelta(days=5))
    await place.tick()
    assert await place.told(AN) == before
    assert [row["state"] for row in await place.rows(t.invitation)].count("refused") == 1
    assert (await place.answer(SAU)) is True, "the other citizen goes on"


async def test_what_opens_the_window_and_what_does_not(place: Town) -> None:
    """`heard_at` moves with what the platform counts as an interaction, and with nothing else."""

    async def heard() -> object:
        rows = [row for row in await place.rows(t.address) if row["channel"] == "zalo"]
        return max(row["heard_at"] for row in rows)

    last = await heard()
    for act, more, opens in [
        ("look", {}, False), ("react", {"icon": "/-strong"}, False), ("unfollow", {}, False),
        ("consent", {}, False),
        ("follow", {}, True), ("call", {}, True), ("sticker", {}, True), ("location", {}, True),
        ("say", {"text": "5"}, True), ("console", {"text": "x"}, False),
    ]:  # fmt: skip
        await place.move(timedelta(minutes=10))
        await do(place, act, **more)
        now = await heard()
        assert (now != last) is opens, act
        last = now


async def test_a_thumb_is_no_answer_and_a_place_is_shown(place: Town) -> None:
    await do(place, "react", icon="/-strong")
    assert await place.rows(t.answer) == []
    await do(place, "location", text="Quán cà phê X")
    assert "Quán cà phê X" in await desk(place)
    assert await place.rows(t.media) == [], "there is nothing to fetch"


async def signed(place: Town, body: bytes, stamp: str = "1") -> int:
    """A body signed as the platform would."""
    secret = APP_ID.encode() + body + stamp.encode() + OA_SECRET.encode()
    headers = {
        "X-ZEvent-Signature": f"mac={hashlib.sha256(secret).hexdigest()}",
        "X-ZEvent-Timestamp": stamp,
    }
    url = f"http://127.0.0.1:{place.public}/webhook/zalo"
    async with place.web.post(url, data=body, headers=headers) as answer:
        return answer.status


async def test_what_cannot_be_read_waits_at_the_desk_until_somebody_has_looked(place: Town) -> None:
    assert "Không có gì." in await desk(place, "/inbox")
    for body in (b'{"a":NaN}', b"\xff", b"[" * 5000):
        assert await signed(place, body) == 200
    page = await desk(place, "/inbox")
    assert "<code>zalo/unreadable</code>: 3" in page
    assert "NaN" not in page
    found = re.search(r'action="/inbox/quarantined/looked">\s*<input[^>]*value="(\d+)"', page)
    assert found
    assert await signed(place, b"{") == 200, "one more while the page is read"
    url = f"http://127.0.0.1:{place.desk}/inbox/quarantined/looked"
    foreign = {"Origin": "https://evil.example"}
    async with place.web.post(url, data={"until": "9" * 13}, headers=foreign) as answer:
        assert answer.status == 403
    await place.move(timedelta(minutes=1))
    assert await signed(place, b"}") == 200
    async with place.web.post(url, data={"until": found[1]}) as answer:
        assert "<code>zalo/unreadable</code>: 1" in await answer.text(), "what came later stays"
    for wrong in ("", "x", "-1", "9" * 40):
        async with place.web.post(url, data={"until": wrong}) as answer:
            assert answer.status == 400


async def test_a_sweep_that_the_platform_refuses_is_told(place: Town) -> None:
    fault = {"path": "/v2.0/oa/listrecentchat", "kind": "error", "code": -32, "times": -1}
    await place.sandbox.post("/_/faults", fault)
    url = f"http://127.0.0.1:{place.desk}/inbox/sweep"
    async with place.web.post(url, data={"hours": "6"}) as answer:
        assert answer.status == 502
        assert "Zalo chưa trả lời" in await answer.text()
    async with place.web.post(url, data={"hours": "7"}) as answer:
        assert answer.status == 400
