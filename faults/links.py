"""The links of 500 mails: opened by every scanner there is, guessed at, and their stops forged.

`links_scanned` is facts/reliability.md D5, `links_guessed` E1, `one_click_forged` D3: real mails
over SMTP, real HTTP, a real browser. What is left is compared table by table.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeAlias

from faults.backends import Place, backends, folder
from faults.rows import Row
from ground.seal import new_token
from tests.support.chromium import NoChromium, launched
from tests.support.guessing import guess, opens_nothing
from tests.support.scanning import browse, links_of, scan
from tests.support.town import Case, Town, town

MAILS, TIMES, GUESSES, FORGED = 500, 20, 100_000, 10_000
MINUTES = 120
"""In which all mails leave at the pace that receivers get."""
NEEDED_PER_15_MINUTES = 10_000
MOST_DIFFERENCE = 0.05
"""Of the mean times of two kinds of guesses."""

Ran: TypeAlias = tuple[bool, dict[str, float | str]]
_Run: TypeAlias = Callable[[Place, float], Coroutine[None, None, Ran]]


def links_scanned(scale: float) -> Iterator[Row]:
    """A row for each engine."""
    yield from _rows("links_scanned", _scanned, scale, on_postgres=0.2)


def links_guessed(scale: float) -> Iterator[Row]:
    """A row for each engine."""
    yield from _rows("links_guessed", _guessed, scale)


def one_click_forged(scale: float) -> Iterator[Row]:
    """A row for each engine."""
    yield from _rows("one_click_forged", _forged, scale)


def _rows(check: str, run: _Run, scale: float, on_postgres: float = 1.0) -> Iterator[Row]:
    with backends() as engines:
        for backend, place in engines.items():
            share = scale * (on_postgres if backend == "postgresql" else 1)
            ok, figures = asyncio.run(run(place, share))
            yield Row(check, backend, ok, figures)


async def _scanned(place: Place, scale: float) -> Ran:
    count = max(2, round(MAILS * scale))
    async with _invited(place, count) as here:
        mails = len(await here.sandbox.get("/_/mails"))
        links, before = await links_of(here), await here.everything()
        found = await scan(here, links, TIMES)
        try:
            async with launched() as browser:
                by_browser: int | str = await browse(browser, links)
        except NoChromium as missing:
            by_browser = str(missing)
        changed = await here.everything() != before
        again = await scan(here, links, 1)
    figures: dict[str, float | str] = {
        "mails": mails, "links": len(links), "requests": found.requests,
        "by_browser": by_browser, "rows_changed": "yes" if changed else 0,
        "links_used_up": again.statuses.total() - again.statuses[200] - again.statuses[405],
        "answered_per_15_min": found.per_15_minutes,
    }  # fmt: skip
    fast = found.per_15_minutes >= NEEDED_PER_15_MINUTES
    held = set(found.statuses) == set(again.statuses) == {200, 405}
    whole = mails == count and by_browser == len(links)
    return held and fast and whole and not changed, figures


async def _guessed(place: Place, scale: float) -> Ran:
    async with _invited(place, 2) as here:
        tokens = [await here.token(email=_mail(number)) for number in range(2)]
        before = await here.everything()
        found = await guess(here, tokens[0], max(1_000, round(GUESSES * scale)))
        changed = await here.everything() != before
        sealed = opens_nothing(before, tokens)
    figures: dict[str, float | str] = {
        "guesses": sum(found.seen.values()), "hits": found.hits, "throttled": found.throttled,
        "different_pages": len(found.seen), "mean_times_differ_percent":
        round(100 * found.difference, 2), "tokens_in_the_dump": 0 if sealed else "some",
    }  # fmt: skip
    told = sorted(status for status, *_ in found.seen) == [404, 429]
    quiet = found.hits == 0 and found.difference < MOST_DIFFERENCE
    return told and quiet and sealed and not changed, figures


async def _forged(place: Place, scale: float) -> Ran:
    count = max(100, round(FORGED * scale))
    async with _invited(place, 2) as here:
        before = await here.everything()
        stopped = 0
        for _ in range(count):
            link = f"http://127.0.0.1:{here.public}/mail/thoi/{new_token()}"
            async with here.web.post(link, data={"List-Unsubscribe": "One-Click"}) as answer:
                stopped += answer.status < 400
        changed = await here.everything() != before
    figures: dict[str, float | str] = {"forged": count, "stopped": stopped}
    return stopped == 0 and not changed, figures


def _mail(number: int) -> str:
    return f"so{number}@xa{number % 40}.example.com"  # each domain has a pace of its own


@asynccontextmanager
async def _invited(place: Place, count: int) -> AsyncIterator[Town]:
    """A town in which so many people were invited by mail."""
    cases = [Case(f"HS-{number}", "A.01", email=_mail(number)) for number in range(count)]
    with folder() as made, place(made) as url:
        async with town(made, {"A.01": count}, cases, db=url) as here:
            await here.begin()
            for _ in range(MINUTES):
                if len(await here.sandbox.get("/_/mails")) >= count:
                    break
                await here.move(timedelta(minutes=1))
                await here.quiet()
            yield here
