"""How mails look in a browser: nothing sticks out, every link can be hit, axe finds nothing."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.async_playwright import Axe

from tests.channels.test_email_lint import LATER, RENDERERS, orders

if TYPE_CHECKING:
    from playwright.async_api import Browser

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """
() => [...document.querySelectorAll('a')].map(a => [a.textContent, a.getBoundingClientRect()])
  .filter(([_, box]) => box.height < 48 || box.width < 48).map(([words]) => words)
"""
AXE = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}}


def html_of(raw: bytes) -> str:
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    part = mail.get_body(("html",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


@cache
def pages() -> list[str]:
    """The longest of every kind of mail: the first question as rows, as numbers, left out."""
    longest: dict[tuple[object, ...], bytes] = {}
    for order in orders(400):
        opening = order.body.get("opening")
        kind = (order.body["kind"], opening and opening["row"], order.body.get("begun"))
        mail = RENDERERS[order.renderer].mail(order.body, order.wanted.message_id, LATER)
        longest[kind] = max(longest.get(kind, b""), mail.raw, key=len)
    return [html_of(raw) for raw in longest.values()]


@pytest.mark.parametrize("width", [320, 390, 1280])
async def test_nothing_sticks_out_and_every_link_can_be_hit(browser: "Browser", width: int) -> None:
    tab = await browser.new_page(viewport={"width": width, "height": 844})
    shown = pages()
    assert len(shown) >= 9
    for html in shown:
        await tab.set_content(html)
        assert await tab.evaluate(SIDEWAYS) <= 0
        assert await tab.evaluate(SMALL) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_by_day_and_in_the_dark(browser: "Browser", scheme: str) -> None:
    tab = await browser.new_page(color_scheme="dark" if scheme == "dark" else "light")
    for html in pages():
        await tab.set_content(html)
        found = await Axe().run(tab, options=AXE)
        assert found.violations_count == 0, found.generate_report()
