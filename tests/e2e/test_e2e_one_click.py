"""The mail's one-click stop, as a mailbox provider presses it (RFC 8058; facts D3)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.events import Ended
from bot.turns import Turn
from flows.model import Ending
from ground.seal import new_token
from storage.tables import conversation, invitation, message, refusal
from tests.support.town import Case, Town, town

MAIL = "mot@example.com"
FORGED = 300
"""Here; 10,000 in `make faults ONLY=one_click_forged`."""
BODIES = (
    (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
    (b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
     "multipart/form-data; boundary=b"),
    (b"", ""), (b"\xff\x00", "application/octet-stream"), (b"x" * 300_000, "text/plain"),
)  # fmt: skip


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", email=MAIL)]) as built:
        await built.begin()
        yield built


async def address(place: Town) -> str:
    """What stands in the mail's List-Unsubscribe."""
    return str((await place.mails(MAIL))[0]["headers"]["List-Unsubscribe"]).strip("<>")


async def test_it_needs_nothing_but_its_address_and_is_the_same_every_time(place: Town) -> None:
    link, shown = await address(place), set()
    for body, kind in BODIES:
        foreign = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
        headers = foreign | ({"Content-Type": kind} if kind else {})
        async with place.web.post(
            link, data=body, headers=headers, allow_redirects=False
        ) as answer:
            assert answer.status == 200, kind
            assert "Set-Cookie" not in answer.headers
            shown.add(await answer.text())
    assert len(shown) == 1
    assert [row["state"] for row in await place.rows(invitation)] == ["refused"]
    assert len(await place.rows(refusal)) >= 1


async def test_its_secret_shows_no_survey_and_looking_changes_nothing(place: Town) -> None:
    link, token = await address(place), await place.token(email=MAIL)
    secret, before = link.rpartition("/")[2], await place.everything()
    assert secret != token
    async with place.web.get(place.page(secret)) as page:
        assert page.status == 404
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        async with place.web.request(method, link) as page:
            assert page.status in (200, 405)
            shown = await page.text()
    assert token not in shown
    assert "/k/" not in shown
    assert f'<form method="post" action="{link.partition(str(place.public))[2]}?' in shown
    assert await place.everything() == before


async def test_what_is_queued_already_does_not_leave(place: Town) -> None:
    await place.move(timedelta(days=3, hours=1))
    for job in place.jobs:
        await job.run()
    queued = [row for row in await place.rows(message) if row["state"] == "queued"]
    assert [row["purpose"] for row in queued] == ["remind"]
    mails = await place.mails(MAIL)
    async with place.web.post(await address(place)) as answer:
        assert answer.status == 200
    await place.quiet()  # at once, not within 60 s
    assert await place.mails(MAIL) == mails
    states = {row["purpose"]: (row["state"], row["error"]) for row in await place.rows(message)}
    assert states["remind"] == ("dead", "refused")


@pytest.mark.parametrize("ending", [Ending.EXPIRED, Ending.QUOTA_FULL])
async def test_it_is_obeyed_after_the_end_as_well(place: Town, ending: Ending) -> None:
    (talk,) = await place.rows(conversation)
    closing = Turn("clock/end", "clock", Ended(ending), place.clock.now(), conversation=talk["id"])
    await place.system.store.turn(closing)
    assert await place.rows(refusal) == []
    async with place.web.post(await address(place)) as answer:
        assert answer.status == 200
    assert len(await place.rows(refusal)) >= 1


async def test_an_older_mail_stops_by_the_links_own_secret(place: Town) -> None:
    token = await place.token(email=MAIL)
    async with place.web.post((await address(place)).rpartition("/")[0] + f"/{token}") as answer:
        assert answer.status == 200
    assert [row["state"] for row in await place.rows(invitation)] == ["refused"]


async def test_forged_secrets_stop_nothing(place: Town) -> None:
    base, before = (await address(place)).rpartition("/")[0], await place.everything()
    statuses = set()
    for _ in range(FORGED + 10):
        async with place.web.post(f"{base}/{new_token()}") as answer:
            statuses.add(answer.status)
    assert statuses <= {404, 429}
    assert await place.everything() == before
