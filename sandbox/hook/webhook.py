"""Delivers events to the product's webhook: signed, in order per person, again when it fails.

It decides nothing about events and reads none. Contract: facts §5.2 and §5.3.
"""

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush

from sandbox.clock import VirtualClock
from sandbox.hook.event import Event
from sandbox.hook.lines import Lines
from sandbox.hook.signing import Signer
from sandbox.hook.wire import Wire
from sandbox.journal import Journal
from sandbox.knobs import Dials
from sandbox.values import Json, text, whole
from sandbox.waiting import Tasks

LADDER_SECONDS = (30, 300, 900, 1800, 3600)  # virtual [OQ]; also after a non-200 [ASSUMED]


class Sender:
    """The queue of events. First tries keep each person's order; a retry may be overtaken."""

    def __init__(self, clock: VirtualClock, dials: Dials, journal: Journal, signer: Signer) -> None:
        self._clock = clock
        self._dials = dials
        self._journal = journal
        self._signer = signer
        self.events: list[Event] = []
        self._later: list[tuple[int, int]] = []  # (due, number), the next one first
        self._tasks = Tasks()
        self._lines = Lines(self._deliver, self._tasks)
        self._wire = Wire()

    def emit(self, event: Event, delay_ms: int = 0, copies: int = 1) -> None:
        """Take an event to deliver, so many times, now or later; returns at once."""
        self.events.append(event)
        knobs = self._dials.now
        if not (knobs.webhook and knobs.webhook_on):
            event.outcome = "unsubscribed" if knobs.webhook else "no webhook"
        elif event.name and event.name in knobs.muted.split(","):
            event.outcome = "muted"
        elif knobs.hold:
            event.outcome = "held"
        elif delay_ms:
            event.outcome, event.due = "late", self._clock.now_ms + delay_ms
        self._journal.put("event", event)
        for _ in range(copies * (2 if knobs.duplicate else 1)):
            if event.outcome == "pending":
                self._lines.put(event, event.user)
            elif event.outcome == "late":
                heappush(self._later, (event.due, event.n))
        if delay_ms:
            self._clock.bell.ring()  # a new moment to wait for

    def release(self, copies: int, order: Callable[[int], float] | None) -> int:
        """Deliver what is held, each event 1 to `copies` times; how many deliveries that makes.

        With `order` the deliveries are shuffled by it, each person's too: it draws the number of
        0 to below 1 that belongs to a whole number, and also how often each event comes.
        """
        held = [event for event in self.events if event.outcome == "held"]
        again = [
            event
            for event in held
            for _ in range(1 + int(order(event.n) * copies) if order else copies)
        ]
        if order:
            places = {place: order(-1 - place) for place in range(len(again))}
            again = [again[place] for place in sorted(places, key=places.__getitem__)]
        for event in held:
            event.outcome = "pending"
        for place, event in enumerate(again):
            self._lines.put(event, f"released {place}" if order else event.user)
        return len(again)

    async def start(self) -> None:
        """Begin to deliver, first what an earlier run left."""
        for event in self.events:
            if event.outcome == "pending":
                self._lines.put(event, event.user)
            elif event.outcome in ("retrying", "late"):
                heappush(self._later, (event.due, event.n))
        self._tasks.start(self._climb())
        self._lines.start()

    async def close(self) -> None:
        """Stop; what is undelivered stays in the journal."""
        self._lines.stop()
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
        if not self._later or self._later[0][0] > now_ms:
            return self._lines.open
        return self._lines.open + sum(due <= now_ms for due, _ in self._later)

    async def idle(self, seconds: float) -> bool:
        """Whether nothing is pending, waiting up to so many real seconds for it."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.pending and (left := until - loop.time()) > 0:
            await self._lines.quiet.wait(left)
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

    async def _deliver(self, event: Event) -> None:
        if not self._dials.now.webhook_on:
            self._settle(event, "unsubscribed")
            return
        raw = event.body.encode()
        event.status = await self._post(raw, self._headers(event, raw))
        event.tries += 1
        if event.status == "200":
            self._settle(event, "delivered")
        elif not self._dials.now.webhook_retry:
            self._settle(event, "lost")
        elif event.tries <= len(LADDER_SECONDS):
            event.due = self._clock.now_ms + LADDER_SECONDS[event.tries - 1] * 1000
            heappush(self._later, (event.due, event.n))
            self._settle(event, "retrying")
            self._clock.bell.ring()  # a new moment to wait for
        else:
            self._settle(event, "lost")
            self._dials.turn({"webhook_on": False})  # the app is unsubscribed [OQ]

    def _headers(self, event: Event, raw: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            **self._signer.headers(raw, event.stamp),
        }
        if event.server:
            headers["X-ZEvent-Server"] = event.server  # [3P]
        if event.tries:
            headers["num_retry"] = str(event.tries)  # [OQ: the name; ASSUMED: the value]
        return headers

    async def _post(self, raw: bytes, headers: dict[str, str]) -> str:
        try:
            knobs = self._dials.now
            seconds = knobs.webhook_ms / 1000
            return str(await self._wire.post(knobs.webhook, headers, raw, seconds))
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
            while self._later and self._later[0][0] <= now_ms:
                event = self.events[heappop(self._later)[1] - 1]
                self._lines.put(event, event.user)
            running = self._later and not self._clock.frozen
            await self._clock.bell.wait(
                max(self._later[0][0] - now_ms, 1) / 1000 if running else None
            )
