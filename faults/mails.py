"""10,000 mails through a server that goes wrong (facts/reliability.md D6), and kills.

The invariants are those of `sends`: every row ends once; what we call sent the server has;
nothing is there twice; unknown is what was left without a clear answer after the content had
gone, no more and no less. Where STARTTLS is stripped, nothing is said at all.
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

from sqlalchemy import select

from faults.backends import backends, folder
from faults.mailing import (
    KEYRING,
    LARGE,
    SMALL,
    START,
    Sending,
    Size,
    Where,
    ledger,
    messages,
    name_of,
    sending,
)
from faults.mailpeer import listening
from faults.rows import Row
from post.ports import NewMessage
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.outbox_rows import message_values

MAILS, KILLS, STRIPPED = 10_000, 5, 200
KILL_AFTER_SECONDS = (0.2, 1.5)
LIMIT_SECONDS = 900.0
ENDS = frozenset({"sent", "failed", "unknown", "dead"})
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Found:
    """Our rows and the server's ledger, by each mail's address."""

    states: Mapping[str, str]
    tries: Mapping[str, int]
    told: Mapping[str, Any]

    def of(self, state: str) -> set[str]:
        """The mails in a state."""
        return {name for name, found in self.states.items() if found == state}

    @property
    def taken(self) -> set[str]:
        """What the server has."""
        return set(self.told["taken"])

    @property
    def unclear(self) -> set[str]:
        """What it left without a clear answer after the content had gone."""
        return set(self.told["unclear"])

    @property
    def doubled(self) -> int:
        """How many mails it has twice."""
        return sum(count > 1 for count in self.told["taken"].values())

    def figures(self) -> dict[str, float | str]:
        """What the table shows."""
        counts = Counter(self.states.values())
        return {
            "mails": len(self.states),
            **{state: counts[state] for state in sorted(ENDS)},
            "server_has": len(self.taken),
            "doubled": self.doubled,
            "injected_unknown": len(self.unclear),
            "most_tries": max(self.tries.values()),
            "connections": self.told["connections"],
            "kinds_of_fault": len(self.told["fates"]),
        }


@asynccontextmanager
async def server(seed: int, plain_smtp: bool = False) -> AsyncIterator[int]:
    """The server in a process of its own; its port."""
    more = ["--plain"] if plain_smtp else []
    process = await _python("faults.mailpeer", "--seed", str(seed), *more)
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


async def put(on: Sending, new: Sequence[NewMessage]) -> None:
    """Mails into the outbox."""
    for start in range(0, len(new), 500):
        rows = [message_values(KEYRING, one, START) for one in new[start : start + 500]]
        await on.store.run(
            lambda unit, rows=rows: insert_many(unit._connection, plain(t.message), rows)  # type: ignore[misc]
        )


async def found(on: Sending, new: Sequence[NewMessage], told: Mapping[str, Any]) -> Found:
    """How it stands on both sides."""
    names, row = {one.key: name_of(one) for one in new}, t.message.c
    rows = await on.store.read(
        lambda unit: list(unit._connection.execute(select(row.key, row.state, row.tries)))
    )
    states = {names[key]: state for key, state, _ in rows}
    return Found(states, {names[key]: count for key, _, count in rows}, told)


async def injected(
    count: int, db: str, size: Size = LARGE, seed: int = 7, plain_smtp: bool = False
) -> Row:
    """Every fault at once; then a person closes what was unclear."""
    new = messages(count)
    async with (
        server(seed, plain_smtp) as port,
        asyncio.timeout(LIMIT_SECONDS),
        sending(db, Where(port, seed), START, size) as on,
    ):
        await put(on, new)
        await on.to_rest()
        after = await found(on, new, await ledger(port))
        wrong = _wrong(after, new)
        lost = await on.store.read(lambda unit: [one.id for one in unit.judging.unknown(count)])
        await on.store.run(lambda unit: unit.judging.not_sent(lost, on.clock.now()))
        left = (await found(on, new, after.told)).of("unknown")
        wrong += ["some stayed unknown"] if left else []
        refused = {"refused": on.opening.refused, "closed_by_person": len(lost)}
    figures = {**after.figures(), **refused, "wrong": "; ".join(wrong) or "nothing"}
    return Row("mail", _engine(db), not wrong, figures)


def _wrong(after: Found, new: Sequence[NewMessage]) -> list[str]:
    """What does not hold."""
    sent, unknown = after.of("sent"), after.of("unknown")
    held = {
        "every mail is there once": len(after.states) == len(new),
        "each ends in one state": set(after.states.values()) <= ENDS,
        "what we call sent is there": sent <= after.taken,
        "nothing is there twice": after.doubled == 0,
        "unknown is what was injected": unknown == after.unclear,
        "what is there is sent or unknown": after.taken <= sent | unknown,
        "at most six tries": max(after.tries.values()) <= 6,
        "one Message-ID over all tries": all(len(i) == 1 for i in after.told["ids"].values()),
    }
    return [name for name, holds in held.items() if not holds]


async def killed(count: int, db: str, kills: int, seed: int = 11) -> Row:
    """The sender is killed in the middle, again and again; the last one goes on to the end."""
    new, random = messages(count), Random(seed)
    async with server(seed) as port, asyncio.timeout(LIMIT_SECONDS):
        async with sending(db, Where(port, seed), START) as on:
            await put(on, new)
        for round_ in range(kills):
            victim = await _python("faults.mailing", db, str(port), str(round_), str(round_ + 1))
            assert victim.stdout is not None
            await victim.stdout.readline()
            await asyncio.sleep(random.uniform(*KILL_AFTER_SECONDS))
            if victim.returncode is None:
                victim.kill()
            await victim.wait()
        end = START + timedelta(hours=kills + 1000)
        async with sending(db, Where(port, seed), end, SMALL) as on:
            await on.post.sweep()
            await on.to_rest()
            after = await found(on, new, await ledger(port))
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
    return Row("mail_killed", _engine(db), not wrong, figures)


async def stripped(count: int, db: str) -> Row:
    """A server without STARTTLS: not a word is said; with a good one everything leaves."""
    new, peer = messages(count), await listening(lambda: "well")
    try:
        async with sending(db, Where(peer.port, tls="starttls"), START, SMALL) as on:
            await put(on, new)
            for _ in range(3):
                await on.post.pump()
            before = await found(on, new, {"taken": {}})
            paused = await on.store.read(lambda unit: unit.lanes.paused())
        said = sum(peer.ledger.calls.values())
        async with sending(db, Where(peer.port), START, SMALL) as on:
            await on.store.run(lambda unit: unit.lanes.resume("email", START))
            await on.to_rest()
            after = await found(on, new, {"taken": dict(peer.ledger.taken)})
    finally:
        peer.server.close()
    held = {
        "everything waits": set(before.states.values()) == {"queued"},
        "no try is counted": max(before.tries.values()) == 0,
        "nothing was said": said == 0,
        "the lane says why": [pause.reason for pause in paused.values()] == ["tls:tls-stripped"],
        "then everything leaves, once": after.of("sent") == after.taken == set(after.states),
        "nothing twice": after.doubled == 0,
    }
    wrong = [name for name, holds in held.items() if not holds]
    figures: dict[str, float | str] = {"mails": count, "wrong": "; ".join(wrong) or "nothing"}
    return Row("mail_stripped", _engine(db), not wrong, figures)


def _engine(db: str) -> str:
    return db.partition(":")[0]


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
