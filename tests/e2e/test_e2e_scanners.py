"""Scanners: every link of the mails, opened over and over and by a real browser, does nothing.

Here three mails; 500 in `make faults ONLY=links_scanned` (facts D5).
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.chromium import NoChromium, launched
from tests.support.scanning import browse, links_of, scan
from tests.support.town import Case, Town, town

TIMES = 20


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    cases = [Case(f"HS-{n}", "A.01", email=f"so{n}@example.com") for n in range(3)]
    async with town(tmp_path, {"A.01": 3}, cases) as built:
        await built.begin()
        yield built


async def test_opening_every_link_of_every_mail_changes_no_row(place: Town) -> None:
    links, before = await links_of(place), await place.everything()
    assert len({link.partition("?")[0] for link in links}) >= 6, "page and one-click of each"
    assert len(links) >= 3 * 6, "and the answers that are shown in the mail"
    found = await scan(place, links, TIMES)
    assert set(found.statuses) == {200, 405}
    assert found.statuses[405] == len(links) * TIMES, "OPTIONS alone"
    assert found.per_15_minutes > 10_000
    try:
        async with launched() as browser:
            assert await browse(browser, links) == len(links)
    except NoChromium as missing:
        pytest.skip(str(missing))
    assert await place.everything() == before
    for link in links:  # none is used up
        async with place.web.get(link) as page:
            assert page.status == 200
