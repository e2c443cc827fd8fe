"""10,000 messages through a platform that goes wrong (facts/reliability.md C1), and kills.

Every row ends once; what we call sent the platform has; nothing is there twice; unknown is what
was left without a clear answer, no more and no less. Then receipts, echoes and a person close it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

import aiohttp

from bot.turns import Receipt
from faults.backends import backends, folder
from faults.rows import Row
from faults.sending import LARGE, SMALL, Sending, Size, messages, name_of, sending
from faults.sides import (
    LIMIT_SECONDS,
    START,
    Found,
    Ledger,
    kill_senders,
    peer,
    put,
    row_of,
)
from faults.sides import found as on_both
from post.ports import Echoed, NewMessage

MESSAGES, KILLS = 10_000, 5


async def ledger(port: int) -> Ledger:
    """What the platform has and what it left unclear."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}/_/ledger") as answer,
    ):
        told = await answer.json()
    times = {name: len(ids) for name, ids in told["taken"].items()}
    return Ledger(times, frozenset(told["unclear"]), told)


async def found(on: Sending, new: Sequence[NewMessage], port: int) -> Found:
    """How it stands on both sides."""
    return await on_both(on.store, new, name_of, await ledger(port))


async def injected(count: int, db: str, size: Size = LARGE, seed: int = 7) -> Row:
    """Every fault at once; then what was unclear is closed."""
    new = messages(count)
    async with (
        peer("faults.peer", seed) as port,
        asyncio.timeout(LIMIT_SECONDS),
        sending(db, port, seed, START, size) as on,
    ):
        await put(on.store, new)
        await on.to_rest()
        after = await found(on, new, port)
        closed = await _closed(on, new, after, port)
    held = after.undisturbed(len(new)) | {"none stays unknown": closed["left_unknown"] == 0}
    figures = {**after.figures("messages", "platform"), "refused": on.resolver.refused, **closed}
    return row_of("sends", db, held, figures)


async def _closed(
    on: Sending, new: Sequence[NewMessage], after: Found, port: int
) -> dict[str, float]:
    """Receipts for templates, echoes for what was said in chat, a person for what never arrived."""
    arrived = [one for one in new if name_of(one) in after.peer.unclear & after.taken]
    receipts = [
        Receipt(f"r/{one.key}", START, False, tracking=one.tracking)
        for one in arrived
        if one.tracking
    ]
    echoes = [
        Echoed(
            one.recipient, name_of(one), after.peer.told["taken"][name_of(one)][0], on.clock.now()
        )
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
    new = messages(count)
    async with peer("faults.peer", seed) as port, asyncio.timeout(LIMIT_SECONDS):
        async with sending(db, port, seed, START) as on:
            await put(on.store, new)
        await kill_senders("faults.sending", db, port, kills, Random(seed))
        end = START + timedelta(hours=kills + 100)
        async with sending(db, port, seed, end, SMALL) as on:
            await on.post.sweep()
            await on.to_rest()
            after = await found(on, new, port)
    in_hand = {"kills": kills, "unknown_by_kills": len(after.of("unknown") - after.peer.unclear)}
    figures = {**after.figures("messages", "platform"), **in_hand}
    return row_of("sends_killed", db, after.killed(), figures)


def sends(scale: float) -> Iterator[Row]:
    """Both engines: every fault at once, and kills."""
    count, kills = max(round(MESSAGES * scale), 100), max(round(KILLS * scale), 2)
    with backends() as engines:
        for place in engines.values():
            with folder() as made, place(made) as db:
                yield asyncio.run(injected(count, db))
            with folder() as made, place(made) as db:
                yield asyncio.run(killed(max(count // 5, 100), db, kills))
