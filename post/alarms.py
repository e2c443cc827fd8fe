"""Officers are told by mail when a lane stops, or when nothing is heard while we send. No SQL here.

Whoever stops a lane only writes it down (post.ports.Lanes): this tells, once a pause, and once a
silence. The mail goes through the outbox, so that a crash neither loses nor doubles it. Where it is
mail itself that stands still, that mail waits too: so each pause also stands in the log.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

import structlog

from ground.doors import Door
from ground.when import at_local, local_date
from post.ports import NewMessage, Pause

DAY_FROM, DAY_TO = time(7), time(21)
"""Hours in which citizens are awake: only these count as silence."""
FEWEST_SENT = 10
"""After fewer messages nobody need have answered."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """What happened and what to do, in Vietnamese and English."""

    vi: str
    do_vi: str
    en: str
    do_en: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came and went on a channel."""

    last: datetime | None  # the newest event; None = there never was one
    sent: int  # messages sent after it
    since: datetime | None  # when the first of them was sent


class AlarmPort(Protocol):
    """What is to be told, and that it was; inside a transaction."""

    def paused(self) -> Mapping[str, Pause]:
        """Every paused lane."""
        ...

    def tell(self, mails: Sequence[NewMessage], now: datetime) -> None:
        """Put mails in the outbox; a key that is there already is left alone."""
        ...

    def told(self, lane: str, now: datetime) -> None:
        """Officers were told of this pause."""
        ...

    def heard(self, channel: str) -> Heard:
        """When a channel was heard last, and what was sent after it."""
        ...


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing was heard for so long of the day while so many messages were sent."""

    last: datetime | None  # when something was heard before it: the silence's name
    hours: int
    sent: int

    @property
    def reason(self) -> str:
        """As a pause would have it: the channel knows its words."""
        return f"silent:{self.hours}/{self.sent}"


@dataclass(frozen=True, slots=True)
class Alarms:
    """Who is told, and in which words."""

    door: Door[AlarmPort]
    officers: Sequence[str]  # mail addresses, each once
    words: Callable[[str, str], Words]  # of a lane and a reason
    hash_of: Callable[[str], str]  # the keyed hash of a mail address
    silent_hours: int  # of Zalo; 0 = never an alarm

    async def tell(self, now: datetime) -> int:
        """Tell of every pause that nobody was told of; how many."""
        untold = await self.door.run(lambda port: self._tell(port, now))
        for lane, pause in untold.items():
            log.error("post.lane_stopped", lane=lane, reason=pause.reason)
        return len(untold)

    async def tell_silence(self, now: datetime) -> None:
        """Tell of a silence, once until something is heard."""
        if found := await self.silence(now):
            began = found.last or datetime.fromtimestamp(0, UTC)
            mails = self._mails("zalo", found.reason, began, now)
            await self.door.run(lambda port: port.tell(mails, now))

    async def silence(self, now: datetime) -> Silence | None:
        """Zalo's silence, if it lasts too long."""
        if not self.silent_hours:
            return None
        heard = await self.door.read(lambda port: port.heard("zalo"))
        return silence(heard, self.silent_hours, now)

    def _tell(self, port: AlarmPort, now: datetime) -> Mapping[str, Pause]:
        untold = {lane: pause for lane, pause in port.paused().items() if pause.told_at is None}
        for lane, pause in untold.items():
            port.tell(self._mails(lane, pause.reason, pause.at, now), now)
            port.told(lane, now)
        return untold

    def _mails(self, lane: str, reason: str, at: datetime, now: datetime) -> list[NewMessage]:
        words = self.words(lane, reason)
        body = {
            "kind": "channel",
            "vi": words.vi,
            "do_vi": words.do_vi,
            "en": words.en,
            "do_en": words.do_en,
        }
        mails = []
        for officer in self.officers:
            hashed = self.hash_of(officer)
            key = f"alarm/{lane}/{round(at.timestamp() * 1000)}/{hashed}"
            mails.append(
                NewMessage(key, None, "alert", "email", hashed, None, body | {"to": officer}, now)
            )
        return mails


def silence(heard: Heard, hours: int, now: datetime) -> Silence | None:
    """Whether nothing was heard for so many hours of the day since the first message was sent."""
    if heard.since is None or heard.sent < FEWEST_SENT:
        return None
    if daytime(heard.since, now) < timedelta(hours=hours):
        return None
    return Silence(heard.last, hours, heard.sent)


def daytime(start: datetime, end: datetime) -> timedelta:
    """How much of the time between lies in the hours of the day."""
    total, day = timedelta(), local_date(start)
    while day <= local_date(end):
        opens, closes = at_local(day, DAY_FROM), at_local(day, DAY_TO)
        total += max(min(end, closes) - max(start, opens), timedelta())
        day += timedelta(days=1)
    return total
