"""10,000 events of the webhook, each delivered one to five times, shuffled, 32 at once.

What they leave must equal one delivery in order, row for row: conversations, answers, ledger,
outbox, threads, receipts (tests/support/shuffled.py says what is promised of one person's order).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from faults.backends import Place, backends, folder
from faults.rows import Row
from tests.support.shuffled import Compared, compare
from tests.support.stage import Stage, stage

PEOPLE = 500
"""Each does about 20 things."""
SEED = 20261123


def webhook_duplicates(scale: float) -> Iterator[Row]:
    """A row for each engine."""
    people = max(3, round(PEOPLE * scale))
    with backends() as engines:
        for backend, place in engines.items():
            found = asyncio.run(_run(place, people))
            figures = {
                "events": found.events,
                "deliveries": found.deliveries,
                "rows_compared": sum(found.rows.values()),
                "rows_differing": sum(found.differing.values()),
                "slowest_ack_ms": round(found.slowest_ms),
                "deliveries_per_s": round(found.deliveries / found.seconds),
            }
            yield Row("webhook_duplicates", backend, not found.differing, figures)


async def _run(place: Place, people: int) -> Compared:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Stage]:
        with ExitStack() as stack:
            made = stack.enter_context(folder())
            url = stack.enter_context(place(made))
            where: Path | str = made if url.startswith("sqlite") else url
            async with stage(where) as ready:
                yield ready

    return await compare(opened, opened, people, SEED)
