"""Delivers events to the product's webhook: signed, in order per person, again when it fails.

It decides nothing about events and reads none. Contract: facts §5.2 and §5.3.
"""

import asyncio
import hashlib
from collections import deque
from dataclasses import dataclass
from heapq import heappop, heappush

from sandbox.clock import VirtualClock
from sandbox.hook.wire import Wire
from sandbox.journal import Journal
from sandbox.knobs import Dials
from sandbox.values import Json, text, whole
from sandbox.waiting import Bell, Tasks

TIMEOUT_SECONDS = 2.0  # real seconds [OQ]
LADDER_SECONDS = (30, 300, 900, 1800, 3600)  # virtual [OQ]; also after a non-200 [ASSUMED]
_IN_FLIGHT = 32


def mac(app_id: str, raw: bytes, timestamp: str, oa_secret: str) -> str:
    """Lowercase hex SHA-256(appId + raw body + timestamp + OA secret); no HMAC [OQ, OSDK]."""
    return hashlib.sha256(
        app_id.encode() + raw + timestamp.encode() + oa_secret.encode()
    ).hexdigest()


@dataclass(slots=True)
class Event:
    """One webhook event. `time` is epoch ms, `due` the moment of the next retry."""

    n: int
    time: int
    name: str
    user: str
    body: str
    stamp: str  # the body's timestamp, which is signed
    server: str = ""  # X-ZEvent-Server
    tries: int = 0
    status: str = ""  # of the last try: an HTTP status, "timeout" or "refused"
    outcome: str = "pending"  # delivered | retrying | lost | unsubscribed | no webhook
    due: int = 0


class Sender:
    """The queue of events. First tries keep each person's order; a retry may be overtaken."""

    def __init__(
        self, clock: VirtualClock, dials: Dials, journal: Journal, secrets: tuple[str, str]
    ) -> None:
        self._clock = clock
        self._dials = dials
        self._journal = journal
        self._app_id, self._oa_secret = secrets
        self.events: list[Event] = []
        self._queues: dict[str, deque[Event]] = {}
        self._ready: deque[str] = deque()
        self._retries: list[tuple[int, int]] = []
        self._active = 0
        self._open = 0
        self._tasks = Tasks()
        self._wire = Wire()
        self._started = False
        self._quiet = Bell()

    def emit(self, event: Event) -> None:
        """Take an event to deliver; returns at once."""
        self.events.append(event)
        knobs = self._dials.now
        if not (knobs.webhook and knobs.webhook_on):
            event.outcome = "unsubscribed" if knobs.webhook else "no webhook"
        self._journal.put("event", event)
        if event.outcome == "pending":
            self._enqueue(event)
            if knobs.duplicate:
                self._enqueue(event)
            self._pump()

    async def start(self) -> None:
        """Begin to deliver, first what an earlier run left."""
        self._started = True
        for event in self.events:
            if event.outcome == "pending":
                self._enqueue(event)
            elif event.outcome == "retrying":
                heappush(self._retries, (event.due, event.n))
        self._tasks.start(self._climb())
        self._pump()

    async def close(self) -> None:
        """Stop; what is undelivered stays in the journal."""
        self._started = False
        await self._tasks.close()
        self._wire.close()

    @property
    def now_ms(self) -> int:
        """The virtual moment."""
        return self._clock.now_ms

    @property
    def pending(self) -> int:
        """Events in flight, queued, or due for a retry now."""
        now_ms = self._clock.now_ms
        if not self._retries or self._retries[0][0] > now_ms:
            return self._open
        return self._open + sum(due <= now_ms for due, _ in self._retries)

    async def idle(self, seconds: float) -> bool:
        """Whether nothing is pending, waiting up to so many real seconds for it."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.pending and (left := until - loop.time()) > 0:
            await self._quiet.wait(left)
        return not self.pending

    async def probe(self) -> str:
        """The console's "Test": an unsigned `{}` [REAL]; gives the HTTP status or what failed."""
        return await self._post(b"{}", {"Content-Type": "application/json"})

    def restore_event(self, row: Json) -> None:
        """From the journal."""
        self.events.append(Event(**row))  # type: ignore[arg-type]

    def restore_outcome(self, row: Json) -> None:
        """From the journal."""
        event = self.events[whole(row, "n", 0) - 1]
        event.outcome, event.status = text(row, "outcome"), text(row, "status")
        event.tries, event.due = whole(row, "tries", 0), whole(row, "due", 0)

    def _enqueue(self, event: Event) -> None:
        self._open += 1
        queue = self._queues.get(event.user)
        if queue is None:
            self._queues[event.user] = deque((event,))
            self._ready.append(event.user)
        else:
            queue.append(event)

    def _pump(self) -> None:
        while self._started and self._ready and self._active < _IN_FLIGHT:
            self._active += 1
            self._tasks.start(self._drain(self._ready.popleft()))

    async def _drain(self, user: str) -> None:
        queue = self._queues[user]
        while queue:
            await self._deliver(queue[0])
            queue.popleft()
            self._open -= 1
        del self._queues[user]
        self._active -= 1
        self._pump()
        if not self._open:
            self._quiet.ring()

    async def _deliver(self, event: Event) -> None:
        if not self._dials.now.webhook_on:
            self._settle(event, "unsubscribed")
            return
        raw = event.body.encode()
        event.status = await self._post(raw, self._headers(event, raw))
        event.tries += 1
        if event.status == "200":
            self._settle(event, "delivered")
        elif event.tries <= len(LADDER_SECONDS):
            event.due = self._clock.now_ms + LADDER_SECONDS[event.tries - 1] * 1000
            heappush(self._retries, (event.due, event.n))
            self._settle(event, "retrying")
            self._clock.bell.ring()  # a new moment to wait for
        else:
            self._settle(event, "lost")
            self._dials.turn({"webhook_on": False})  # the app is unsubscribed [OQ]

    def _headers(self, event: Event, raw: bytes) -> dict[str, str]:
        knobs = self._dials.now
        hexed = mac(self._app_id, raw, event.stamp, self._oa_secret)
        headers = {
            "Content-Type": "application/json",
            "X-ZEvent-Signature": hexed if knobs.bare_mac else f"mac={hexed}",
        }
        if knobs.timestamp_header:
            headers["X-ZEvent-Timestamp"] = event.stamp
        if event.server:
            headers["X-ZEvent-Server"] = event.server  # [3P]
        if event.tries:
            headers["num_retry"] = str(event.tries)  # [OQ: the name; ASSUMED: the value]
        return headers

    async def _post(self, raw: bytes, headers: dict[str, str]) -> str:
        try:
            url = self._dials.now.webhook
            return str(await self._wire.post(url, headers, raw, TIMEOUT_SECONDS))
        except TimeoutError:
            return "timeout"
        except (OSError, ValueError):
            return "refused"

    def _settle(self, event: Event, outcome: str) -> None:
        event.outcome = outcome
        self._journal.put(
            "outcome",
            {
                "n": event.n,
                "outcome": outcome,
                "status": event.status,
                "tries": event.tries,
                "due": event.due,
            },
        )

    async def _climb(self) -> None:
        """Send retries when their virtual moment comes."""
        while True:
            now_ms = self._clock.now_ms
            while self._retries and self._retries[0][0] <= now_ms:
                self._enqueue(self.events[heappop(self._retries)[1] - 1])
            self._pump()
            running = self._retries and not self._clock.frozen
            await self._clock.bell.wait(
                max(self._retries[0][0] - now_ms, 1) / 1000 if running else None
            )
