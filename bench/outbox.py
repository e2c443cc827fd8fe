"""Messages through the outbox (claim, intent, outcome) with a platform that answers at once.

Beside it the floor: the same three writes of the same rows, in as many commits, and nothing else:
no pace, no order of recipients, no hours, no sealing, no breaker.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy import Connection, bindparam, select, update

from bench.postgres import NoPostgres, databases
from bench.rows import Row
from bench.stopwatch import Lap, Stopwatch, rate
from bench.turn import BrokenRun
from bench.world import keyring
from bot.service import Turns
from bot.shelf import Shelf
from clock import SettableClock
from post.lanes import Lane
from post.ports import Claimed, Handed, NewMessage
from post.rules_file import load_rules
from post.service import TOGETHER, Post
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.migrate import upgrade
from storage.outbox_rows import message_values
from storage.store import Store
from wiring import open_store

UNIT = "messages/s"
MESSAGES, ROUNDS = 4096, 3
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
RATE = 1_000_000_000  # a minute: it is counted, and never waited for
LANE = Lane("zalo/1", "zalo", "1", rate=RATE)

_id = t.message.c.id
_FREE = select(_id).where(t.message.c.state == "queued").order_by(_id).limit(TOGETHER)
_MOVE = update(t.message).where(_id == bindparam("of")).values(state=bindparam("now"))


class Instant:
    """Takes every message at once."""

    def __init__(self) -> None:
        self.taken = 0

    def text(self, message: Claimed) -> str | None:
        """What will stand in the chat: it is hashed, as of a real message."""
        return "Câu 1/15: Ông/Bà hài lòng ở mức nào?"

    async def send(self, message: Claimed) -> Handed:
        """The platform's id."""
        self.taken += 1
        return Handed(f"p{message.id}")


def outbox_sqlite(scale: float) -> Row:
    """Messages a second on SQLite."""
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        urls = [f"sqlite:///{Path(folder)}/{name}.db" for name in ("real", "bare")]
        return uvloop.run(_measured("outbox_sqlite", urls, scale))


def outbox_postgres(scale: float) -> Row:
    """Messages a second on PostgreSQL."""
    try:
        with databases("real", "bare") as urls:
            return uvloop.run(_measured("outbox_postgres", urls, scale))
    except NoPostgres as reason:
        return Row("outbox_postgres", UNIT, note=str(reason))


async def _measured(name: str, urls: Sequence[str], scale: float) -> Row:
    count = max(round(MESSAGES * scale), TOGETHER)
    real = [await _lap(urls[0], count, place, bare=False) for place in range(ROUNDS)]
    bare = [await _lap(urls[1], count, place, bare=True) for place in range(ROUNDS)]
    cpu_ms = sum(lap.cpu_ms for lap in real) / len(real)
    return Row(name, UNIT, value=rate(real), floor=rate(bare), cpu_ms=cpu_ms)


async def _lap(url: str, count: int, place: int, bare: bool) -> Lap:
    clock = SettableClock(NOW)
    store = open_store(url, keyring(), Turns(Shelf([])), clock)
    await store.migrate(upgrade)
    await store.start()
    try:
        await store.run(lambda unit: _fill(unit._connection, count, place))
        return await (_bare(store, count) if bare else _real(store, clock, count))
    finally:
        await store.stop()


def _fill(connection: Connection, count: int, place: int) -> None:
    body = {"prompt": {"text": "Câu 1/15", "options": []}, "user": "1", "conversation": 1}
    new = [
        NewMessage(
            f"{place}/{n}/reply", None, "reply", "zalo", f"{place}/{n}", None, body, NOW,
            account="1", way="consultation",
        )
        for n in range(count)
    ]  # fmt: skip
    insert_many(connection, plain(t.message), [message_values(keyring(), m, NOW) for m in new])


async def _real(store: Store, clock: SettableClock, count: int) -> Lap:
    sender, rules = Instant(), load_rules().rules_at
    lanes = {LANE.name: LANE}
    post = Post(
        store.door(lambda unit: unit.outbox), {"zalo": sender}, clock, lambda _: lanes, rules
    )
    watch = Stopwatch()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(post.run())
        while sender.taken < count:
            await asyncio.sleep(0.001)
        lap = watch.lap(count)
        running.cancel()
    if sender.taken != count:
        raise BrokenRun(f"{sender.taken} of {count} messages")
    return lap


async def _bare(store: Store, count: int) -> Lap:
    watch = Stopwatch()
    for _ in range(-(-count // TOGETHER)):
        ids = await store.run(lambda unit: _moved(unit._connection, None, "leased"))
        for state in ("sending", "sent"):
            await store.run(
                lambda unit, now=state, of=ids: _moved(unit._connection, of, now)  # type: ignore[misc]
            )
    return watch.lap(count)


def _moved(connection: Connection, ids: Sequence[int] | None, now: str) -> Sequence[int]:
    of = list(connection.execute(_FREE).scalars()) if ids is None else list(ids)
    connection.execute(_MOVE, [{"of": id_, "now": now} for id_ in of])
    return of
