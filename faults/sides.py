"""Both sides of a sender and of a peer that goes wrong, and what must hold between them.

`sends` (Zalo) and `mails` share it. It knows no platform: what the peer's ledger means, they say.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select

from faults.rows import Row
from ground.seal import Keyring
from post.ports import NewMessage
from storage import tables as t
from storage.bulk import insert_many, plain
from storage.outbox_rows import message_values
from storage.store import Store
from storage.unit import Unit

START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
KEYRING = Keyring(bytes(range(32)))
KILL_AFTER_SECONDS = (0.2, 1.5)
LIMIT_SECONDS = 900.0
ENDS = frozenset({"sent", "failed", "unknown", "dead"})
MOST_TRIES = 6
_ROOT = Path(__file__).resolve().parents[1]

Named = Callable[[NewMessage], str]
"""What the peer knows a message by."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the peer says: how often it took each message, and which it left unclear."""

    times: Mapping[str, int]
    unclear: frozenset[str]
    told: Mapping[str, Any]  # as it was said


@dataclass(frozen=True, slots=True)
class Found:
    """Our rows and the peer's ledger, by each message's name."""

    states: Mapping[str, str]
    tries: Mapping[str, int]
    peer: Ledger

    def of(self, state: str) -> set[str]:
        """The messages in a state."""
        return {name for name, found in self.states.items() if found == state}

    @property
    def taken(self) -> set[str]:
        """What the peer has."""
        return set(self.peer.times)

    @property
    def doubled(self) -> int:
        """How many messages it has twice."""
        return sum(times > 1 for times in self.peer.times.values())

    def figures(self, what: str, peer: str) -> dict[str, float | str]:
        """What the table shows."""
        counts = Counter(self.states.values())
        return {
            what: len(self.states),
            **{state: counts[state] for state in sorted(ENDS)},
            f"{peer}_has": len(self.taken),
            "doubled": self.doubled,
            "injected_unknown": len(self.peer.unclear),
            "most_tries": max(self.tries.values()),
        }

    def always(self) -> dict[str, bool]:
        """What holds whatever happened."""
        sent = self.of("sent")
        return {
            "each ends in one state": set(self.states.values()) <= ENDS,
            "what we call sent is there": sent <= self.taken,
            "nothing is there twice": self.doubled == 0,
            "what is there is sent or unknown": self.taken <= sent | self.of("unknown"),
        }

    def undisturbed(self, count: int) -> dict[str, bool]:
        """What holds where no sender was killed."""
        return self.always() | {
            "every message is there once": len(self.states) == count,
            "unknown is what was injected": self.of("unknown") == self.peer.unclear,
            "at most six tries": max(self.tries.values()) <= MOST_TRIES,
        }

    def killed(self) -> dict[str, bool]:
        """What holds after kills: what was in flight then is unknown too."""
        return self.always() | {
            "what was injected is unknown": self.peer.unclear <= self.of("unknown")
        }


def row_of(
    check: str, db: str, held: Mapping[str, bool], figures: Mapping[str, float | str]
) -> Row:
    """The table's row, with what did not hold."""
    wrong = [name for name, holds in held.items() if not holds]
    told = {**figures, "wrong": "; ".join(wrong) or "nothing"}
    return Row(check, db.partition(":")[0], not wrong, told)


@asynccontextmanager
async def peer(module: str, seed: int, *more: str) -> AsyncIterator[int]:
    """The peer in a process of its own; its port."""
    process = await _python(module, "--seed", str(seed), *more)
    try:
        assert process.stdout is not None
        yield int(await asyncio.wait_for(process.stdout.readline(), 30))
    finally:
        process.kill()
        await process.wait()


async def kill_senders(module: str, db: str, port: int, kills: int, random: Random) -> None:
    """A sender after another begins, and is killed while it sends."""
    for round_ in range(kills):
        victim = await _python(module, db, str(port), str(round_), str(round_ + 1))
        assert victim.stdout is not None
        await victim.stdout.readline()
        await asyncio.sleep(random.uniform(*KILL_AFTER_SECONDS))
        if victim.returncode is None:
            victim.kill()
        await victim.wait()


async def _python(*arguments: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, cwd=_ROOT, stdin=DEVNULL, stdout=PIPE
    )


async def put(store: Store, new: Sequence[NewMessage]) -> None:
    """Messages into the outbox."""
    for start in range(0, len(new), 500):
        rows = [message_values(KEYRING, one, START) for one in new[start : start + 500]]

        def insert(unit: Unit, rows: Sequence[Mapping[str, Any]] = rows) -> None:
            insert_many(unit._connection, plain(t.message), rows)

        await store.run(insert)


async def found(store: Store, new: Sequence[NewMessage], named: Named, peer: Ledger) -> Found:
    """How it stands on both sides."""
    names, row = {one.key: named(one) for one in new}, t.message.c
    rows = await store.read(
        lambda unit: list(unit._connection.execute(select(row.key, row.state, row.tries)))
    )
    states = {names[key]: state for key, state, _ in rows}
    return Found(states, {names[key]: count for key, _, count in rows}, peer)
