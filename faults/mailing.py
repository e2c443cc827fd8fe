"""The real outbox and mail's real way out against a server that goes wrong; nothing is judged.

`python -m faults.mailing DB PORT SEED HOURS` sends in a process of its own, which is to be killed.
The stream runs as in service; the clock is moved by hand whenever nothing is on its way, and the
loop's clock where all that is on its way waits for an answer that never comes (faults/waiting.py).
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, select

from bot.service import Turns
from bot.shelf import Shelf
from channels.email.line import Line
from channels.email.opening import Opener
from channels.email.pool import Pool
from channels.email.relay import MailServer, Patience
from channels.email.render import Bounces, Letterhead, Mail, MailRenderer
from channels.email.send import MailSender
from clock import SettableClock
from faults.mailpeer import JUDGE
from faults.sides import KEYRING, START, Ledger
from faults.waiting import passing
from post.bounds import Bound, MailPace, mail_pace
from post.lanes import Lane
from post.ports import NewMessage, SendError
from post.rules_file import load_rules
from post.service import Post
from storage import tables as t
from storage.migrate import upgrade
from storage.store import Store
from wiring import open_store

REFUSED_SHARE = 0.03
STEP = timedelta(seconds=61)
MOST_STEPS = 20_000
QUIET_LOOKS = 3
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 30.0  # a busy machine may be slow: only a lost answer may take so long
MOST_LEDGER = 1 << 25
_HEAD = Letterhead(
    "khaosat@example.vn", "https://khaosat.example.vn", Bounces("example.vn", b"k" * 16)
)
_DOMAINS = ("gmail.com", "yahoo.com.vn", "outlook.com", "xa.example.gov.vn", "nha.example")


@dataclass(frozen=True, slots=True)
class Size:
    """How many connections and mails at once."""

    connections: int
    in_flight: int


LARGE = Size(128, 512)
SMALL = Size(8, 24)  # a kill takes some of the mails with it, not all


@dataclass(frozen=True, slots=True)
class Where:
    """The server, and the seed by which some connections go where nobody listens."""

    port: int
    seed: int = 7
    tls: str = "none"


def lane(size: Size) -> Lane:
    """Mail's lane: paced, with bounds that are never reached; bounces do not stop it."""
    limits = mail_pace(load_rules().rules_at(START)).limits
    many = 1_000_000_000
    kinds = load_rules().rules_at(START).mail_rate
    bounds = {kind: Bound(many, many, 2, many) for kind in kinds}
    calm = type(limits)(limits.window, 100.0, many, 100.0, many, 100.0)
    return Lane("email", "email", in_flight=size.in_flight, pace=MailPace(bounds, calm))


@dataclass(slots=True)
class Unsure:
    """Opens lines to the server, or for some of them to a port where nobody listens."""

    there: Opener
    nowhere: Opener
    random: Random
    refused: int = 0

    async def open(self) -> Line:
        """A line, perhaps."""
        if self.random.random() >= REFUSED_SHARE:
            return await self.there.open()
        self.refused += 1
        return await self.nowhere.open()


class Watched(Pool):
    """The kept lines; how many mails have one now, and how many were left without an answer."""

    given_up = 0

    @property
    def busy(self) -> int:
        """Mails on a line, or for whom one is being opened."""
        return self._busy

    async def hand_over(self, mail: Mail) -> None:
        """As the pool does."""
        try:
            await super().hand_over(mail)
        except SendError as error:
            self.given_up += error.code.endswith(("silent", "TimeoutError"))
            raise


