"""Guessing links leads nowhere, and what lies in the database opens none (facts E1).

Here 1,000 guesses; 100,000 with their times in `make faults ONLY=links_guessed`.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from channels.web import throttle
from ground.seal import new_token
from server import public_app
from storage.tables import invitation
from tests.support.guessing import guess, opens_nothing
from tests.support.town import Case, Town, listening, town

MAIL = "mot@example.com"
GUESSES = 1_000


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", email=MAIL)]) as built:
        await built.begin()
        yield built


async def test_a_guess_learns_nothing_and_slows_nobody_else(place: Town) -> None:
    token, before = await place.token(email=MAIL), await place.everything()
    await place.shut()
    still = listening(public_app(place.system, seconds=lambda: 0.0), place.public)
    await place.door.enter_async_context(still)  # a throttle whose clock stands: nothing flows back
    found = await guess(place, token, GUESSES)
    assert found.hits == 0
    assert sorted(status for status, *_ in found.seen) == [404, 429], "one page each, to the byte"
    assert found.throttled == GUESSES - throttle.GUESSES.most
    async with place.web.get(place.page(new_token())) as told:
        assert told.status == 429
        assert told.headers["Retry-After"] == "60"
        assert "Xin chờ một phút" in await told.text()
    async with place.web.get(place.page(token)) as own:
        assert own.status == 200, "who has a link is not asked to wait for those who guess"
    assert await place.everything() == before


async def test_what_is_stored_opens_no_link(place: Town) -> None:
    token = await place.token(email=MAIL)
    assert len(token) >= 22, "128 bits in URL-safe base64"
    assert opens_nothing(await place.everything(), [token])
    (row,) = await place.rows(invitation)
    for stored in (row["token_hash"], row["stop_hash"], row["code_hash"], row["ref"]):
        for path in ("/k/", "/mail/thoi/", "/p/"):
            url = f"http://127.0.0.1:{place.public}{path}{stored}"
            async with place.web.get(url) as page:
                assert page.status in (403, 404), (path, stored)
                assert token not in await page.text()
            async with place.web.post(url, data={"token": stored}) as page:
                assert page.status in (403, 404)


async def test_a_ward_behind_one_address_is_never_made_to_wait(tmp_path: Path) -> None:
    """30 people at one address, each a whole survey and some clicks more: nobody is turned away."""
    cases = [Case(f"HS-{n}", "A.01", email=f"so{n}@example.com") for n in range(30)]
    async with town(tmp_path, {"A.01": 30}, cases) as place:
        await place.begin()
        tokens = [await place.token(email=f"so{n}@example.com") for n in range(30)]
        for round_ in range(20):
            for token in tokens:
                form = {"token": token, "asked": "tong_the", "q.tong_the": str(1 + round_ % 5)}
                async with place.web.post(place.page(token), data=form) as page:
                    assert page.status == 200
