"""The whole way in a real browser, on a real `langnghe try`: by chat, by link, by mail."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import pytest

from clock import SystemClock
from ground.when import local
from tests.support.program import interrupt, running
from tests.support.town import Case, free_port, until, write_cases, write_plan

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
        assert await page.evaluate(SMALL) == [], f"{name} has targets under 48 px"
    await page.set_viewport_size({"width": 390, "height": 844})


async def by_chat(page: "Page", site: Trial, pictures: Path) -> None:
    """Opens the account's chat from the template, types the code, presses buttons to the end."""
    await page.goto(f"{site.sandbox}/phone/{PHONE_CHAT}")
    template = page.locator("article.template")
    found = re.search(r"Mã góp ý: (\w{8})", await template.inner_text())
    assert found
    await template.get_by_role("button", name="Trò chuyện qua Zalo").click()
    await page.locator("#say").fill(found[1])
    await page.get_by_role("button", name="Gửi").click()
    last = page.locator("article.oa").last
    for step in range(1, STEPS):
        await page.locator(f"article.oa:nth-of-type({step})").wait_for(state="attached")
        heard = await until(lambda: _next(last, step))
        if "đã được ghi nhận" in heard:
            break
        if step == 2:
            await shot(page, pictures, "chat")
        buttons = last.get_by_role("button")
        if await buttons.count():
            await buttons.nth(min(3, await buttons.count() - 1)).click()
        else:
            await page.locator("#say").fill("Mọi thứ đều tốt")
            await page.get_by_role("button", name="Gửi").click()
    else:
        raise AssertionError("the talk did not end")
    await shot(page, pictures, "chat-end")


async def _next(last: "object", step: int) -> str:
    raise NotImplementedError
