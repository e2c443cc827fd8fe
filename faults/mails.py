"""10,000 mails through a server that goes wrong (facts/reliability.md D6), and kills.

The invariants are those of `sends`: every row ends once; what we call sent the server has;
nothing is there twice; unknown is what was left without a clear answer after the content had
gone, no more and no less. Where STARTTLS is stripped, nothing is said at all.
"""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from random import Random

from faults.backends import backends, folder
from faults.mailing import LARGE, SMALL, Size, Where, ledger, messages, name_of, sending
from faults.mailpeer import listening
from faults.rows import Row
from faults.sides import (
    LIMIT_SECONDS,
    START,
    Found,
    Ledger,
    found,
    kill_senders,
    peer,
    put,
    row_of,
)

MAILS, KILLS, STRIPPED = 10_000, 5, 200


def _figures(after: Found) -> dict[str, float | str]:
    told = after.peer.told
    more = {"connections": told["connections"], "kinds_of_fault": len(told["fates"])}
    return {**after.figures("mails", "server"), **more}


async def injected(
    count: int, db: str, size: Size = LARGE, seed: int = 7, plain_smtp: bool = False
) -> Row:
    """Every fault at once; then a person closes what was unclear."""
    new, plain = messages(count), ["--plain"] if plain_smtp else []
    async with (
        peer("faults.mailpeer", seed, *plain) as port,
        asyncio.timeout(LIMIT_SECONDS),
        sending(db, Where(port, seed), START, size) as on,
    ):
        await put(on.store, new)
        await on.to_rest()
        after = await found(on.store, new, name_of, await ledger(port))
        lost = await on.store.read(lambda unit: [one.id for one in unit.judging.unknown(count)])
        await on.store.run(lambda unit: unit.judging.not_sent(lost, on.clock.now()))
        left = (await found(on.store, new, name_of, after.peer)).of("unknown")
        more = {"refused": on.opening.refused, "closed_by_person": len(lost)}
    ids = after.peer.told["ids"].values()
    held = after.undisturbed(len(new)) | {
        "one Message-ID over all tries": all(len(each) == 1 for each in ids),
        "none stays unknown": not left,
    }
    return row_of("mail", db, held, {**_figures(after), **more})


async def killed(count: int, db: str, kills: int, seed: int = 11) -> Row:
    """The sender is killed in the middle, again and again; the last one goes on to the end."""
    new = messages(count)
    async with peer("faults.mailpeer", seed) as port, asyncio.timeout(LIMIT_SECONDS):
        async with sending(db, Where(port, seed), START) as on:
            await put(on.store, new)
        await kill_senders("faults.mailing", db, port, kills, Random(seed))
        end = START + timedelta(hours=kills + 1000)
        async with sending(db, Where(port, seed), end, SMALL) as on:
            await on.post.sweep()
            await on.to_rest()
            after = await found(on.store, new, name_of, await ledger(port))
    in_hand = {"kills": kills, "unknown_by_kills": len(after.of("unknown") - after.peer.unclear)}
    return row_of("mail_killed", db, after.killed(), {**_figures(after), **in_hand})


async def stripped(count: int, db: str) -> Row:
    """A server without STARTTLS: not a word is said; with a good one everything leaves."""
    new, server = messages(count), await listening(lambda: "well")
    try:
        async with sending(db, Where(server.port, tls="starttls"), START, SMALL) as on:
            await put(on.store, new)
            for _ in range(3):
                await on.post.pump()
            before = await found(on.store, new, name_of, Ledger({}, frozenset(), {}))
            paused = await on.store.read(lambda unit: unit.lanes.paused())
        said = sum(server.ledger.calls.values())
        async with sending(db, Where(server.port), START, SMALL) as on:
            await on.store.run(lambda unit: unit.lanes.resume("email", START))
            await on.to_rest()
            after = await found(
                on.store, new, name_of, Ledger(dict(server.ledger.taken), frozenset(), {})
            )
    finally:
        server.server.close()
    held = {
        "everything waits": set(before.states.values()) == {"queued"},
        "no try is counted": max(before.tries.values()) == 0,
        "nothing was said": said == 0,
        "the lane says why": [pause.reason for pause in paused.values()] == ["tls:tls-stripped"],
        "then everything leaves, once": after.of("sent") == after.taken == set(after.states),
        "nothing twice": after.doubled == 0,
    }
    return row_of("mail_stripped", db, held, {"mails": count})


def mail(scale: float) -> Iterator[Row]:
    """Both engines: every fault at once, kills, and STARTTLS stripped."""
    count, kills = max(round(MAILS * scale), 100), max(round(KILLS * scale), 2)
    with backends() as engines:
        for place in engines.values():
            with folder() as made, place(made) as db:
                yield asyncio.run(injected(count, db))
            with folder() as made, place(made) as db:
                yield asyncio.run(killed(max(count // 5, 100), db, kills))
            with folder() as made, place(made) as db:
                yield asyncio.run(stripped(STRIPPED, db))
