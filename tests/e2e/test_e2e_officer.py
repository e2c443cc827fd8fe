"""A person, please: from the chat to the desk and back, over real HTTP and SMTP."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.support.town import Case, Town, town

AN, BINH = "84900000001", "84900000002"
MORE = "officers: {mail: can-bo@tinh.example, supervisor: giam-sat@tinh.example}\n"
CASES = [
    Case("HS-1", "A.01", "0900000001"),
    Case("HS-2", "A.01", "0900000002", name="Trần Thị Tám"),
]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 2}, CASES, more=MORE) as built:
        await built.begin()
        for phone in (AN, BINH):
            await built.say(phone, await built.code(phone))
        yield built


async def page(place: Town, path: str) -> str:
    async with place.web.get(f"http://127.0.0.1:{place.desk}{path}") as answer:
        assert answer.status == 200
        return await answer.text()


async def done(place: Town, html: str) -> None:
    """Press the first “Đã xong” of a page."""
    action = re.search(r'action="(/threads/[^"]+/done)"', html)
    opened = re.search(r'name="opened" value="(\d+)"', html)
    assert action
    assert opened
    url = f"http://127.0.0.1:{place.desk}{action[1]}"
    async with place.web.post(url, data={"opened": opened[1]}) as answer:
        assert answer.status == 200
    await place.tick()


async def test_an_officer_reads_and_hands_back(place: Town) -> None:
    await place.say(AN, "cho tôi gặp cán bộ")
    await place.say(AN, "hồ sơ của tôi <b>đâu</b> rồi")
    told = await place.told(AN)
    assert "chuyển lời" in told[-1], "quiet after the first word"
    html = await page(place, "/threads")
    assert "HS-1" in html
    assert "&lt;b&gt;đâu&lt;/b&gt;" in html
    await place.move(timedelta(seconds=5))
    await place.tick()
    (mail,) = await place.mails("can-bo@tinh.example")
    assert "xin gặp" in mail["text"]
    assert not [said for said in ("HS-1", "đâu", "Nguyễn Văn Bảy") if said in mail["text"]]
    await done(place, html)
    assert "Không có gì đang chờ" in await page(place, "/threads")
    assert "Cán bộ phụ trách đã xem" in (await place.told(AN))[-1]
    assert await place.answer(AN)


async def test_an_accusation_is_the_supervisors_alone(place: Town) -> None:
    await place.say(BINH, "anh ở quầy đòi bồi dưỡng 200 ngàn")
    assert "chỉ được chuyển đến người giám sát" in (await place.told(BINH))[-1]
    assert "Không có gì đang chờ" in await page(place, "/threads")
    html = await page(place, "/supervisor")
    assert "200 ngàn" in html
    await place.move(timedelta(seconds=5))
    await place.tick()
    assert len(await place.mails("giam-sat@tinh.example")) == 1
    assert await place.mails("tu-phap@an-giang.example") == [], "never the accused body"
    await done(place, html)
    assert "Không có gì đang chờ" in await page(place, "/supervisor")


async def test_a_browser_presses_the_desks_own_buttons(place: Town, browser: Browser) -> None:
    """A browser's form from a page without a referrer has the origin “null”."""
    await place.say(AN, "cho tôi gặp cán bộ")
    shown = await browser.new_page()
    try:
        await shown.goto(f"http://127.0.0.1:{place.desk}/threads")
        await shown.fill("textarea", "Chào Ông/Bà, tôi nghe đây ạ.")
        await shown.click("button:text-is('Trả lời')")
        await shown.wait_for_url("**/threads?told=*")
        await place.tick()
        assert "tôi nghe đây" in (await place.told(AN))[-1]
        await shown.click("button:text-is('Đã xong')")
        await shown.wait_for_selector("text=Không có gì đang chờ")
    finally:
        await shown.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_foreign_page_cannot_press_the_button(place: Town, headers: dict[str, str]) -> None:
    await place.say(AN, "cho tôi gặp cán bộ")
    url = f"http://127.0.0.1:{place.desk}/threads/1/person/done"
    async with place.web.post(url, data={"opened": "1"}, headers=headers) as answer:
        assert answer.status == 403
    assert "HS-1" in await page(place, "/threads")
