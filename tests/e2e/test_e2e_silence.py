"""Who began and stopped is reminded by the plan's own reminders, in chat and from the page."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.town import Case, Town, town

PHONE = "84900000001"


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 1}, [Case("HS-1", "A.01", "0900000001")]) as built:
        await built.begin()
        yield built


async def days(place: Town, count: int) -> list[str]:
    """So many days pass, each with a tick in the plan's hours; what came meanwhile."""
    before = len(await place.told(PHONE))
    for _ in range(count):
        await place.move(timedelta(days=1))
        await place.tick()
    return (await place.told(PHONE))[before:]


async def test_begun_in_chat(place: Town) -> None:
    await place.say(PHONE, await place.code(PHONE))
    await place.answer(PHONE)
    came = await days(place, 12)
    assert len(came) == 2, came
    assert "còn dở" in came[0]
    assert "Câu 2/" in came[0]
    assert "không nhắc thêm nữa" in came[1]
    await place.say(PHONE, "hài lòng")
    assert "Câu 3/" in (await place.told(PHONE))[-1], "it still goes on"


async def test_begun_on_the_page(place: Town) -> None:
    token = await place.token(phone=PHONE)
    url = f"http://127.0.0.1:{place.public}/k/{token}"
    form = {"asked": "tong_the", "q.tong_the": "4", "token": token}
    async with place.web.post(url, data=form) as answer:
        assert answer.status == 200
    came = await days(place, 12)
    assert len(came) == 1, came
    assert "nhắc" in came[0].casefold()


async def test_whoever_says_later_is_asked_then(place: Town) -> None:
    await place.say(PHONE, await place.code(PHONE))
    await place.say(PHONE, "mai tôi trả lời")
    assert "ngày mai" in (await place.told(PHONE))[-1]
    came = await days(place, 1)
    assert len(came) == 1
    assert "như đã hẹn" in came[0]
