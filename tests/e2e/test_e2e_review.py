"""A long form reviewed over real HTTP: several messages in chat, in order; sent on the page."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.tables import answer, invitation
from tests.support import town as towns
from tests.support.town import Case, Town, town

PHONE = "84900000001"
STEPS = 60  # more than the survey has


@pytest.fixture
async def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    stars = ', rating: "390003", rating_answers: tong_the'  # this survey asks something before
    plan = towns.PLAN.replace("hai-long-tthc", "sipas-2026").replace(stars, "")
    monkeypatch.setattr(towns, "PLAN", plan)
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", "0900000001")]) as built:
        await built.begin()
        yield built


async def reviewed(place: Town) -> list[str]:
    """Everything answered in chat; the messages of the review."""
    await place.say(PHONE, await place.code(PHONE))
    await place.tap(PHONE, 0)  # the result was received
    for _ in range(STEPS):
        before = len(await place.told(PHONE))
        if not await place.answer(PHONE):
            break
        last = (await place.told(PHONE))[before:]
        if "Mời Ông/Bà xem lại trước khi gửi" in last[0]:
            return last
    raise AssertionError("no review came")


async def test_begun_in_chat_changed_and_sent_on_the_page(place: Town) -> None:
    texts = await reviewed(place)
    assert len(texts) > 1
    numbers = [int(n) for n in re.findall(r"^(\d+)\. ", "\n".join(texts), re.M)]
    assert numbers == list(range(1, numbers[-1] + 1)), "in order, none missing"
    token = await place.token(PHONE)
    link = place.page(token)
    async with place.web.get(link) as got:
        page = await got.text()
    assert "<h2>Xem lại trước khi gửi</h2>" in page
    rows = await place.rows(answer)
    async with place.web.get(f"{link}?phan=m_chung") as got:
        section = await got.text()
    assert 'name="q.tong_the" value="4" checked' in section
    assert await place.rows(answer) == rows, "a look changes nothing"
    old = re.findall(r'name="revision" value="(\d+)"', page)[0]
    form = [("asked", "tong_the"), ("q.tong_the", "5"), ("revision", old), ("act", "next"),
            ("token", token), ("had", "tong_the=4")]  # fmt: skip
    async with place.web.post(link, data=form) as got:
        changed = await got.text()
    assert "Rất hài lòng</span></dd>" in changed
    # the chat's button stands under the review before the change
    await place.tap(PHONE, 0)
    assert "đã thay đổi nên chưa gửi" in " ".join(await place.told(PHONE))
    assert (await place.rows(invitation))[0]["state"] == "started"
    sent = re.findall(r'name="revision" value="(\d+)"', changed)[0]
    for _ in range(2):
        async with place.web.post(
            link, data=[("revision", sent), ("act", "send"), ("token", token)]
        ) as got:
            assert 'class="done"' in await got.text()
    assert (await place.rows(invitation))[0]["state"] == "valid"
    await place.tap(PHONE, 0)
    assert "đã nhận ý kiến" in (await place.told(PHONE))[-1]
