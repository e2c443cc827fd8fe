"""A lane whose calls follow one another: a slow one holds up nobody, and none is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

import post.stream
from clock import SettableClock
from ground.doors import TransactionFailed
from post.lanes import Lane
from post.ports import Claimed, Handed, NewMessage
from post.rules_file import load_rules
from post.service import Post
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit
from tests.support.stores import KEYRING, empty_store
from tests.support.town import until

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LANE = Lane("email", "email", in_flight=8)


@dataclass(slots=True)
class Relay:
    """Answers at once, but for those that it holds until they are let go."""

    held: dict[str, asyncio.Event] = field(default_factory=dict)  # by key
    began: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # of the row, as its call begins
    store: Store | None = None

    def text(self, message: Claimed) -> str | None:
        return None

    async def send(self, message: Claimed) -> Handed:
        assert self.store is not None
        state = select(t.message.c.state).where(t.message.c.id == message.id)
        found = await self.store.read(lambda unit: unit._connection.execute(state).scalar_one())
        self.states.append(found)
        self.began.append(message.key)
        if message.key in self.held:
            await self.held[message.key].wait()
        assert message.body["to"]
        return Handed(f"p{message.id}")


@dataclass(slots=True)
class Scene:
    """A post that runs, its store and its relay."""

    store: Store
    clock: SettableClock
    relay: Relay
    post: Post

    async def put(self, *keys: str) -> None:
        rows = [
            message_values(
                KEYRING,
                NewMessage(key, None, "alert", "email", key, None, {"to": "a@gmail.com"}, NOW),
                NOW,
            )
            for key in keys
        ]
        await self.store.run(lambda unit: insert_many(unit._connection, plain(t.message), rows))
        self.post.nudge()

    async def states(self) -> dict[str, str]:
        rows = select(t.message.c.key, t.message.c.state)

        def look(unit: Unit) -> dict[str, str]:
            return {row.key: row.state for row in unit._connection.execute(rows)}

        return await self.store.read(look)

    async def ended(self, *keys: str, state: str = "sent") -> None:
        async def so() -> bool:
            found = await self.states()
            return all(found[key] == state for key in keys)

        await until(so)


@pytest.fixture(params=["sqlite", "postgres"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    sqlite = request.param == "sqlite"
    place = tmp_path / "a.db" if sqlite else request.getfixturevalue("postgres_url")
    clock, relay = SettableClock(NOW), Relay()
    async with empty_store(place, clock) as store:
        relay.store = store
        door, rules = store.door(lambda unit: unit.outbox), load_rules().rules_at
        made = Post(door, {"email": relay}, clock, lambda _: {"email": LANE}, rules)
        yield Scene(store, clock, relay, made)


async def test_a_slow_call_holds_up_nobody_and_every_intent_is_committed(scene: Scene) -> None:
    scene.relay.held["slow"] = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(scene.post.run())
        others = [f"k{n}" for n in range(40)]
        await scene.put("slow", *others)
        await scene.ended(*others)
        assert (await scene.states())["slow"] == "sending"
        scene.relay.held["slow"].set()
        await scene.ended("slow")
        running.cancel()
    assert set(scene.relay.states) == {"sending"}
    assert len(scene.relay.began) == len(set(scene.relay.began)) == 41


async def renewed(scene: Scene, now: datetime) -> bool:
    """Whether the only row's lease ends well after `now`."""
    lease = select(t.message.c.lease_until)
    found = await scene.store.read(lambda unit: unit._connection.execute(lease).scalar_one())
    return bool(found is not None and found > now + timedelta(seconds=10))


async def test_a_call_on_its_way_keeps_its_lease(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten minutes after the final dot (RFC 5321 §4.5.3.2.6) are longer than any lease."""
    monkeypatch.setattr(post.stream, "RENEW_SECONDS", 0.02)
    scene.relay.held["slow"] = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(scene.post.run())
        await scene.put("slow")
        for _ in range(10):
            scene.clock.advance(timedelta(seconds=50))
            await until(partial(renewed, scene, scene.clock.now()))
            assert await scene.post.sweep() == 0
        scene.relay.held["slow"].set()
        await scene.ended("slow")
        running.cancel()


async def test_at_the_end_nothing_new_begins_and_what_is_on_its_way_is_written(
    scene: Scene,
) -> None:
    scene.relay.held = {f"k{n}": asyncio.Event() for n in range(8)}
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(scene.post.run())
        await scene.put(*scene.relay.held, "later")

        async def flying() -> bool:
            return len(scene.relay.began) == 8

        await until(flying)
        running.cancel()
        for event in scene.relay.held.values():
            event.set()
    found = await scene.states()
    assert found.pop("later") == "queued"
    assert set(found.values()) == {"sent"}


async def test_what_is_given_up_at_the_end_is_unknown_and_never_sent_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post.stream, "DRAIN_SECONDS", 0.05)
    scene.relay.held["slow"] = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(scene.post.run())
        await scene.put("slow")

        async def flying() -> bool:
            return scene.relay.began == ["slow"]

        await until(flying)
        running.cancel()
    scene.clock.advance(timedelta(seconds=61))
    await scene.post.sweep()
    assert await scene.states() == {"slow": "unknown"}
    assert await scene.post.pump() == 0


async def test_a_failed_commit_loses_no_outcome(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outcome is written with the next transaction; the row stays ours meanwhile."""
    monkeypatch.setattr(post.stream, "IDLE_SECONDS", 0.02)
    kept, real = {"left": 2}, scene.store.run

    async def failing(unit: object) -> object:
        if scene.relay.began and kept["left"]:
            kept["left"] -= 1
            raise TransactionFailed("disk")
        return await real(unit)  # type: ignore[arg-type]

    async with asyncio.TaskGroup() as tasks:
        await scene.put("k1", "k2")
        monkeypatch.setattr(scene.store, "run", failing)
        running = tasks.create_task(scene.post.run())
        await scene.ended("k1", "k2")
        running.cancel()
    assert kept["left"] == 0
    assert sorted(scene.relay.began) == ["k1", "k2"]


async def test_a_body_that_does_not_open_ends_alone(scene: Scene) -> None:
    await scene.put("good", "broken")
    broken = update(t.message).where(t.message.c.key == "broken").values(body_sealed=b"\x01" * 40)
    await scene.store.run(lambda unit: unit._connection.execute(broken))
    assert await scene.post.pump() == 2
    assert await scene.states() == {"good": "sent", "broken": "dead"}
