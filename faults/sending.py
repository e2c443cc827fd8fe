"""The real outbox and Zalo's real way out against a platform that goes wrong; nothing is judged.

`python -m faults.sending DB PORT SEED HOURS` sends in a process of its own, which is to be killed.
The clock stands still and is moved where nothing is left to do: waiting takes no time, neither
for the next try (`to_rest`) nor for an answer that never comes (faults/waiting.py).
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from sqlalchemy import func, select

import channels.zalo.send
import post.service
from bot.service import Turns
from bot.shelf import Shelf
from channels.zalo.account import ZaloAccount
from channels.zalo.send import ZaloSender
from channels.zalo.token_ports import Pair
from clock import SettableClock
from faults.sides import KEYRING, START
from faults.waiting import Watched, no_waiting
from post.lanes import Lane
from post.ports import Claimed, NewMessage
from post.rules_file import load_rules
from post.service import Post
from post.templates.compile import load_templates
from storage import tables as t
from storage.migrate import upgrade
from storage.store import Store
from wiring import open_store

ACCOUNT = "1"
LANE = Lane(f"zalo/{ACCOUNT}", "zalo", ACCOUNT)
REFUSED_SHARE = 0.1
MINUTE = timedelta(seconds=61)
MOST_MINUTES = 4000
_NOBODY, _PLATFORM = "127.0.0.66", "127.0.0.1"  # on the first nobody listens
_FACTS = {
    "department.name": "Sở Nội vụ", "agency.name": "Sở Tư pháp", "case.month": "11/2026",
    "plan.minutes": "4", "plan.hotline": "0296 300 0000", "plan.keep_until": "23/11/2028",
}  # fmt: skip
_TEMPLATES = Path(__file__).resolve().parents[1] / "examples" / "zalo"


@dataclass(frozen=True, slots=True)
class Size:
    """How many calls at once, and how long one waits for its answer."""

    together: int
    patience_seconds: float


LARGE = Size(1000, 30.0)  # a busy machine may be slow: only a lost answer may take so long
SMALL = Size(40, 1.0)  # a kill takes some of the messages with it, not all


class Unsure(AbstractResolver):
    """Finds the platform, or for some connections a place where nobody listens."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.refused = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        refused = self._random.random() < REFUSED_SHARE
        self.refused += refused
        place = _NOBODY if refused else _PLATFORM
        found = ResolveResult(
            hostname=host, host=place, port=port, family=socket.AF_INET, proto=0,
            flags=socket.AI_NUMERICHOST,
        )  # fmt: skip
        return [found]

    async def close(self) -> None:
        """There is nothing to close."""


class Token:
    """A token that is always good: what becomes of tokens is another check's."""

    async def access(self) -> str:
        """The token."""
        return "AT"

    async def renew(self, refused: str) -> Pair:
        """It was not refused."""
        raise AssertionError(refused)


@dataclass(slots=True)
class Sending:
    """A post on its way, with its store and its clock."""

    store: Store
    post: Post
    clock: SettableClock
    resolver: Unsure

    async def to_rest(self) -> None:
        """Send until every message has ended, moving the clock over every wait."""
        for _ in range(MOST_MINUTES):
            while await self.post.pump():
                pass
            if not await self.left():
                return
            self.clock.advance(MINUTE)
            await self.post.sweep()
        raise AssertionError("the outbox does not come to rest")

    async def left(self) -> int:
        """How many messages have not ended."""
        unfinished = t.message.c.state.in_(("queued", "leased", "sending"))
        counted = select(func.count()).select_from(t.message).where(unfinished)
        return await self.store.read(lambda unit: unit._connection.execute(counted).scalar_one())


@asynccontextmanager
async def sending(
    db: str, port: int, seed: int, now: datetime, size: Size = LARGE
) -> AsyncIterator[Sending]:
    """The product's outbox over that database, and the platform at that port."""
    channels.zalo.send.TIMEOUT = aiohttp.ClientTimeout(total=size.patience_seconds)
    post.service.BATCH = post.service.TOGETHER = size.together
    clock, resolver = SettableClock(now), Unsure(Random(seed))
    store = open_store(db, KEYRING, Turns(Shelf([])), clock)
    base = f"http://zalo.example:{port}"
    account = ZaloAccount(base, base, base, "9", ACCOUNT, "s", ("s",))
    connector = aiohttp.TCPConnector(
        limit=size.together, resolver=resolver, use_dns_cache=False, force_close=True
    )
    async with (
        aiohttp.ClientSession(connector=connector) as http,
        aiohttp.ClientSession(f"http://{_PLATFORM}:{port}") as asking,
    ):
        sender = Watched(
            ZaloSender(
                {ACCOUNT: account}, {ACCOUNT: Token()}, http, load_templates(_TEMPLATES), lambda: 55
            ),
            name_of,
        )
        await store.migrate(upgrade)
        await store.start()
        try:
            outbox = store.door(lambda unit: unit.outbox)
            rules = load_rules().rules_at
            sends = Post(outbox, {"zalo": sender}, clock, lambda _: {LANE.name: LANE}, rules)
            silent = partial(_silent, asking)
            async with no_waiting(sender.under_way, silent, size.patience_seconds):
                yield Sending(store, sends, clock, resolver)
        finally:
            await store.stop()


async def _silent(asking: aiohttp.ClientSession) -> Set[str]:
    """Whom the platform leaves without any answer."""
    async with asking.get("/_/silent") as answer:
        return set(await answer.json())


def messages(count: int) -> list[NewMessage]:
    """Half of them said in chat, half templates by phone; each to a person of its own."""
    return [_in_chat(n) if n % 2 else _by_phone(n) for n in range(count)]


def name_of(message: NewMessage | Claimed) -> str:
    """What the platform knows it by."""
    body: Any = message.body
    return message.tracking or str(body["prompt"]["text"])


def _in_chat(n: int) -> NewMessage:
    prompt = {"text": f"Câu hỏi số {n}", "options": []}
    return NewMessage(
        f"reply/{n}", None, "reply", "zalo", f"r{n}", None,
        {"prompt": prompt, "user": f"u{n}", "conversation": n}, START,
        account=ACCOUNT, way="consultation",
    )  # fmt: skip


def _by_phone(n: int) -> NewMessage:
    body = {
        "kind": "invite", "to": f"849{n:08d}", "template": "390001", "token": "Zm9v",
        "code": "K7M29QXB", "facts": _FACTS,
    }  # fmt: skip
    return NewMessage(
        f"{n}/invite/1/zalo", None, "invite", "zalo", f"r{n}", None, body, START,
        opens=450, closes=1230, tracking=f"ref{n}.i1z", account=ACCOUNT, way="template_phone",
    )  # fmt: skip


async def _main(db: str, port: int, seed: int, hours: int) -> None:
    async with sending(db, port, seed, START + timedelta(hours=hours), SMALL) as on_its_way:
        await on_its_way.post.sweep()
        print("sending", flush=True)
        await on_its_way.to_rest()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], *(int(given) for given in sys.argv[2:])))
