"""The queue in front of the writer: what it does when the store is stuck, or a sender gives up."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

import storage.batches as module
from bot.service import Batch
from bot.turns import Arrival, Kept, Outcome
from ground.doors import StoreFailed
from storage.batches import TurnQueue

TURNS = 100
"""Of the loop, in which the queue has long taken what it can."""
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Stuck:
    """A store that takes nothing until it is let."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.taken: list[str] = []

    async def run(self, arrivals: Sequence[Arrival]) -> Batch:
        await self.open.wait()
        self.taken += [one.event_key for one in arrivals]
        return Batch({one.event_key: Outcome("done") for one in arrivals})


def kept(number: int) -> Kept:
    return Kept(f"k{number}", "zalo/x", NOW, b"")


async def given_up(queue: TurnQueue, number: int) -> None:
    putting = asyncio.get_running_loop().create_task(queue.put(kept(number)))
    for _ in range(TURNS):
        await asyncio.sleep(0)
    putting.cancel()  # as a timeout does
    with pytest.raises(asyncio.CancelledError):
        await putting


async def test_who_gives_up_is_taken_all_the_same() -> None:
    """The webhook answers 503 in time; what it handed over is kept, and its repeat is known."""
    store = Stuck()
    queue = TurnQueue(store.run, 1)
    queue.start()
    for number in range(3):
        await given_up(queue, number)
    store.open.set()
    assert (await queue.put(kept(9))).state == "done"
    assert sorted(store.taken) == ["k0", "k1", "k2", "k9"]
    await queue.stop()


async def test_when_too_many_wait_the_next_are_told_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", 5)
    store = Stuck()
    queue = TurnQueue(store.run, 1)
    queue.start()
    await given_up(queue, 0)  # in hand
    for number in range(1, 6):
        await given_up(queue, number)
    with pytest.raises(StoreFailed):
        await queue.put(kept(6))
    store.open.set()
    await queue.stop()
    assert len(store.taken) == 6
