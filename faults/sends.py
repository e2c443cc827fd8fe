"""10,000 messages through a platform that goes wrong (facts/reliability.md C1), and kills.

Every row ends once; what we call sent the platform has; nothing is there twice; unknown is what
was left without a clear answer, no more and no less. Then receipts, echoes and a person close it.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from sqlalchemy import select

from bot.turns import Receipt
from faults.backends import backends, folder
from faults.rows import Row
from faults.sending import KEYRING, LARGE, SMALL, START, Sending, Size, messages, name_of, sending
from post.ports import Echoed, NewMessage
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.outbox_rows import message_values

MESSAGES, KILLS = 10_000, 5
KILL_AFTER_SECONDS = (0.2, 1.5)
LIMIT_SECONDS = 900.0
ENDS = frozenset({"sent", "failed", "unknown", "dead"})
_ROOT = Path(__file__).resolve().parents[1]

Told = Mapping[str, Any]
"""The platform's ledger."""


@dataclass(frozen=True, slots=True)
class Found:
    """Our rows and the platform's ledger, by each message's name."""

    states: Mapping[str, str]
    tries: Mapping[str, int]
    told: Told

    def of(self, state: str) -> set[str]:
        """The messages in a state."""
        return {name for name, found in self.states.items() if found == state}

    @property
    def taken(self) -> set[str]:
        """What the platform has."""
        return set(self.told["taken"])

    @property
    def unclear(self) -> set[str]:
        """What it left without a clear answer."""
        return set(self.told["unclear"])

    @property
    def doubled(self) -> int:
        """How many messages it has twice."""
        return sum(len(ids) > 1 for ids in self.told["taken"].values())

    def figures(self) -> dict[str, float | str]:
        """What the table shows."""
        counts = Counter(self.states.values())
        return {
            "messages": len(self.states),
            **{state: counts[state] for state in sorted(ENDS)},
            "platform_has": len(self.taken),
            "doubled": self.doubled,
            "injected_unknown": len(self.unclear),
            "most_tries": max(self.tries.values()),
        }


