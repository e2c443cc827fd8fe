"""An outage: the platform's repeats bring what 100 minutes held, a sweep what 10 hours did."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import tables as t
from tests.support.town import Case, Town, town

PHONES = [f"849000000{n:02d}" for n in range(1, 9)]
CASES = [
    Case(f"H01.01-261102-{n:04d}", "A.01", f"09000000{n:02d}", name=f"Người thứ {n}")
    for n in range(1, 9)
]
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Town]:
    """Eight citizens who have begun; nobody has answered yet."""
    async with town(tmp_path, {"A.01": 8}, CASES) as built:
        await built.begin()
        for phone in PHONES:
            await built.say(phone, await built.code(phone))
        await built.tick()
        yield built


async def said_while_shut(place: Town, over: timedelta) -> None:
    """Each citizen answers once, one after the other, evenly over the time; nobody hears it."""
    await place.shut()
    before = len(await place.rows(t.answer))
    for phone in PHONES:
        await place.sandbox.post(f"/_/people/{phone}/tap", {"message_id": "last", "button": 3})
        await place.sandbox.post("/_/idle", {"wait": 5})
        await place.move(over / len(PHONES))
    assert len(await place.rows(t.answer)) == before, "the door is shut"


async def answered(place: Town) -> Counter[int]:
    """How many answers each conversation has."""
    rows = await place.rows(t.answer)
    assert {row["value"] for row in rows} <= {"4"}
    return Counter(row["conversation_id"] for row in rows)


async def fates(place: Town) -> Counter[str]:
    """What became of the citizens' messages at the platform."""
    events = await place.sandbox.get("/_/events")
    return Counter(e["outcome"] for e in events if e["name"] == "user_send_text")


async def test_in_100_minutes_nothing_is_lost(place: Town) -> None:
    await said_while_shut(place, 100 * MINUTE)
    await place.open()
    for _ in range(25):  # the ladder's last step comes an hour after the one before
        await place.move(5 * MINUTE)
        await place.quiet()
    assert (await fates(place))["delivered"] == 2 * len(PHONES)
    assert list((await answered(place)).values()) == [1] * len(PHONES)


async def test_of_10_hours_the_sweep_recovers_all_once_each(place: Town) -> None:
    await said_while_shut(place, timedelta(hours=10))
    assert (await fates(place))["lost"] > 0, "the platform has given up"
    knobs = await place.sandbox.get("/_/knobs")
    assert knobs["webhook_on"] is False, "and switched the webhook off"
    await place.open()
    await place.tick()
    assert list((await answered(place)).values()) == [1] * len(PHONES)
    assert len(await place.told(PHONES[0])) >= 3, "they are answered"

    await place.sandbox.post("/_/knobs", {"webhook_on": True})
    before = await place.everything("lane")
    async with place.web.post(
        f"http://127.0.0.1:{place.desk}/inbox/sweep", data={"hours": "24"}
    ) as answer:
        assert answer.status == 200
        assert "thêm 0 tin" in await answer.text()
    after = await place.everything("lane")
    assert after["answer"] == before["answer"]
    assert after["message"] == before["message"], "nothing is said twice"


async def test_a_sweep_and_late_repeats_together_count_each_once(place: Town) -> None:
    """A short outage: the sweep is faster than the platform's repeats, which then come too."""
    await said_while_shut(place, 40 * MINUTE)
    await place.open()
    await place.tick()
    assert list((await answered(place)).values()) == [1] * len(PHONES)
    for _ in range(25):
        await place.move(5 * MINUTE)
        await place.quiet()
    assert (await fates(place))["delivered"] == 2 * len(PHONES)
    assert list((await answered(place)).values()) == [1] * len(PHONES)


async def test_a_sweep_that_fails_is_made_again_and_loses_nothing(place: Town) -> None:
    await said_while_shut(place, timedelta(hours=10))
    await place.open()
    healthy = {"path": "/v2.0/oa/conversation", "kind": "slow", "seconds": 0, "times": 3}
    await place.sandbox.post("/_/faults", healthy)
    await place.sandbox.post("/_/faults", {**healthy, "kind": "http500"})
    await place.tick()
    assert 0 < len(await answered(place)) < len(PHONES), "it broke half-way"
    for _ in range(5):
        await place.move(6 * MINUTE)
        await place.open_again()  # also a restart forgets no gap
        await place.tick()
    assert list((await answered(place)).values()) == [1] * len(PHONES)
