"""Two posts over one store, as two processes would be, and a channel that remembers. No network."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from clock import SettableClock
from post.lanes import Lane
from post.ports import Claimed, Handed, NewMessage, SendError
from post.rules_file import load_rules
from post.service import Post
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.outbox_rows import message_values
from storage.store import Store
from tests.support.stores import KEYRING

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@dataclass(slots=True)
class Remembering:
    """Takes messages and remembers when; fails as it is told."""

    clock: SettableClock
    kind: Callable[[Claimed], str | None]  # what `errors` go by
    calls: list[tuple[datetime, Claimed]] = field(default_factory=list)
    errors: dict[str, SendError] = field(default_factory=dict)

    def text(self, message: Claimed) -> str | None:
        return None

    async def send(self, message: Claimed) -> Handed:
        self.calls.append((self.clock.now(), message))
        await asyncio.sleep(0)
        if error := self.errors.get(self.kind(message) or ""):
            raise error
        return Handed(f"p{message.id}")


@dataclass(slots=True)
class TwoPosts:
    """Their store, their clock, and the channel that they send by."""

    store: Store
    clock: SettableClock
    channel: Remembering
    posts: Sequence[Post] = ()
    count: int = 0

    def open_lanes(self, *lanes: Lane) -> None:
        senders = {lane.channel: self.channel for lane in lanes}
        door = self.store.door(lambda unit: unit.outbox)
        named, rules = {lane.name: lane for lane in lanes}, load_rules().rules_at
        self.posts = [Post(door, senders, self.clock, lambda _: named, rules) for _ in range(2)]

    async def enqueue(self, count: int, made: Callable[[int], NewMessage]) -> None:
        """So many more messages, `made` of their numbers."""
        numbers = range(self.count + 1, self.count + count + 1)
        self.count += count
        rows = [message_values(KEYRING, made(n), NOW) for n in numbers]
        await self.store.run(lambda unit: insert_many(unit._connection, plain(t.message), rows))

    async def step(self, step: timedelta) -> None:
        """Both look, at the same time; then time moves on."""
        await asyncio.gather(*(post.pump() for post in self.posts))
        self.clock.advance(step)