@asynccontextmanager
async def platform(seed: int) -> AsyncIterator[int]:
    """The platform in a process of its own; its port."""
    process = await _python("faults.peer", "--seed", str(seed))
    try:
        assert process.stdout is not None
        yield int(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        process.kill()
        await process.wait()


async def _python(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=_ROOT, stdin=DEVNULL, stdout=PIPE
    )


async def ledger(port: int) -> Told:
    """What the platform has and what it left unclear."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/_/ledger") as answer,
    ):
        told: Told = await answer.json()
        return told


async def put(on: Sending, new: Sequence[NewMessage]) -> None:
    """Messages into the outbox."""
    for start in range(0, len(new), 500):
        rows = [message_values(KEYRING, one, START) for one in new[start : start + 500]]
        await on.store.run(
            lambda unit, rows=rows: insert_many(unit._connection, plain(t.message), rows)  # type: ignore[misc]
        )


async def found(on: Sending, new: Sequence[NewMessage], port: int) -> Found:
    """How it stands on both sides."""
    names = {one.key: name_of(one) for one in new}
    row = t.message.c
    rows = await on.store.read(
        lambda unit: list(unit._connection.execute(select(row.key, row.state, row.tries)))
    )
    states = {names[key]: state for key, state, _ in rows}
    tries = {names[key]: count for key, _, count in rows}
    return Found(states, tries, await ledger(port))


async def injected(count: int, db: str, size: Size = LARGE, seed: int = 7) -> Row:
    """Every fault at once; then what was unclear is closed."""
    new = messages(count)
    async with (
        platform(seed) as port,
        asyncio.timeout(LIMIT_SECONDS),
        sending(db, port, seed, START, size) as on,
    ):
        await put(on, new)
        await on.to_rest()
        after = await found(on, new, port)
        wrong = _wrong(after, new)
        closed = await _closed(on, new, after, port)
        figures = {**after.figures(), "refused": on.resolver.refused, **closed}
        wrong += [] if closed["left_unknown"] == 0 else ["some stayed unknown"]
    return Row("sends", _engine(db), not wrong, figures | {"wrong": "; ".join(wrong) or "nothing"})


def _wrong(after: Found, new: Sequence[NewMessage]) -> list[str]:
    """What does not hold."""
    sent, unknown = after.of("sent"), after.of("unknown")
    held = {
        "every message is there once": len(after.states) == len(new),
        "each ends in one state": set(after.states.values()) <= ENDS,
        "what we call sent is there": sent <= after.taken,
        "nothing is there twice": after.doubled == 0,
        "unknown is what was injected": unknown == after.unclear,
        "what is there is sent or unknown": after.taken <= sent | unknown,
        "at most six tries": max(after.tries.values()) <= 6,
    }
    return [name for name, holds in held.items() if not holds]


async def _closed(
    on: Sending, new: Sequence[NewMessage], after: Found, port: int
) -> dict[str, float]:
    """Receipts for templates, echoes for what was said in chat, a person for what never arrived."""
    arrived = [one for one in new if name_of(one) in after.unclear & after.taken]
    receipts = [
        Receipt(f"r/{one.key}", START, False, tracking=one.tracking)
        for one in arrived
        if one.tracking
    ]
    echoes = [
        Echoed(one.recipient, name_of(one), after.told["taken"][name_of(one)][0], on.clock.now())
        for one in arrived
        if not one.tracking
    ]
    await on.store.run(lambda unit: unit.turns.receipts(receipts))
    await on.store.run(lambda unit: unit.outbox.echoed(echoes))
    told = await found(on, new, port)
    proven = len(after.of("unknown")) - len(told.of("unknown"))
    now = on.clock.now()
    lost = await on.store.read(lambda unit: [one.id for one in unit.judging.unknown(len(new))])
    await on.store.run(lambda unit: unit.judging.not_sent(lost, now))
    left = await found(on, new, port)
    return {
        "closed_by_receipt": len(receipts),
        "closed_by_echo": len(echoes),
        "closed_by_person": len(lost),
        "left_unknown": len(left.of("unknown")) + abs(proven - len(arrived)),
    }


async def killed(count: int, db: str, kills: int, seed: int = 11) -> Row:
    """The sender is killed in the middle, again and again; the last one goes on to the end."""
    new, random = messages(count), Random(seed)
    async with platform(seed) as port, asyncio.timeout(LIMIT_SECONDS):
        async with sending(db, port, seed, START) as on:
            await put(on, new)
        for round_ in range(kills):
            victim = await _python("faults.sending", db, str(port), str(round_), str(round_ + 1))
            assert victim.stdout is not None
            await victim.stdout.readline()
            await asyncio.sleep(random.uniform(*KILL_AFTER_SECONDS))
            if victim.returncode is None:
                victim.kill()
            await victim.wait()
        end = START + timedelta(hours=kills + 100)
        async with sending(db, port, seed, end, SMALL) as on:
            await on.post.sweep()
            await on.to_rest()
            after = await found(on, new, port)
    sent, unknown = after.of("sent"), after.of("unknown")
    held = {
        "each ends in one state": set(after.states.values()) <= ENDS,
        "what we call sent is there": sent <= after.taken,
        "nothing is there twice": after.doubled == 0,
        "what is there is sent or unknown": after.taken <= sent | unknown,
        "what was injected is unknown": after.unclear <= unknown,
    }
    wrong = [name for name, holds in held.items() if not holds]
    in_hand: dict[str, float | str] = {
        "kills": kills,
        "unknown_by_kills": len(unknown - after.unclear),
    }
    figures = {**after.figures(), **in_hand, "wrong": "; ".join(wrong) or "nothing"}
    return Row("sends_killed", _engine(db), not wrong, figures)


def _engine(db: str) -> str:
    return db.partition(":")[0]


def sends(scale: float) -> Iterator[Row]:
    """Both engines: every fault at once, and kills."""
    count, kills = max(round(MESSAGES * scale), 100), max(round(KILLS * scale), 2)
    with backends() as engines:
        for place in engines.values():
            with folder() as made, place(made) as db:
                yield asyncio.run(injected(count, db))
            with folder() as made, place(made) as db:
                yield asyncio.run(killed(max(count // 5, 100), db, kills))