@dataclass(slots=True)
class Sending:
    """A post on its way, with its store and its clock."""

    store: Store
    post: Post
    clock: SettableClock
    opening: Unsure

    async def to_rest(self) -> None:
        """Send until every message has ended, moving the clock over every wait."""
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(self.post.run())
            for _ in range(MOST_STEPS):
                await self._quiet()
                if not await self._count("queued", "leased", "sending"):
                    break
                self.clock.advance(STEP)  # no sweep: it could fall between a claim and its call
                self.post.nudge()
            running.cancel()
        if await self._count("queued", "leased", "sending"):
            raise AssertionError("the outbox does not come to rest")

    async def _quiet(self) -> None:
        """Until nothing is on its way, some looks long."""
        quiet = 0
        while quiet < QUIET_LOOKS:
            await asyncio.sleep(LOOK_SECONDS)
            quiet = 0 if await self._count("leased", "sending") else quiet + 1

    async def _count(self, *states: str) -> int:
        of_them = select(func.count()).where(t.message.c.state.in_(states))
        return await self.store.read(lambda unit: unit._connection.execute(of_them).scalar_one())


@asynccontextmanager
async def sending(db: str, at: Where, now: datetime, size: Size = LARGE) -> AsyncIterator[Sending]:
    """The product's outbox over that database, and the server at that port."""
    clock, wait = SettableClock(now), PATIENCE_SECONDS
    store = open_store(db, KEYRING, Turns(Shelf([])), clock)
    patience = Patience(wait, wait, wait, wait, wait, wait)
    server = MailServer(
        "127.0.0.1", at.port, tls=at.tls, connections=size.connections, patience=patience
    )
    nowhere = MailServer(
        "127.0.0.66", at.port, tls="none", patience=patience
    )  # nobody listens there
    opening = Unsure(Opener(server), Opener(nowhere), Random(at.seed))
    sender = MailSender(server, MailRenderer(_HEAD), clock)
    pool = Watched(server, opening.open)
    sender.pool = pool
    lanes = {"email": lane(size)}
    await store.migrate(upgrade)
    await store.start()
    try:
        outbox = store.door(lambda unit: unit.outbox)
        post = Post(outbox, {"email": sender}, clock, lambda _: lanes, load_rules().rules_at)
        before = await _held(at.port)

        async def in_vain() -> bool:
            return 0 < pool.busy == await _held(at.port) - before - pool.given_up

        async with passing(in_vain, PATIENCE_SECONDS):
            yield Sending(store, post, clock, opening)
    finally:
        await sender.close()
        await store.stop()


def messages(count: int) -> list[NewMessage]:
    """Mails to a person each; one in five is begun by us, with hours."""
    return [_message(n) for n in range(count)]


def name_of(message: NewMessage) -> str:
    """What the server knows it by."""
    return str(message.body["to"])


def _message(n: int) -> NewMessage:
    begun = n % 5 == 0
    body = {
        "kind": "alert", "to": f"n{n}@{_DOMAINS[n % len(_DOMAINS)]}", "agency": "Sở Tư pháp",
        "department": "Sở Nội vụ", "criterion": "thái độ lịch sự", "week": "48/2026",
    }  # fmt: skip
    return NewMessage(
        f"alert/{n}", None, "alert", "email", f"r{n}", None, body, START,
        opens=450 if begun else None, closes=1230 if begun else None, way="email",
    )  # fmt: skip


async def ledger(port: int) -> Ledger:
    """What the server has, and what it left unclear."""
    told = json.loads(await _asked(port, b"XLEDGER"))
    return Ledger(told["taken"], frozenset(told["unclear"]), told)


async def _held(port: int) -> int:
    """How often the server fell silent for good."""
    return int(await _asked(port, b"XHELD"))


async def _asked(port: int, command: bytes) -> bytes:
    """The server's answer to its judge, without the code."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port, limit=MOST_LEDGER, local_addr=(JUDGE, 0)
    )
    try:
        await reader.readline()  # the greeting
        writer.write(command + b"\r\n")
        return (await reader.readline())[4:]
    finally:
        writer.close()


async def _main(db: str, port: int, seed: int, hours: int) -> None:
    async with sending(db, Where(port, seed), START + timedelta(hours=hours), SMALL) as on_its_way:
        await on_its_way.post.sweep()
        print("sending", flush=True)
        await on_its_way.to_rest()


def main(arguments: Sequence[str]) -> None:
    """Send to the end."""
    asyncio.run(_main(arguments[0], *(int(given) for given in arguments[1:])))


if __name__ == "__main__":
    main(sys.argv[1:])
