"""Chat and page in one survey, through the whole system: nothing asked twice, one opinion.

Chat to question 5; the link in a real browser on another device; an old button in the chat; the
end on the page. Then the chat is told kindly, reminded of nothing, and the answers are corrected.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from storage.tables import answer, conversation, invitation, ledger
from tests.support.town import Town, town_of_one

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PHONE = "84900000001"
SCREENS = 30  # more than the survey has


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town_of_one(tmp_path) as built:
        yield built


async def recorded(place: Town) -> dict[str, int]:
    """How often each question was answered, by the citizen."""
    rows = await place.rows(answer)
    return Counter(row["question"] for row in rows if row["way_in"] not in ("path", "computed"))


async def fill(page: "Page") -> list[str]:
    """Answer everything that the screen asks, and go on; the questions that it asked."""
    asked = await page.locator('input[name="asked"]').evaluate_all("all => all.map(e => e.value)")
    for group in await page.locator("fieldset").all():
        choices = group.locator("input[type=radio]")
        if not await group.locator("input[type=radio]:checked").count():
            await choices.nth(min(3, await choices.count() - 1)).check()
    for area in await page.locator("textarea").all():
        await area.fill("Xin cảm ơn.")
    before = await page.locator("#noi-dung").inner_text()
    await page.locator("form#phieu button[value=next]").click()
    await page.wait_for_function(
        "was => document.querySelector('#noi-dung').innerText !== was", arg=before
    )
    return [str(id_) for id_ in asked]


async def in_chat(place: Town) -> None:
    """Opens the chat with the code and answers four questions there."""
    await place.say(PHONE, await place.code(PHONE))
    for _ in range(4):
        assert await place.answer(PHONE)
    assert "Câu 5/" in (await place.told(PHONE))[-1]


async def test_chat_then_page_then_an_old_button_then_the_page_one_opinion(
    place: Town, browser: "Browser"
) -> None:
    await in_chat(place)
    known = await recorded(place)
    assert len(known) == 4
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(place.page(await place.token(PHONE)))
    assert "Đã trả lời 4/" in await page.locator("main").inner_text()
    first = await fill(page)
    after_page = await recorded(place)
    assert set(first) - set(known), "what stood open was asked"
    assert all(count == 1 for count in after_page.values()), "what only stood there is no answer"
    # the chat still shows question 5, which the page has answered: the same choice says nothing new
    await place.tap(PHONE, 3)
    told = (await place.told(PHONE))[-1]
    assert "Câu 5/" not in told, "it is not asked again"
    assert await recorded(place) == after_page
    for _ in range(SCREENS):
        if await page.locator(".done").count():
            break
        await page.reload()  # what the chat did meanwhile is here too
        await fill(page)
    assert "đã được ghi nhận" in await page.locator(".done").first.inner_text()
    whole = await recorded(place)
    assert all(count == 1 for count in whole.values()), whole
    assert len(await place.rows(conversation)) == 1
    (invited,) = await place.rows(invitation)
    assert (invited["state"], invited["ended_at"] is not None) == ("valid", True)
    assert {row["channel"] for row in await place.rows(answer)} == {"zalo", "web"}

    rows, said = await place.rows(answer), len(await place.told(PHONE))
    await place.tap(PHONE, 0)
    assert "Chúng tôi đã nhận ý kiến của Ông/Bà" in (await place.told(PHONE))[-1]
    assert await place.rows(answer) == rows
    for _ in range(4):  # the plan's reminder and patience pass
        await place.move(timedelta(days=3))
        await place.tick()
    assert len(await place.told(PHONE)) == said + 1, "nobody is reminded of what is done"
    await context.close()


async def test_page_then_chat_then_a_correction_on_the_page(
    place: Town, browser: "Browser"
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    link = place.page(await place.token(PHONE))
    await page.goto(link)
    asked = await fill(page) + await fill(page)
    await place.say(PHONE, await place.code(PHONE))
    opened = (await place.told(PHONE))[-1]
    assert f"Câu {len(asked) + 1}/" in opened, "the chat goes on where the page stood"
    for _ in range(SCREENS):
        if not await place.answer(PHONE):
            break
    thanks = (await place.told(PHONE))[-1]
    code = re.search(r"Mã biên nhận: (\w{4}-\w{4})", thanks)
    assert code
    assert all(count == 1 for count in (await recorded(place)).values())

    await page.reload()
    shown = await page.locator("main").inner_text()
    assert code[1] in shown
    assert "Ông/Bà có thể sửa câu trả lời đến" in shown
    before = await place.rows(invitation)
    await page.locator("section.part a", has_text="Sửa câu trả lời").first.click()
    await page.get_by_label("Rất hài lòng").first.check()
    await page.get_by_role("button", name="Ghi nhận câu đã sửa").click()
    await page.get_by_text("Đã ghi nhận câu trả lời mới.").wait_for()
    assert "vừa thay đổi" in await page.locator("main").inner_text()
    assert code[1] in await page.locator("main").inner_text(), "the receipt stays"
    rows = await place.rows(answer)
    newest = max((r for r in rows if r["question"] == "tong_the"), key=lambda r: r["revision"])
    assert (newest["revision"], newest["value"], newest["channel"]) == (2, "5", "web")
    assert await place.rows(invitation) == before, "nothing is counted twice"
    assert len(await place.rows(ledger)) == len(rows)
    await page.get_by_role("link", name="Kiểm tra biên nhận").click()
    await page.get_by_label("Mã biên nhận").fill(code[1])
    await page.get_by_role("button", name="Kiểm tra").click()
    assert "Đã nhận: ý kiến có mã biên nhận" in await page.locator("main").inner_text()
    await context.close()


async def test_fifty_identical_posts_of_a_page_are_one_answer(place: Town) -> None:
    token = await place.token(PHONE)
    form = {"token": token, "language": "vi", "revision": "0", "asked": "tong_the",
            "q.tong_the": "5", "act": "next"}  # fmt: skip

    async def post() -> int:
        async with place.web.post(place.page(token), data=form) as got:
            return got.status

    assert set(await asyncio.gather(*(post() for _ in range(50)))) == {200}
    assert await recorded(place) == {"tong_the": 1}
