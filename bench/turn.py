"""Turns through the store's door, from 64 citizens at once, beside the bare floor."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import uvloop
from sqlalchemy import Connection, Select, func, select

from bench import floor
from bench.postgres import NoPostgres, databases
from bench.rows import Row
from bench.stopwatch import Lap, Stopwatch, percentile, rate
from bench.talks import Talk
from bench.world import World, flow, keyring
from bot.ports import TurnPort
from bot.service import Batch, Turns
from bot.shelf import Shelf
from bot.turns import Arrival
from clock import SystemClock
from storage import tables as t
from storage.migrate import upgrade
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.store import Store

UNIT = "turns/s"
SENDERS = 64
PEOPLE = 2048
TURNS_EACH = 4  # of one person in one round
ROUNDS = 3


class BrokenRun(Exception):
    """A turn was not done, or a row is missing: the figures would mean nothing."""


@dataclass(slots=True)
class _Seen:
    """What a run met."""

    batches: list[int] = field(default_factory=list)  # turns in each
    waits: list[float] = field(default_factory=list)  # seconds from put to acknowledged


@dataclass(frozen=True, slots=True)
class _Laps:
    real: list[Lap]
    bare: list[Lap]


def turn_sqlite(scale: float) -> Row:
    """Turns a second on SQLite."""
    with tempfile.TemporaryDirectory(prefix="langnghe-bench-") as folder:
        real, bare = Path(folder) / "real.db", Path(folder) / "bare.db"

        async def floor_lap(made: Sequence[floor.Batch]) -> Lap:
            return await asyncio.to_thread(floor.on_sqlite, bare, made)

        clock, world, seen = SystemClock(), _world(scale), _Seen()
        take = _counting(Turns(Shelf([world.flow])), seen)

        async def run() -> Row:
            await _prepared(SqliteStore(bare, world.keys, take, clock), world)
            store = SqliteStore(real, world.keys, take, clock)
            return await _measure("turn_sqlite", store, world, seen, floor_lap)

        return uvloop.run(run())


def turn_postgres(scale: float) -> Row:
    """Turns a second on PostgreSQL."""
    try:
        with databases("real", "bare") as (real, bare):
            clock, world, seen = SystemClock(), _world(scale), _Seen()
            take = _counting(Turns(Shelf([world.flow])), seen)

            async def run() -> Row:
                await _prepared(PostgresStore(bare, world.keys, take, clock), world)
                store = PostgresStore(real, world.keys, take, clock)
                return await _measure(
                    "turn_postgres", store, world, seen, lambda made: floor.on_postgres(bare, made)
                )

            return uvloop.run(run())
    except NoPostgres as missing:
        return Row("turn_postgres", UNIT, note=f"PostgreSQL cannot be had: {missing}")


def _world(scale: float) -> World:
    return World(keyring(), flow(), max(round(PEOPLE * scale), SENDERS))


def _counting(
    turns: Turns, seen: _Seen
) -> Callable[[TurnPort, Sequence[Arrival], datetime], Batch]:
    def take(port: TurnPort, arrivals: Sequence[Arrival], now: datetime) -> Batch:
        seen.batches.append(len(arrivals))
        return turns.take(port, arrivals, now)

    return take


async def _prepared(store: Store, world: World) -> None:
    """Bring a database to its schema and fill it; the store is stopped afterwards."""
    await store.migrate(upgrade)
    await store.migrate(world.fill)
    await store.stop()


async def _measure(
    name: str,
    store: Store,
    world: World,
    seen: _Seen,
    floor_lap: Callable[[Sequence[floor.Batch]], Awaitable[Lap]],
) -> Row:
    await store.migrate(upgrade)
    await store.migrate(world.fill)
    await store.start()
    talks = [Talk(world.flow, world.begun(n), world.chat(n)) for n in range(1, world.people + 1)]
    laps = _Laps([], [])
    warm = talks[: 2 * SENDERS]  # the first of its kind prepares each statement
    try:
        await _round(store, warm, [])
        seen.batches.clear()
        for number in range(ROUNDS):
            laps.real.append(await _round(store, talks, seen.waits))
            sizes = await sizes_of(store)
            made_of = (sizes, SystemClock().now(), number)
            size = round(sum(seen.batches) / len(seen.batches))
            made = list(floor.batches(world, world.people * TURNS_EACH, size, made_of))
            laps.bare.append(await floor_lap(made))
        await _check(store, TURNS_EACH * (ROUNDS * len(talks) + len(warm)))
    finally:
        await store.stop()
    return _row(name, laps, seen)


async def _round(store: Store, talks: Sequence[Talk], waits: list[float]) -> Lap:
    """Every person takes their turns; each sender speaks for some of them, one after another."""
    clock = SystemClock()

    async def sender(mine: Sequence[Talk]) -> None:
        for _ in range(TURNS_EACH):
            for talk in mine:
                turn = talk.turn(clock.now())
                put = perf_counter()
                outcome = await store.turn(turn)
                waits.append(perf_counter() - put)
                if outcome.state != "done" or outcome.conversation is None:
                    raise BrokenRun(f"{turn.event_key}: {outcome.state}")
                talk.conversation = outcome.conversation

    watch = Stopwatch()
    async with asyncio.TaskGroup() as senders:
        for number in range(SENDERS):
            senders.create_task(sender(talks[number::SENDERS]))
    return watch.lap(len(talks) * TURNS_EACH)


async def sizes_of(store: Store) -> floor.Sizes:
    """The mean sizes of the sealed columns in this store."""
    sealed = (t.inbox.c.raw_sealed, t.conversation.c.state, t.message.c.body_sealed)
    found = [await ask(store, select(func.avg(func.length(column)))) for column in sealed]
    return floor.Sizes(*found)


async def _check(store: Store, turns: int) -> None:
    if (kept := await ask(store, select(func.count()).select_from(t.inbox))) != turns:
        raise BrokenRun(f"{turns} turns were acknowledged, {kept} stand in the inbox")


async def ask(store: Store, query: Select[Any]) -> int:
    """The one number that a query gives, rounded."""
    found: list[int] = []

    def ask(connection: Connection) -> None:
        found.append(round(connection.execute(query).scalar_one()))

    await store.migrate(ask)
    return found[0]


def _row(name: str, laps: _Laps, seen: _Seen) -> Row:
    return Row(
        name,
        UNIT,
        rate(laps.real),
        rate(laps.bare),
        median(lap.cpu_ms for lap in laps.real),
        {
            "p50_ms": percentile(seen.waits, 50) * 1000,
            "p99_ms": percentile(seen.waits, 99) * 1000,
            "batch": sum(seen.batches) / len(seen.batches),
            "floor_cpu_ms": median(lap.cpu_ms for lap in laps.bare),
        },
    )
