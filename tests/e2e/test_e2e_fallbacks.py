"""What is done when a channel fails, and when nobody answers: by the plan, and never twice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage.tables import invitation, message, sample
from tests.support.town import Case, Town, town

PHONE, MAIL = "84900000001", "mot@example.com"
ONE = [Case("HS-1", "A.01", "0900000001", MAIL)]


async def no_zalo(place: Town, *phones: str) -> None:
    await place.sandbox.post("/_/people", [{"phone": phone, "zalo": False} for phone in phones])


async def template_calls(place: Town, phone: str) -> list[dict[str, Any]]:
    calls = await place.sandbox.get("/_/calls")
    return [c for c in calls if c["path"] == "/message/template" and phone in str(c)]


async def states(place: Town) -> list[str]:
    return [row["state"] for row in await place.rows(invitation)]


async def test_without_zalo_the_mail_goes_and_leads_to_the_same_talk(tmp_path: Path) -> None:
    async with town(tmp_path, {"A.01": 1}, ONE) as place:
        await no_zalo(place, PHONE)
        await place.begin()
        await place.tick()
        (mail,) = await place.mails(MAIL)
        assert "Sở Tư pháp" in mail["subject"]
        assert len(await template_calls(place, PHONE)) == 1
        async with place.web.get(place.page(await place.token(email=MAIL))) as page:
            assert page.status == 200
            assert "Sở Tư pháp" in await page.text()
        await place.move(timedelta(hours=2))
        await place.tick()
        assert len(await place.mails(MAIL)) == 1


async def test_unreachable_on_both_calls_the_reserves_in_drawn_order(tmp_path: Path) -> None:
    cases = [
        Case(f"HS-{n}", "A.01", f"09000000{n:02d}", f"{n}@bounce.example") for n in range(1, 5)
    ]
    async with town(tmp_path, {"A.01": 1}, cases) as place:
        await no_zalo(place, *(f"849000000{n:02d}" for n in range(1, 5)))
        await place.begin()
        for _ in range(12):
            await place.tick()
        assert await states(place) == ["unreachable"] * 4
        drawn = sorted(await place.rows(sample), key=lambda row: row["position"])
        called = [row["case_id"] for row in await place.rows(invitation)]
        assert called == [row["case_id"] for row in drawn]


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_an_unknown_outcome_is_never_resent(tmp_path: Path, kind: str) -> None:
    """The line broke after the bytes left; a computer's client sends no receipt."""
    async with town(tmp_path, {"A.01": 1}, ONE) as place:
        await place.sandbox.post("/_/people", {"phone": PHONE, "mobile": False})
        await place.sandbox.post("/_/faults", {"kind": kind, "path": "/message/template"})
        await place.begin()
        (row,) = await place.rows(message)
        assert row["state"] == "unknown"
        await place.move(timedelta(hours=23, minutes=50))
        await place.tick()
        assert await place.mails(MAIL) == [], "not before 24 hours"
        await place.move(timedelta(minutes=20))
        await place.tick()
        assert len(await place.mails(MAIL)) == 1
        for _ in range(4):
            await place.move(timedelta(hours=12))
            await place.tick()
        assert len(await template_calls(place, PHONE)) == 1
        assert len(await place.mails(MAIL)) == 1


async def test_a_receipt_closes_an_unknown_outcome(tmp_path: Path) -> None:
    async with town(tmp_path, {"A.01": 1}, ONE) as place:
        await place.sandbox.post("/_/faults", {"kind": "drop_after", "path": "/message/template"})
        await place.begin()
        await place.move(timedelta(hours=25))
        await place.tick()
        (row,) = await place.rows(message)
        assert row["delivered_at"] is not None
        assert await place.mails(MAIL) == []


async def test_one_reminder_then_silence_then_the_reserve(tmp_path: Path) -> None:
    cases = [Case("HS-1", "A.01", "0900000001"), Case("HS-2", "A.01", "0900000002")]
    async with town(tmp_path, {"A.01": 1}, cases) as place:
        await place.begin()
        (first,) = [p for p in (PHONE, "84900000002") if await place.chat(p)]
        (reserve,) = {PHONE, "84900000002"} - {first}
        await place.move(timedelta(days=2, hours=23))
        await place.tick()
        assert len(await place.told(first)) == 1
        await place.move(timedelta(hours=2))
        await place.tick()
        reminded = await place.told(first)
        assert len(reminded) == 2
        assert "Nhắc Ông/Bà góp ý" in reminded[1]
        assert await place.chat(reserve) == []
        await place.move(timedelta(days=3, hours=1))
        await place.tick()
        assert await states(place) == ["silent", "open"]
        assert len(await place.told(reserve)) == 1
        await place.say(first, await place.code(first))  # late is not too late: the link lives on
        assert "Câu 1/" in (await place.told(first))[-1]


async def test_after_a_refusal_one_confirmation_and_then_nothing(tmp_path: Path) -> None:
    async with town(tmp_path, {"A.01": 1}, ONE) as place:
        await place.begin()
        await place.say(PHONE, await place.code(PHONE))
        await place.say(PHONE, "dừng")
        told = await place.told(PHONE)
        assert "đã dừng" in told[-1]
        for text in ("xin chào", "5", "dừng"):
            await place.say(PHONE, text)
        for _ in range(8):
            await place.move(timedelta(days=1))
            await place.tick()
        assert await place.told(PHONE) == told
        assert await place.mails(MAIL) == []
        assert await states(place) == ["refused"]


async def test_a_refusal_on_the_page_stops_the_reminder_too(tmp_path: Path) -> None:
    async with town(tmp_path, {"A.01": 1}, ONE) as place:
        await place.begin()
        token = await place.token(PHONE)
        async with place.web.post(place.page(token, "/thoi"), data={"token": token}) as page:
            assert page.status == 200
            assert "sẽ không nhắn thêm" in await page.text()
        for _ in range(8):
            await place.move(timedelta(days=1))
            await place.tick()
        assert len(await place.told(PHONE)) == 1
        assert await place.mails(MAIL) == []
