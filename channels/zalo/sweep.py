"""A sweep over recent chats: what the webhook missed is read from their history, once each.

The key of a message is the one that the webhook gives it, so that what was heard already changes
nothing. It is bounded and paced; it reads back at most so far as repeats are remembered.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson
import structlog

from bot.turns import Arrival, Outcome
from channels.zalo import events as e
from channels.zalo.history import Row, read_row
from channels.zalo.read import Ears, arrival, message_key

PAGE = 10
"""Rows of a call: the platform's limit."""
MOST_CHATS = 2000
MOST_PAGES = 50
"""Pages of one chat."""
ROUNDS = 3
"""A chat that is written to meanwhile moves to the top and may be passed over: looked for again."""
FARTHEST = timedelta(days=6)
"""Repeats are remembered for 7 days."""

log = structlog.get_logger(__name__)


class History(Protocol):
    """What the platform lets read. Every method raises SendError."""

    async def recent_chats(self, offset: int, count: int) -> list[Mapping[str, Any]]:
        """The newest message of each chat, the newest chat first."""
        ...

    async def chat(self, user: str, offset: int, count: int) -> list[Mapping[str, Any]]:
        """One chat's messages, the newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep of one account found."""

    account: str
    chats: int
    messages: int
    new: int  # of citizens, which nobody had heard
    whole: bool  # False where a bound cut it short


class Sweep:
    """Sweeps one account."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        account: str,
        history: History,
        ears: Ears,
        take: Callable[[Arrival], Awaitable[Outcome]],
        now: Callable[[], datetime],
        pause: Callable[[], Awaitable[None]],
    ) -> None:
        self._account = account
        self._history = history
        self._ears = ears
        self._take = take
        self._now = now
        self._pause = pause

    async def run(self, since: datetime) -> Swept:
        """Take in every message since then. Raises SendError; what was taken stays taken."""
        since = max(since, self._now() - FARTHEST)
        visited: set[str] = set()
        messages = new = 0
        whole = True
        for _ in range(ROUNDS):
            users = [user for user in await self._recent(since) if user not in visited]
            if not users:
                break
            for user in users:
                visited.add(user)
                rows, all_ = await self._chat(user, since)
                whole = whole and all_
                messages += len(rows)
                new += await self._heard(rows)
        swept = Swept(self._account, len(visited), messages, new, whole)
        log.info("zalo.swept", chats=swept.chats, messages=messages, new=new, whole=whole)
        return swept

    async def _recent(self, since: datetime) -> list[str]:
        """The users whose chats were written in since then."""
        users: dict[str, None] = {}
        for offset in range(0, MOST_CHATS, PAGE):
            await self._pause()
            rows = await self._history.recent_chats(offset, PAGE)
            read = [found for row in rows if (found := read_row(row, self._account))]
            users |= {row.user: None for row in read if row.at >= since}
            if len(rows) < PAGE or any(row.at < since for row in read):
                break
        return list(users)

    async def _chat(self, user: str, since: datetime) -> tuple[list[Row], bool]:
        """The chat's rows since then, oldest first, and whether these are all."""
        found: list[Row] = []
        for page in range(MOST_PAGES):
            await self._pause()
            rows = await self._history.chat(user, page * PAGE, PAGE)
            read = [one for row in rows if (one := read_row(row, self._account))]
            found += [row for row in read if row.at >= since and row.user == user]
            if len(rows) < PAGE or any(row.at < since for row in read):
                return found[::-1], True
        return found[::-1], False

    async def _heard(self, rows: list[Row]) -> int:
        """Take the rows as the webhook would have brought them; how many citizens' were new."""
        new = 0
        for row in rows:
            if row.event is None:
                continue
            what = row.event.what
            kind = "oa_send" if isinstance(what, e.Echoed) else "user_send"
            id_ = getattr(what, "id", "")
            key = message_key(self._account, kind, id_)
            if key is None:
                continue
            told = {"swept": True, "event": row.event}
            raw = orjson.dumps(told)
            outcome = await self._take(arrival(row.event, key, self._now(), raw, self._ears))
            new += kind == "user_send" and outcome.state != "duplicate"
        return new
