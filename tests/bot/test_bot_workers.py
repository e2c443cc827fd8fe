"""The threads behind SQLite: what a function does is told to who waits for it, and to no other."""

import asyncio
import threading

import pytest

from storage.workers import Workers


async def test_each_waits_for_its_own_and_who_gave_up_is_left_out() -> None:
    workers, begun, gate, done = Workers(1, "w"), threading.Event(), threading.Event(), []

    def held() -> str:
        begun.set()
        gate.wait(10)
        return "held"

    def broken() -> None:
        raise KeyError("a")

    async with asyncio.TaskGroup() as tasks:
        first = tasks.create_task(workers.run(held))
        await asyncio.to_thread(begun.wait, 10)
        given_up = tasks.create_task(workers.run(lambda: done.append("given up")))
        last = tasks.create_task(workers.run(lambda: done.append("last")))
        await asyncio.sleep(0)  # both stand in the queue
        given_up.cancel()
        gate.set()
    assert (first.result(), last.result(), done) == ("held", None, ["last"])
    with pytest.raises(KeyError):
        await workers.run(broken)
    assert await workers.run(lambda: 1) == 1, "the thread lives on"
    workers.stop()
    with pytest.raises(RuntimeError):
        await workers.run(broken)
