"""Deliveries under way: those of one line one after the other, many lines at once.

It knows no webhook: what a delivery is, it is told.
"""

from collections import deque
from collections.abc import Callable, Coroutine
from typing import TypeAlias

from sandbox.hook.event import Event
from sandbox.waiting import Bell, Tasks

IN_FLIGHT = 32

Deliver: TypeAlias = Callable[[Event], Coroutine[None, None, None]]


class Lines:
    """Lines of events. Nothing runs before `start`."""

    def __init__(self, deliver: Deliver, tasks: Tasks) -> None:
        self._deliver = deliver
        self._tasks = tasks
        self._lines: dict[str, deque[Event]] = {}
        self._ready: deque[str] = deque()
        self._active = 0
        self._started = False
        self.open = 0  # in flight or waiting
        self.quiet = Bell()  # rings when nothing is open

    def start(self) -> None:
        """Begin with what was put so far."""
        self._started = True
        self._pump()

    def stop(self) -> None:
        """Begin nothing more."""
        self._started = False

    def put(self, event: Event, line: str) -> None:
        """At the end of a line."""
        self.open += 1
        waiting = self._lines.get(line)
        if waiting is None:
            self._lines[line] = deque((event,))
            self._ready.append(line)
            self._pump()
        else:
            waiting.append(event)

    def _pump(self) -> None:
        while self._started and self._ready and self._active < IN_FLIGHT:
            self._active += 1
            self._tasks.start(self._drain(self._ready.popleft()))

    async def _drain(self, line: str) -> None:
        waiting = self._lines[line]
        while waiting:
            await self._deliver(waiting[0])
            waiting.popleft()
            self.open -= 1
        del self._lines[line]
        self._active -= 1
        self._pump()
        if not self.open:
            self.quiet.ring()
