"""The whole way in a real browser, on a real `langnghe try`: by chat, by link, by mail."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from clock import SystemClock
from ground.when import local
from tests.support.program import interrupt, running
from tests.support.town import Case, until, write_cases, write_plan

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from playwright.async_api import Browser, BrowserContext, Page

PHONE_CHAT, PHONE_PAGE, MAIL = "84937204518", "84937204519", "muoi@example.com"
STEPS = 30  # more than any survey has
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll('button, .button, label.choice, header a, footer a')]
  .filter(e => e.getBoundingClientRect().height < 47.5)
  .map(e => e.textContent.trim())
"""


@dataclass(frozen=True, slots=True)
class Trial:
    """A running trial and its addresses."""

    process: "Process"
    port: int

    def at(self, place: int) -> str:
        return f"http://127.0.0.1:{self.port + place}"

    @property
    def desk(self) -> str:
        return f"{self.at(1)}/plans/thu-nghiem"

    @property
    def sandbox(self) -> str:
        return self.at(2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A trial's folder with three hand-written cases, one a unit."""
    write_plan(tmp_path / "config", {"A.01": 1, "A.02": 1, "A.03": 1})
    today = local(SystemClock().now())
    days = {
        "received": f"{today - timedelta(days=20):%d/%m/%Y} 08:00",
        "returned": f"{today - timedelta(days=10):%d/%m/%Y} 10:00",
    }
    cases = [
        Case("HS-1", "A.01", PHONE_CHAT, name="Lê Thị Một", **days),
        Case("HS-2", "A.02", PHONE_PAGE, name="Trần Văn Hai", filed="Trực tiếp", **days),
        Case("HS-3", "A.03", email=MAIL, name="Phạm Thị Ba", **days),
    ]
    write_cases(tmp_path / "data" / "cases" / "thu" / "inbox" / "ho-so.csv", cases)
    (tmp_path / "data" / "sample-written").touch()  # these cases, no generated ones
    return tmp_path


@asynccontextmanager
async def trial(folder: Path, port: int) -> AsyncIterator[Trial]:
    arguments = ("--example", str(folder / "config"), "--data", str(folder / "data"))
    async with running("try", *arguments, "--port", str(port), ready="5.") as process:
        yield Trial(process, port)


async def shot(page: "Page", folder: Path, name: str) -> None:
    """A picture of the page as a phone and as a screen show it; nothing may stick out."""
    for width in (390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        assert await page.evaluate(SIDEWAYS) <= 0, f"{name} scrolls sideways at {width} px"
        if await page.locator("#noi-dung").count():  # a page of the product, not of the sandbox
            assert await page.evaluate(SMALL) == [], f"{name} has targets under 48 px"
    await page.set_viewport_size({"width": 390, "height": 844})


async def newest(page: "Page", before: str) -> str:
    """The account's newest message, once it is another than `before`."""

    async def other() -> str:
        await page.evaluate("refresh(true)")  # not to wait for the page's own second
        said = await page.locator("article.oa").last.inner_text()
        return said if said != before else ""

    return str(await until(other))


async def by_chat(page: "Page", site: Trial, pictures: Path) -> None:
    """Opens the account's chat from the template, types the code, presses buttons to the end."""
    await page.goto(f"{site.sandbox}/phone/{PHONE_CHAT}")
    said = await page.locator("article.template").inner_text()
    found = re.search(r"Mã góp ý: (\w{8})", said)
    assert found
    await page.get_by_role("button", name="Trò chuyện qua Zalo").click()
    write, send = page.locator("#say"), page.get_by_role("button", name="Gửi")
    await write.fill(found[1])
    await send.click()
    await page.locator("article.oa", has_text="Câu 1/").wait_for()  # behind who the account is
    for step in range(STEPS):
        said = await newest(page, said)
        if "đã được ghi nhận" in said:
            break
        if step == 2:
            assert "✓ Hài lòng." in said
            await shot(page, pictures, "chat")
        buttons = page.locator("article.oa").last.get_by_role("button")
        count = await buttons.count()
        if count:
            await buttons.nth(min(3, count - 1)).click()
        else:
            await write.fill("Mọi thứ đều tốt")
            await send.click()
    await shot(page, pictures, "chat-end")
    assert "đã được ghi nhận" in said


async def by_link(page: "Page", pictures: Path, name: str) -> None:
    """Answers the page that is open, to the end, with one question first left blank."""
    await shot(page, pictures, f"{name}-first")
    assert "Đã trả lời 0/" in await page.locator("main").inner_text()
    for step in range(STEPS):
        if await page.locator(".done").count():
            break
        groups = page.locator("fieldset")
        for place in range(1 if step == 1 else 0, await groups.count()):
            choices = groups.nth(place).locator("input[type=radio]")
            await choices.nth(min(3, await choices.count() - 1)).check()
        if step == 1:
            await page.get_by_role("button", name="Tiếp tục").click()
            assert "Còn câu chưa trả lời" in await page.locator("[role=alert]").inner_text()
            assert await page.locator("fieldset.blank").count() == 1
            await shot(page, pictures, f"{name}-missing")
            await page.get_by_label("Không biết / không áp dụng").first.check()
        for area in await page.locator("textarea").all():
            await area.fill("Xin cảm ơn.")
        before = await page.locator("main").inner_text()
        await page.locator("main button[value=next]").click()
        await until(partial(_another, page, before))  # a script may fetch the next screen
    assert "đã được ghi nhận" in await page.locator(".done").inner_text()
    await shot(page, pictures, f"{name}-thanks")


async def _another(page: "Page", before: str) -> bool:
    return await page.locator("main").inner_text() != before


async def by_template(context: "BrowserContext", site: Trial, pictures: Path) -> None:
    page = await context.new_page()
    await page.goto(f"{site.sandbox}/phone/{PHONE_PAGE}")
    async with context.expect_page() as opening:
        await page.get_by_role("link", name="Trả lời trên trang").click()
    opened = await opening.value
    await by_link(opened, pictures, "page")
    await opened.reload()  # a used link is a kind page too
    assert "đã được ghi nhận" in await opened.locator(".done").inner_text()


async def by_mail(page: "Page", site: Trial, pictures: Path) -> None:
    await page.goto(f"{site.sandbox}/mailbox?to={MAIL}")
    await shot(page, pictures, "mailbox")
    await page.get_by_role("link", name="UBND phường Long Xuyên").click()
    await shot(page, pictures, "mail")
    await page.frame_locator("iframe").get_by_role("link", name="Mở trang trả lời").click()
    await by_link(page, pictures, "mailed")


async def results(page: "Page", site: Trial, pictures: Path) -> list[tuple[str, str, str]]:
    """(unit, quota, valid) of each row of the first table of the results page."""
    await page.goto(site.desk)
    await shot(page, pictures, "results")
    rows = await page.locator("table").first.locator("tbody tr").all()
    cells = [[await cell.inner_text() for cell in await row.locator("td").all()] for row in rows]
    return [(row[0], row[1], row[7]) for row in cells]


ALL_ANSWERED = [
    ("Sở Tư pháp", "1", "1"),
    ("Sở Xây dựng", "1", "1"),
    ("UBND phường Long Xuyên", "1", "1"),
]


async def test_three_citizens_three_ways_and_the_results(
    browser: "Browser", folder: Path, free_port: int
) -> None:
    """Chat; the template's page without JavaScript; a mail. Then Ctrl-C, and again."""
    pictures = folder / "pictures"
    pictures.mkdir()
    async with trial(folder, free_port) as site:
        page = await browser.new_page(locale="vi-VN")
        await by_chat(page, site, pictures)
        bare = await browser.new_context(java_script_enabled=False)
        await by_template(bare, site, pictures)
        (kept,) = await bare.cookies()
        assert kept["name"].startswith("__Host-k-")
        assert kept["secure"]
        assert kept["httpOnly"]
        assert bare.pages[-1].url.partition("?")[0] == f"{site.at(0)}/p/{kept['name'][9:]}"
        await by_mail(page, site, pictures)
        assert await results(page, site, pictures) == ALL_ANSWERED
        await others(page, site, pictures)
        before = await seen(site)
        assert await interrupt(site.process) == 0
    async with trial(folder, free_port) as site:
        assert await results(page, site, pictures) == ALL_ANSWERED
        assert await seen(site) == before, "nobody is invited again"
        assert await interrupt(site.process) == 0


async def others(page: "Page", site: Trial, pictures: Path) -> None:
    """The pages on nobody's way: looked at, and found kind."""
    await page.goto(f"{site.at(0)}/k/{'x' * 32}")
    assert "Liên kết này không dùng được" in await page.locator("h1").inner_text()
    await shot(page, pictures, "unknown")
    await page.goto(site.sandbox)
    await shot(page, pictures, "sandbox")


async def seen(site: Trial) -> tuple[list[object], list[object]]:
    """Every message and mail that ever reached a citizen."""
    async with aiohttp.ClientSession(site.sandbox) as session:
        async with session.get("/_/messages") as answer:
            messages = await answer.json()
        async with session.get("/_/mails") as answer:
            mails = await answer.json()
    return [m["id"] for m in messages], [m["id"] for m in mails]
