"""Real Chromium at the page's addresses: the key leaves the address bar, tabs never mix."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from channels.web.passes import Passes
from storage.tables import answer
from tests.support.chromium import NoChromium, launched
from tests.support.town import Case, Town, town, until

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PHONES = ["84900000001", "84900000002"]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case(f"HS-{n}", "A.01", f"090000000{n}", name=f"Trần Văn {n}") for n in (1, 2)]
    async with town(tmp_path, {"A.01": 2}, cases) as built:
        await built.begin()
        yield built


@pytest.fixture
async def browser() -> AsyncIterator["Browser"]:
    try:
        async with launched() as running:
            yield running
    except NoChromium as missing:
        pytest.skip(str(missing))


async def answered(page: "Page", value: str) -> None:
    """The screen's first question, answered and sent."""
    before = await page.locator("main").inner_text()
    await page.locator(f"input[type=radio][value='{value}']").first.check()
    await page.locator("#noi-dung button[value=next]").click()

    async def another() -> bool:
        return await page.locator("main").inner_text() != before

    await until(another)


@pytest.mark.parametrize("script", [False, True], ids=["no script", "script"])
async def test_two_tabs_of_two_invitations_never_mix(
    place: Town, browser: "Browser", script: bool
) -> None:
    tokens = [await place.token(phone) for phone in PHONES]
    refs = [Passes(place.system.keyring).ref(token) for token in tokens]
    context = await browser.new_context(java_script_enabled=script)
    pages = [await context.new_page() for _ in tokens]
    for page, token in zip(pages, tokens, strict=True):
        await page.goto(place.page(token))
    for page, value in zip(pages, ("1", "5"), strict=True):
        await answered(page, value)
    for page, token, ref in zip(pages, tokens, refs, strict=True):
        assert f'name="token" value="{token}"' in await page.content()
        await answered(page, "2")
        assert page.url.partition("?")[0] == f"http://127.0.0.1:{place.public}/p/{ref}"
        assert token not in page.url
    first = {row["conversation_id"]: row["value"] for row in reversed(await place.rows(answer))}
    ids = sorted(first)
    rows = await place.rows(answer)
    told = {id_: {row["value"] for row in rows if row["conversation_id"] == id_} for id_ in ids}
    assert sorted(map(sorted, told.values())) == [["1", "2"], ["2", "5"]]
    await context.close()


async def test_without_its_cookie_the_page_goes_on_by_its_link(
    place: Town, browser: "Browser"
) -> None:
    token = await place.token(PHONES[0])
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(place.page(token))
    for value in ("3", "4", "2"):
        await context.clear_cookies()
        await answered(page, value)
        assert page.url.startswith(place.page(token))
    assert len(await place.rows(answer)) >= 3
    await page.goto(f"http://127.0.0.1:{place.public}/p/{Passes(place.system.keyring).ref(token)}")
    assert "đã được ghi" not in await page.locator("main").inner_text()
    await context.close()


async def test_a_form_that_is_not_taken_loses_nothing_that_was_ticked(
    place: Town, browser: "Browser"
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    token = await place.token(PHONES[0])
    await page.goto(place.page(token))
    await page.evaluate("document.querySelector('input[name=token]').value = 'x'.repeat(22)")
    await answered(page, "2")
    assert "chưa được ghi" in await page.locator("h1").inner_text()
    assert await place.rows(answer) == []
    await page.goto(place.page(token))
    assert await page.locator("input[type=radio][value='2']").first.is_checked()
    await context.close()
