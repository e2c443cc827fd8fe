"""Stars that the platform lists, read as its webhook would have brought them; bounded, and once."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.events import Rated
from bot.turns import Arrival, MessageName, Outcome, Turn
from channels.zalo.read import Ears
from channels.zalo.sweep import FARTHEST
from channels.zalo.sweep_ratings import PAGE, sweep_ratings
from post.ports import Failure, SendError

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
EARS = Ears({"OA1"}, lambda address: f"<{address}>")


def row(n: int, **more: Any) -> dict[str, Any]:
    at = NOW - timedelta(minutes=n)
    return {
        "rating_type": "csat", "option": "five_emotions", "note": "tốt", "rate": 4,
        "submitDate": str(round(at.timestamp() * 1000)), "msgId": f"z{n}",
        "feedbacks": ["Đúng hẹn"], "trackingId": f"ref{n}.i1r", **more,
    }  # fmt: skip


class Platform:
    """Lists of stars by template; `refusal` is raised instead."""

    def __init__(self, refusal: SendError | None = None, **given: list[Mapping[str, Any]]) -> None:
        self.given, self.refusal = given, refusal
        self.asked: list[tuple[str, datetime, int]] = []

    async def ratings(self, template: str, since: datetime, offset: int) -> list[Mapping[str, Any]]:
        self.asked.append((template, since, offset))
        if self.refusal:
            raise self.refusal
        return self.given[template][offset : offset + PAGE]


class Store:
    def __init__(self) -> None:
        self.taken: dict[str, Arrival] = {}

    async def take(self, arrival: Arrival) -> Outcome:
        known = arrival.event_key in self.taken
        self.taken.setdefault(arrival.event_key, arrival)
        return Outcome("duplicate" if known else "done")


async def sweep(platform: Platform, store: Store, since: datetime = NOW - timedelta(days=1)) -> int:
    templates = tuple(platform.given) or ("t1",)
    return await sweep_ratings("OA1", platform, templates, EARS, store.take, (since, NOW))


async def test_each_is_taken_once_as_the_webhook_names_it() -> None:
    store, platform = Store(), Platform(t1=[row(5)], t2=[row(7, trackingId=None, note="")])
    assert await sweep(platform, store) == 2
    assert await sweep(platform, store) == 0
    first, second = store.taken.values()
    assert isinstance(first, Turn)
    assert isinstance(second, Turn)
    at = NOW - timedelta(minutes=5)
    assert first.event_key == f"zalo/OA1/user_feedback/z5/{round(at.timestamp() * 1000)}/4"
    assert first.event == Rated(4, "Đúng hẹn. tốt", at)
    assert first.message == MessageName("OA1", "z5", "ref5.i1r")
    assert second.message == MessageName("OA1", "z7", None)


async def test_pages_are_read_to_their_end_and_not_farther_back_than_repeats_are_known() -> None:
    platform = Platform(t1=[row(n) for n in range(PAGE * 2 + 3)])
    assert await sweep(platform, Store(), NOW - timedelta(days=60)) == PAGE * 2 + 3
    assert [offset for _, _, offset in platform.asked] == [0, PAGE, PAGE * 2]
    assert {since for _, since, _ in platform.asked} == {NOW - FARTHEST}


@pytest.mark.parametrize(
    "more",
    [{"submitDate": None}, {"submitDate": []}, {"submitDate": "x"}, {"msgId": ""}, {"rate": 9}],
)
async def test_what_cannot_be_told_from_what_was_heard_is_left(more: dict[str, Any]) -> None:
    assert await sweep(Platform(t1=[row(1, **more)]), Store()) == 0


async def test_an_unknown_template_is_passed_over_and_any_other_refusal_is_raised() -> None:
    for unknown in (SendError(Failure.PAYLOAD, "-109"), SendError(Failure.CONFIG, "-120")):
        platform = Platform(unknown, t1=[], t2=[])
        assert await sweep(platform, Store()) == 0
        assert len(platform.asked) == 2
    with pytest.raises(SendError):
        await sweep(Platform(SendError(Failure.RETRY, "TimeoutError"), t1=[]), Store())
