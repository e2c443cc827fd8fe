"""WCAG 2.2 AA by axe-core in a real Chromium: every state of the page, by day and by night.

Beside it what axe cannot see: nothing sticks out at 320 px (which is 1280 px at 400 %), also with
large letters; targets are large enough; the page is ordered by headings and named parts.
"""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe

from flows.language.compile import compile_text
from flows.model import Flow
from tests.channels.test_web_listen import FOUND, HEARD, keep
from tests.support.pagehost import BY_QUESTION, BY_SECTION, Host, hosted, to_the_end, walk

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one Chromium for all of them
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_DAY = {"runOnly": RULES, "resultTypes": ["violations"]}
BY_NIGHT = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    **{"resultTypes": ["violations"]},
}
"""The rules that look at colours; all others see the very page that they saw by day."""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll('button:not(.unseen), .choice, .tile, select, textarea, ' +
    '.told a, header a, footer a, .part a, .lone, ' +
    'input:not([type=hidden], [type=radio], [type=checkbox])')]
  .filter(e => e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 47.5 || e.getBoundingClientRect().width < 47.5)
  .map(e => e.outerHTML)
"""
HEADINGS = "() => [...document.querySelectorAll('h1, h2, h3')].map(e => +e.tagName[1])"


@pytest_asyncio.fixture(loop_scope="module")
async def tab(chromium_once: "Browser") -> AsyncIterator["Page"]:
    page = await chromium_once.new_page(viewport={"width": 390, "height": 844})
    yield page
    await page.close()


async def violations(tab: "Page", options: dict[str, Any]) -> list[str]:
    found = await Axe().run(tab, options=options)
    return [
        f"{each['id']}: {node['html'][:160]}"
        for each in found.response["violations"]
        for node in each["nodes"]
    ]


async def judged(tab: "Page") -> list[str]:
    """What is wrong with the page that stands open."""
    await tab.emulate_media(color_scheme="light")
    wrong = await violations(tab, BY_DAY)
    await tab.emulate_media(color_scheme="dark")
    wrong += [f"dark {each}" for each in await violations(tab, BY_NIGHT)]
    await tab.set_viewport_size({"width": 320, "height": 700})
    if await tab.evaluate(SIDEWAYS) > 0:
        wrong.append("scrolls sideways at 320 px")
    await tab.evaluate("document.documentElement.classList.add('to')")
    if await tab.evaluate(SIDEWAYS) > 0:
        wrong.append("scrolls sideways at 320 px with large letters")
    await tab.evaluate("document.documentElement.classList.remove('to')")
    wrong += [f"small: {each}" for each in await tab.evaluate(SMALL)]
    await tab.set_viewport_size({"width": 390, "height": 844})
    levels = await tab.evaluate(HEADINGS)
    if levels[0] != 1 or any(b > a + 1 for a, b in pairwise(levels)):
        wrong.append(f"headings {levels}")
    return wrong


@pytest.mark.parametrize(
    ("flow", "language"),
    [(BY_QUESTION, "vi"), (BY_SECTION, "en")],
    ids=["question-vi", "section-en"],
)
async def test_every_state_of_the_page(
    tmp_path: Path, tab: "Page", flow: Flow, language: str
) -> None:
    wrong, seen = {}, 0
    async with hosted(tmp_path, flow) as host:
        async for state in walk(tab, host, language):
            seen += 1
            if state.startswith("chon-") and state[5:].isdecimal():
                continue  # the same screen, filled in
            if found := await judged(tab):
                wrong[state] = found
    assert wrong == {}
    assert seen >= 25


async def test_a_shipped_survey_in_khmer_to_its_end(tmp_path: Path, tab: "Page") -> None:
    async with hosted(tmp_path, "hai-long-tthc") as host:
        await tab.goto(host.link(await host.invite(), "?lang=km"))
        assert await tab.locator("html[lang=km]").count() == 1
        assert await judged(tab) == []
        await to_the_end(tab, await answers(host))
        assert await tab.locator(".done").count() == 1
        assert await tab.evaluate("document.activeElement.className") == "done", "before any note"
        assert await judged(tab) == []


async def test_a_question_with_its_recording(tmp_path: Path, tab: "Page") -> None:
    keep(tmp_path, FOUND)
    async with hosted(tmp_path, compile_text(HEARD, "du-loai")) as host:
        await tab.goto(host.link(await host.invite()))
        assert await tab.locator("audio").count() == 2
        assert await tab.locator("audio").first.is_visible()
        assert await judged(tab) == []


async def answers(host: Host) -> dict[str, str]:
    """The first choice of each question."""
    asked = (question for question in host.stage.flow.questions if question.asked)
    return {f"q.{q.id}": q.choices[0].value if q.choices else "Tốt" for q in asked}
