"""What mail scanners do to links: open each many times by every harmless method, and in a browser.

Used at a small size by the tests and at full size by `make faults`.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from tests.support.town import Town

if TYPE_CHECKING:
    from playwright.async_api import Browser, Request

LOOKS = ("GET", "HEAD", "OPTIONS")
AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the scanners met."""

    requests: int
    seconds: float
    statuses: Counter[int]

    @property
    def per_15_minutes(self) -> int:
        """Requests that would be answered in a quarter of an hour."""
        return round(self.requests / self.seconds * 900)


async def links_of(place: Town) -> list[str]:
    """Every link of every mail that came, the header's one-click stop among them."""
    found: list[str] = []
    for mail in await place.sandbox.get("/_/mails"):
        found += mail["links"]
        found.append(str(mail["headers"].get("List-Unsubscribe", "")).strip("<>"))
    return [link for link in dict.fromkeys(found) if link.startswith("http")]


async def scan(place: Town, links: Sequence[str], times: int) -> Scanned:
    """Every link by GET, HEAD and OPTIONS, `times` each, many at once."""
    statuses: Counter[int] = Counter()
    work = iter([(method, link) for _ in range(times) for link in links for method in LOOKS])

    async def scanner(mine: Iterable[tuple[str, str]]) -> None:
        for method, link in mine:
            async with place.web.request(method, link) as answer:
                await answer.read()
                statuses[answer.status] += 1

    started = perf_counter()
    await asyncio.gather(*(scanner(work) for _ in range(AT_ONCE)))  # they share the iterator
    return Scanned(statuses.total(), perf_counter() - started, statuses)


async def browse(browser: "Browser", links: Sequence[str], tabs: int = 4) -> int:
    """Open every link in a real browser with JavaScript, and let its scripts run; how many."""
    work, opened = iter(links), 0
    referers: list[str] = []

    def asked(request: "Request") -> None:
        referers.append(request.headers.get("referer", ""))

    async def tab() -> None:
        nonlocal opened
        context = await browser.new_context()
        page = await context.new_page()
        page.on("request", asked)
        for link in work:
            answer = await page.goto(link, wait_until="networkidle")
            assert answer is not None
            assert answer.status == 200, link
            opened += 1
        await context.close()

    await asyncio.gather(*(tab() for _ in range(tabs)))
    assert set(referers) == {""}, "no address, which may hold a token, goes along"
    return opened
