"""Threads that run plain functions in turn, for coroutines that wait.

What `run_in_executor` does, at half the processor time a call: that makes two futures, a condition
and a chain of callbacks for each. A function that was begun is run to its end, also where nobody
waits for it any more; one whose coroutine gave up before is left out.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Job: TypeAlias = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[[], Any]]


class Workers:
    """So many threads over one queue."""

    def __init__(self, count: int, name: str) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._stopped = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}_{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, call: Callable[[], T]) -> T:
        """What the function returns or raises. Raises RuntimeError after `stop`."""
        if self._stopped:
            raise RuntimeError("the threads have ended")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, future, call))
        return await future

    def stop(self) -> None:
        """Finish what is queued, then end."""
        self._stopped = True
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            _do(*job)
            del job  # what it holds is not kept until the next one comes


def _do(
    loop: asyncio.AbstractEventLoop, future: "asyncio.Future[Any]", call: Callable[[], Any]
) -> None:
    if future.cancelled():
        return
    result, error = None, None
    try:
        result = call()
    except BaseException as raised:  # noqa: BLE001  handed to who waits
        error = raised
    with contextlib.suppress(RuntimeError):  # the loop is closed, and nobody waits any more
        loop.call_soon_threadsafe(_settle, future, result, error)


def _settle(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
