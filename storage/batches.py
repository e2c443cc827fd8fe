"""Turns travel together: those that arrive while a commit runs share the next one.

It knows nothing of what a turn means; two arrivals of one sender are never in flight at once.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.service import Batch
from bot.turns import Arrival, Outcome, Turn
from ground.doors import StoreFailed, TransactionFailed

LIMIT = 64
"""Arrivals in one batch."""
LISTENS = 4
"""Turns of the loop in which what came over the wire is read before the next batch is taken."""
MOST_WAITING = 20_000
"""Arrivals that wait: more than a second's work. Beyond it the sender is told to come again."""

log = structlog.get_logger(__name__)

RunBatch = Callable[[Sequence[Arrival]], Awaitable[Batch]]


def _who(arrival: Arrival) -> str:
    return arrival.who if isinstance(arrival, Turn) else arrival.event_key


def _fail(future: asyncio.Future[Outcome], error: StoreFailed) -> None:
    if not future.done():
        future.set_exception(error)


class TurnQueue:
    """A queue in front of the writer; each arrival is answered after its commit."""

    def __init__(self, run: RunBatch, workers: int) -> None:
        self._run = run
        self._workers = workers
        self._waiting: deque[tuple[Arrival, asyncio.Future[Outcome]]] = deque()
        self._in_flight: set[str] = set()
        self._changed = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start the workers; call within a running loop."""
        # Held here and ended by `stop`; a worker reports every failure to who waits for it.
        self._tasks = [asyncio.ensure_future(self._work()) for _ in range(self._workers)]  # noqa: TID251

    async def stop(self) -> None:
        """Finish what is queued, then end."""
        while self._waiting or self._in_flight:
            self._changed.set()
            await asyncio.sleep(0.005)
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def put(self, arrival: Arrival) -> Outcome:
        """Take the arrival; returns when it is committed. Raises StoreFailed."""
        if len(self._waiting) >= MOST_WAITING:
            raise StoreFailed("too many wait")
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, future))
        self._changed.set()
        return await future

    async def _work(self) -> None:
        one_by_one = False
        while True:
            if not one_by_one or len(self._waiting) > 1:
                await self._gathered()
            taken = self._take()
            if not taken:
                self._changed.clear()
                await self._changed.wait()
                continue
            one_by_one = len(taken) == 1
            try:
                await self._settle(taken)
            finally:
                self._in_flight.difference_update(_who(arrival) for arrival, _ in taken)
                if self._waiting:
                    self._changed.set()

    async def _gathered(self) -> None:
        """Let the loop hear what arrived while a commit ran.

        A small batch costs nearly as much as a full one, and the thread that writes keeps the loop
        from reading. It waits for nobody: once nothing more comes, the batch is taken; where
        arrivals come one by one, it is not even asked.
        """
        heard = -1
        while heard < len(self._waiting) < LIMIT:
            heard = len(self._waiting)
            for _ in range(LISTENS):
                await asyncio.sleep(0)

    def _take(self) -> list[tuple[Arrival, asyncio.Future[Outcome]]]:
        """The oldest arrivals whose senders are not in flight."""
        taken: list[tuple[Arrival, asyncio.Future[Outcome]]] = []
        left: deque[tuple[Arrival, asyncio.Future[Outcome]]] = deque()
        while self._waiting and len(taken) < LIMIT:
            item = self._waiting.popleft()
            who = _who(item[0])
            if who in self._in_flight:
                left.append(item)
            else:
                self._in_flight.add(who)
                taken.append(item)
        self._waiting.extendleft(reversed(left))
        return taken

    async def _settle(self, taken: list[tuple[Arrival, asyncio.Future[Outcome]]]) -> None:
        try:
            batch = await self._run([arrival for arrival, _ in taken])
        except TransactionFailed as error:
            await self._in_halves(taken, error)
            return
        except Exception as error:
            log.exception("storage.batch_broken")
            for _, future in taken:
                _fail(future, StoreFailed(type(error).__name__))
            return
        later = {id(arrival) for arrival in batch.later}
        again = [item for item in taken if id(item[0]) in later]
        self._waiting.extendleft(reversed(again))
        for arrival, future in taken:
            if id(arrival) not in later and not future.done():
                future.set_result(batch.outcomes[arrival.event_key])

    async def _in_halves(
        self, taken: list[tuple[Arrival, asyncio.Future[Outcome]]], error: TransactionFailed
    ) -> None:
        """Only a database error re-runs a batch; the inbox key makes a second run harmless."""
        if len(taken) == 1:
            _fail(taken[0][1], StoreFailed(str(error)))
            return
        middle = len(taken) // 2
        await self._settle(taken[:middle])
        await self._settle(taken[middle:])
