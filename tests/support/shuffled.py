"""The same events twice: once each and in order, then one to five times, shuffled and at once.

What is promised: each person's events are first delivered in the platform's order, the next one
when the one before was acknowledged. Everything else is left to chance: how persons are mixed, how
often each event comes, and how late its copies come.
"""

import asyncio
import hashlib
import itertools
import json
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web

from bot.conversation import Conversation, Status
from channels.zalo.read import Ears
from channels.zalo.routes import ZaloDoor, routes
from ground.seal import Keyring
from post.early import join_early
from storage import tables as t
from storage.outbox_rows import message_body
from tests.support.ports import free_port
from tests.support.signed import APP, SECRET
from tests.support.stage import ACCOUNT, START, Invited, Stage
from tests.support.town import listening

FLIGHT = 32
"""Deliveries on their way at once."""
EVERY = timedelta(seconds=1)
Post = Callable[[bytes], Awaitable[None]]


@dataclass
class Person:
    """A citizen, and what they did so far."""

    user: str
    invited: Invited
    rng: random.Random
    said: list[bytes] = field(default_factory=list)

    def event(self, name: str, **parts: Any) -> bytes:
        """One more event of theirs, a second after the one before."""
        at = START + EVERY * (len(self.said) + 1)
        body = {"event_name": name, "app_id": APP, **parts, "timestamp": str(_ms(at))}
        raw = json.dumps(body, ensure_ascii=False).encode()
        self.said.append(raw)
        return raw

    def message(self, kind: str, **message: Any) -> bytes:
        """A message of theirs."""
        id_ = f"{self.user}m{len(self.said)}"
        ends = {"sender": {"id": self.user}, "recipient": {"id": ACCOUNT}}
        return self.event(f"user_send_{kind}", **ends, message={"msg_id": id_, **message})

    def of_account(self, name: str, **more: Any) -> bytes:
        """Something that the platform tells of the account's messages to them."""
        sender = {"id": ACCOUNT} | more.pop("by", {})
        return self.event(name, sender=sender, recipient={"id": self.user}, **more)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


# -- what they do ----------------------------------------------------------------------------
async def live(s: Stage, person: Person, post: Post) -> None:
    """Play a citizen from the first look to the last word, answering what stands open."""
    rng, user = person.rng, person.user
    await post(person.event("user_click_chatnow", oa_id=ACCOUNT, user_id=user))
    if rng.random() < 0.2:
        await post(person.message("text", text="K7WRNGK7"))
    await post(person.message("text", text=person.invited.code))
    await post(person.event("follow", oa_id=ACCOUNT, follower={"id": user}, source="x"))
    for _ in range(rng.randint(8, 16)):
        await post(_next(person, await s.conversation(person.invited)))
    receipts = [f"p{person.invited.id}/reply/{n}/zalo" for n in range(1, 5)]
    for id_ in receipts:
        await post(person.of_account("user_received_message", message={"msg_id": id_}))
    await post(person.of_account("user_seen_message", message={"msg_ids": receipts[:3]}))
    if rng.random() < 0.3:
        await post(person.event("unfollow", oa_id=ACCOUNT, follower={"id": user}, source="x"))
    if rng.random() < 0.1:
        await post(person.event("user_withdraw", oa_id=ACCOUNT, user_id=user))


def _next(person: Person, conv: Conversation) -> bytes:
    """An answer to what stands open; now and then something else."""
    rng, chance = person.rng, person.rng.random()
    if chance < 0.05:
        return person.message("text", text=rng.choice(("cho tôi gặp cán bộ", "để sau", "quay lại")))
    if chance < 0.10:
        url = "https://f1.zdn.vn/i.jpg"
        attached = [{"type": "image", "payload": {"url": url, "thumbnail": url}}]
        return person.message("image", text="ảnh đây", attachments=attached)
    if chance < 0.14:
        return person.message("sticker", attachments=[{"type": "sticker", "payload": {"id": "1"}}])
    if chance < 0.18:
        ends = {"sender": {"id": person.user}, "recipient": {"id": ACCOUNT}}
        icon = {"msg_id": "m2", "react_icon": "/-strong"}
        return person.event("user_reacted_message", **ends, message=icon)
    if chance < 0.22:
        words = {"text": "Chào bác, tôi xem ạ", "msg_id": f"{person.user}c{len(person.said)}"}
        return person.of_account("oa_send_text", by={"admin_id": "7"}, message=words)
    return person.message("text", text=_answer(person, conv))


def _answer(person: Person, conv: Conversation) -> str:
    question = conv.waiting_on
    if conv.status is not Status.OPEN or question is None:
        return "cảm ơn"
    if person.rng.random() < 0.6:
        return f"#{conv.id}/{question}={person.rng.randint(1, 5)}"
    return person.rng.choice(("5", "4", "bỏ qua", "rất hài lòng", "chậm quá, phải đi lại 3 lần"))


# -- how it comes ----------------------------------------------------------------------------
async def shuffled(scripts: Mapping[str, list[bytes]], post: Post, rng: random.Random) -> int:
    """Deliver everything one to five times, mixed, `FLIGHT` at once; how many deliveries."""
    firsts = {user: deque(said) for user, said in scripts.items() if said}
    copies: list[bytes] = []
    busy: set[str] = set()
    count = itertools.count()

    def choose() -> tuple[str, bytes] | None:
        if copies and (not firsts or rng.random() < 0.6):
            return "", copies.pop(rng.randrange(len(copies)))
        ready = rng.sample(sorted(firsts), min(8, len(firsts)))
        free = [user for user in ready if user not in busy]
        return (free[0], firsts[free[0]][0]) if free else None

    async def work() -> None:
        while firsts or copies:
            chosen = choose()
            if chosen is None:
                await asyncio.sleep(0)
                continue
            user, raw = chosen
            busy.add(user)
            next(count)
            await post(raw)
            busy.discard(user)
            if user:
                firsts[user].popleft()
                if not firsts[user]:
                    del firsts[user]
                copies.extend([raw] * rng.randint(0, 4))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(FLIGHT):
            tasks.create_task(work())
    return next(count)


