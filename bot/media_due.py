"""What citizens attached is fetched before its link dies: a few at a time, apart from the webhook.

It opens no socket: `fetch` is the channel's. What cannot be fetched is told in the thread.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from ground.doors import Door

AT_ONCE = 4
MOST = 40
"""Fetched in one tick."""
HOLD = timedelta(minutes=2)
"""So long nobody else takes what was taken in hand."""
LADDER = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=8), timedelta(minutes=20))
"""Between tries: some say that links live for half an hour."""

KINDS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/amr": "amr",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/mp4": "m4a",
    "audio/aac": "aac",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/msword": "doc",
    "text/plain": "txt",
}

"""Types that are kept, and the usual ending of such a file."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was attached, and its type by its own bytes."""

    kind: str
    content: bytes


class MediaRefused(Exception):
    """It may not be kept: another host, too large, no known type, or it is gone for good."""


class MediaGone(Exception):
    """It could not be fetched now."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to fetch; `tries` were made."""

    id: int
    event_key: str
    url: str
    tries: int


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was fetched, for the officer."""

    kind: str
    name: str
    content: bytes


class MediaPort(Protocol):
    """The list of what is to be fetched, and what was."""

    def due(self, now: datetime, until: datetime, limit: int) -> Sequence[Waiting]:
        """Take in hand what is due, and put it off until then for everybody else."""
        ...

    def here(self, waiting: Waiting, fetched: Fetched) -> None:
        """Keep what was fetched, sealed."""
        ...

    def not_here(self, waiting: Waiting, why: str, again: datetime | None) -> None:
        """It failed: try again then, or (None) never more."""
        ...

    def kept(self, id_: int) -> Kept | None:
        """What was fetched; None where nothing is here."""
        ...

    def forget(self, closed_before: datetime) -> int:
        """Drop what lies in threads that were closed before that; an accusation's stays."""
        ...


async def fetch_due(
    door: Door[MediaPort], fetch: Callable[[str], Awaitable[Fetched]], now: datetime
) -> int:
    """Fetch what is due; how many arrived."""
    taken = await door.run(lambda port: list(port.due(now, now + HOLD, MOST)))
    arrived = 0
    for start in range(0, len(taken), AT_ONCE):
        few = taken[start : start + AT_ONCE]
        arrived += sum(await asyncio.gather(*(_one(door, fetch, one, now) for one in few)))
    return arrived


async def _one(
    door: Door[MediaPort],
    fetch: Callable[[str], Awaitable[Fetched]],
    waiting: Waiting,
    now: datetime,
) -> bool:
    try:
        fetched = await fetch(waiting.url)
    except (MediaRefused, MediaGone) as error:
        left = LADDER[waiting.tries :] if isinstance(error, MediaGone) else ()
        again = now + left[0] if left else None
        log.info("media.not_here", media=waiting.id, why=str(error), again=again is not None)
        await door.run(lambda port, why=str(error)[:40]: port.not_here(waiting, why, again))  # type: ignore[misc]
        return False
    await door.run(lambda port: port.here(waiting, fetched))
    return True
