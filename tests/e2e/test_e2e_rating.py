"""A rating over real HTTP: the template with stars, the event without a user, the first answer."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scheduler import sweep_all
from storage.tables import meta
from tests.support.town import Case, Town, town

ONE, TWO = "84900000001", "84900000002"
CASES = [
    Case("H01.01-261102-0017", "A.01", "0900000001"),
    Case("H01.01-261102-0018", "A.01", "0900000002", name="Lê Thị Sáu"),
]
MESSAGE, ANSWER = meta.tables["message"], meta.tables["answer"]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path, {"A.01": 2}, CASES, more="reach: [rating, email]\n") as built:
        await built.begin()
        yield built


async def rate(place: Town, phone: str, stars: int, note: str = "") -> None:
    """Press so many stars of the invitation."""
    bubble = (await place.invitation(phone))["id"]
    body = {"message_id": bubble, "stars": stars, "note": note}
    await place.sandbox.post(f"/_/people/{phone}/rate", body)
    await place.quiet()


async def answers(place: Town) -> list[tuple[str, str, str, str]]:
    """(question, value, way in, channel) of every answer, oldest first."""
    rows = sorted(await place.rows(ANSWER), key=lambda row: (row["at"], row["revision"]))
    return [(r["question"], r["value"], r["way_in"], r["channel"]) for r in rows]


async def sent(place: Town, phone: str) -> list[dict[str, Any]]:
    return [bubble for bubble in await place.chat(phone) if bubble["by"] == "oa"]


async def test_the_stars_are_the_first_answer_and_the_page_goes_on(place: Town) -> None:
    assert {row["way"] for row in await place.rows(MESSAGE)} == {"rating_phone"}
    await rate(place, ONE, 4, "nhanh gọn")
    assert await answers(place) == [
        ("tong_the", "4", "rating", "zalo"), ("tong_the/loi", "", "rating", "zalo"),
    ]  # fmt: skip
    assert len(await sent(place, ONE)) == 1, "nobody without a chat is written to"
    token = await place.token(ONE)
    async with place.web.get(place.page(token)) as page:
        text = await page.text()
    assert page.status == 200
    assert "niêm yết quy định công khai" in text
    paid = [row["price"] for row in await place.rows(MESSAGE) if row["state"] == "sent"]
    bill = await place.sandbox.get("/_/bill")
    assert sum(paid) == 600
    assert "600" in str(bill)


async def test_where_a_chat_is_known_the_next_question_follows_there(place: Town) -> None:
    await place.say(TWO, await place.code(TWO))
    assert "Câu 1/" in (await place.told(TWO))[-1]
    await rate(place, TWO, 5)
    assert "✓ Rất hài lòng. Câu 2/" in (await place.told(TWO))[-1]
    await place.tap(TWO, 3)
    assert ("niem_yet", "4", "tap", "zalo") in await answers(place)


async def test_doubled_and_changed_stars(place: Town) -> None:
    await place.sandbox.post("/_/knobs", {"duplicate": True})
    await rate(place, ONE, 2)
    assert [row[:2] for row in await answers(place)] == [("tong_the", "2")]
    await rate(place, ONE, 3)
    assert [row[:2] for row in await answers(place)] == [("tong_the", "2"), ("tong_the", "3")]


async def test_stars_after_a_refusal_are_none(place: Town) -> None:
    await place.say(ONE, f"DỪNG {await place.code(ONE)}")
    await rate(place, ONE, 1)
    assert await answers(place) == []
    assert "nhắn thêm" in (await place.told(ONE))[-1]


async def test_stars_that_the_webhook_missed_are_swept_once(place: Town) -> None:
    """Heard stars are not taken twice, whatever the sweep finds."""
    since = place.clock.now() - timedelta(hours=1)
    await rate(place, TWO, 3, "tạm được")
    await place.sandbox.post("/_/knobs", {"muted": "user_feedback"})
    await place.move(timedelta(minutes=1))
    await rate(place, ONE, 5)
    assert ("tong_the", "5", "rating", "zalo") not in await answers(place)
    before = len(await answers(place))
    assert await sweep_all(place.system, since) == 1
    assert len(await answers(place)) == before + 1
    assert ("tong_the", "5", "rating", "zalo") in await answers(place)
    assert await sweep_all(place.system, since) == 0
    assert len(await answers(place)) == before + 1