@asynccontextmanager
async def posting(s: Stage) -> AsyncIterator[Post]:
    """The webhook of this stage's store, over HTTP; every delivery must be acknowledged."""
    port = free_port()
    ears = Ears({ACCOUNT}, lambda address: s.keyring.mac("address", address))
    door = ZaloDoor(APP, (SECRET,), ears, s.store.turn, lambda: None, s.clock, "", keep_seconds=60)
    app = web.Application()
    app.add_routes(routes(door))
    url = f"http://127.0.0.1:{port}/webhook/zalo"
    async with listening(app, port), aiohttp.ClientSession() as session:

        async def post(raw: bytes) -> None:
            stamp = str(json.loads(raw)["timestamp"])
            mac = hashlib.sha256(APP.encode() + raw + stamp.encode() + SECRET.encode()).hexdigest()
            headers = {"X-ZEvent-Signature": f"mac={mac}"}
            async with session.post(url, data=raw, headers=headers) as answer:
                assert answer.status == 200, answer.status

        yield post


# -- what stands afterwards ------------------------------------------------------------------
_PLAIN = (
    t.answer, t.ledger, t.alert, t.invitation, t.refusal, t.thread, t.thread_line, t.media, t.inbox,
    t.door, t.door_claim, t.code_try, t.address, t.message, t.conversation, t.early_receipt,
    t.wake_up,
)  # fmt: skip
_BY_CHANCE = (
    "commitment", "salt", "updated_at", "started_at", "source_sealed", "value_sealed",
    "secrets_sealed",
)  # fmt: skip
"""Columns that chance alone decides, or the order between persons."""


async def standing(s: Stage) -> dict[str, list[str]]:
    """Every row that the events left, opened, without what chance alone decides."""
    await s.sql("UPDATE message SET platform_id = 'p' || key WHERE platform_id IS NULL")
    await join_early(s.store.door(lambda unit: unit.early), s.clock.now())
    found = {}
    for table in _PLAIN:
        rows = await s.sql(f"SELECT * FROM {table.name}")
        opened = [_opened(s.keyring, table.name, dict(row)) for row in rows]
        found[table.name] = sorted(str(sorted(row.items())) for row in opened)
    return found


def _opened(keyring: Keyring, table: str, row: dict[str, Any]) -> dict[str, Any]:
    if table == "message":
        row["body_sealed"] = message_body(keyring, row["key"], row["body_sealed"])
    if table in ("message", "media", "ledger"):
        row.pop("id")  # in the order in which persons spoke
    if table == "conversation":
        row["state"] = keyring.open(row["state"], f"conversation/{row['id']}")
    if table == "thread_line" and row["words_sealed"] is not None:
        place = f"thread/{row['conversation_id']}/{row['about']}/{row['event_key']}"
        row["words_sealed"] = keyring.open(row["words_sealed"], place)
    if table == "inbox" and row["raw_sealed"] is not None:
        row["raw_sealed"] = keyring.open(row["raw_sealed"], f"inbox/{row['event_key']}")
    return {name: value for name, value in row.items() if name not in _BY_CHANCE}


@dataclass(frozen=True, slots=True)
class Compared:
    """What two runs left."""

    events: int
    deliveries: int
    seconds: float
    slowest_ms: float  # the slowest acknowledgement
    differing: Mapping[str, int]  # rows by table
    rows: Mapping[str, int]


Stages = Callable[[], AbstractAsyncContextManager[Stage]]
"""Opens an empty stage."""


async def compare(first: Stages, second: Stages, people: int, seed: int, lost: int = 0) -> Compared:
    """Run both and compare. `lost`: of how many persons one event is never delivered."""
    rng = random.Random(seed)
    async with first() as s:
        persons = [await _met(s, n, rng.randrange(2**32)) for n in range(people)]
        s.clock.advance(timedelta(hours=1))
        async with posting(s) as post:
            for person in persons:
                await live(s, person, post)
        once = await standing(s)
    scripts = {person.user: list(person.said) for person in persons}
    for person in persons[:lost]:
        code = person.invited.code.encode()
        scripts[person.user] = [raw for raw in person.said if code not in raw]
    async with second() as s:
        for n in range(people):
            await _met(s, n, 0)
        s.clock.advance(timedelta(hours=1))
        async with posting(s) as post:
            began = time.monotonic()
            timed, took_ms = _timed(post)
            deliveries = await shuffled(scripts, timed, random.Random(seed + 1))
            took = time.monotonic() - began
        often = await standing(s)
    return Compared(
        events=sum(map(len, scripts.values())),
        deliveries=deliveries,
        seconds=took,
        slowest_ms=max(took_ms),
        differing={table: n for table in once if (n := _apart(once[table], often[table]))},
        rows={table: len(rows) for table, rows in once.items()},
    )


def _timed(post: Post) -> tuple[Post, list[float]]:
    """The same, with what each delivery took."""
    took: list[float] = []

    async def timed(raw: bytes) -> None:
        began = time.monotonic()
        await post(raw)
        took.append((time.monotonic() - began) * 1000)

    return timed, took


def _apart(one: list[str], other: list[str]) -> int:
    """How many rows stand on one side only."""
    left, right = Counter(one), Counter(other)
    return sum((left - right).values()) + sum((right - left).values())


async def _met(s: Stage, number: int, seed: int) -> Person:
    return Person(f"U{number}", await s.invite(f"An{number}"), random.Random(seed))
