"""Two citizens in one window of the sandbox, each answering the whole survey in chat.

One page runs its scripts, the other none: both are the same forms.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clock import SystemClock
from ground.when import local
from tests.e2e.test_e2e_browser import SIDEWAYS, STEPS, Trial, trial
from tests.support.town import Case, until, write_cases, write_plan

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator, Page

LEFT, RIGHT = "84937204521", "84937204522"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A trial's folder with three hand-written cases; the third by mail."""
    write_plan(tmp_path / "config", {"A.01": 1, "A.02": 1, "A.03": 1})
    today = local(SystemClock().now())
    days = {
        "received": f"{today - timedelta(days=20):%d/%m/%Y} 08:00",
        "returned": f"{today - timedelta(days=10):%d/%m/%Y} 10:00",
    }
    cases = [
        Case("HS-1", "A.01", LEFT, **days),
        Case("HS-2", "A.02", RIGHT, **days),
        Case("HS-3", "A.03", email="ba@example.com", **days),
    ]
    write_cases(tmp_path / "data" / "cases" / "thu" / "inbox" / "ho-so.csv", cases)
    (tmp_path / "data" / "sample-written").touch()  # these cases, no generated ones
    return tmp_path


async def last_words(page: "Page", panel: "Locator", scripts: bool, before: str) -> str:
    """The account's newest message on a phone, once it is another than `before`."""

    async def other() -> str:
        if not scripts:
            await press(page, panel.get_by_role("link", name="Xem tin mới"), scripts)
        said = await panel.locator("article.oa").last.inner_text()
        return said if said != before else ""

    return str(await until(other))


async def press(page: "Page", button: "Locator", scripts: bool) -> None:
    """Without scripts a form leads to a new page, which is waited for."""
    if scripts:
        await button.click()
        return
    async with page.expect_navigation():
        await button.click()


async def answer(page: "Page", place: int, scripts: bool) -> str:
    """Types the code and answers to the end on the phone at `place`; the account's last words."""
    panel = page.locator("section.phone").nth(place)
    said = await panel.locator("article.template").inner_text()
    code = re.search(r"Mã góp ý: (\w{8})", said)
    assert code
    write, send = panel.get_by_role("textbox"), panel.get_by_role("button", name="Gửi")
    await write.fill(code[1])
    await press(page, send, scripts)
    for _ in range(STEPS):
        said = await last_words(page, panel, scripts, said)
        if "đã được ghi nhận" in said:
            return said
        buttons = panel.locator("article.oa").last.get_by_role("button")
        if count := await buttons.count():
            await press(page, buttons.nth(min(3, count - 1)), scripts)
        else:
            await write.fill("Mọi thứ đều tốt")
            await press(page, send, scripts)
    return said


async def test_two_citizens_answer_side_by_side(
    browser: "Browser", folder: Path, free_port: int
) -> None:
    async with trial(folder, free_port) as site:
        beside = f"{site.sandbox}/phones?p={LEFT}&p={RIGHT}"
        page = await browser.new_page(locale="vi-VN", viewport={"width": 1280, "height": 844})
        await page.goto(beside)
        right = page.locator("section.phone").nth(1).get_by_role("textbox")
        await right.fill("để sau")
        assert "đã được ghi nhận" in await answer(page, 0, scripts=True)
        assert await right.input_value() == "để sau"
        await _pictures(page, folder)
        bare = await browser.new_context(java_script_enabled=False, locale="vi-VN")
        other = await bare.new_page()
        await other.goto(beside)
        assert "đã được ghi nhận" in await answer(other, 1, scripts=False)
        assert await _answered(page, site) == ["1", "1", "0"]


async def _pictures(page: "Page", folder: Path) -> None:
    for width in (390, 1280):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.screenshot(path=folder / f"phones-{width}.png")
        assert await page.evaluate(SIDEWAYS) <= 0


async def _answered(page: "Page", site: Trial) -> list[str]:
    """The counts of valid answers of the units that were asked, from the results page."""
    await page.goto(site.desk)
    rows = await page.locator("table").first.locator("tbody tr").all()
    cells = [[await cell.inner_text() for cell in await row.locator("td").all()] for row in rows]
    return sorted((row[7] for row in cells if row[1] == "1"), reverse=True)
