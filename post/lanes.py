"""A lane's pace, its breakers and its rests, read from their rows. Pure; it sends nothing.

What leaves by one account shares a lane over all processes. Its row counts the calls of the
present slot; rows beside it stop a part of it: a road (`zalo/1!phone`) whose host fails, or one
registered template (`zalo/1#390001`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from post.bounds import MailPace

SLOT = timedelta(seconds=3)
"""The rate is kept by stretches this short: smooth, and never a burst at each minute."""
USED = 0.95
"""Of the platform's rate. The rest is for calls claimed in one slot and made in the next."""
BEGUN = 0.75
"""Of each slot for what we begin; the rest is kept free for answers to people."""
BREAK_AFTER = 10
"""Failures of one kind in a row that open a breaker (facts: Convoy's 10)."""
PROBE_EVERY = timedelta(seconds=30)
MINUTE = timedelta(minutes=1)

BY_PHONE = ("template_phone", "rating_phone")
"""The ways that go to the platform's other host."""


class Road(StrEnum):
    """The hosts that an account's messages go to. They fail apart from each other."""

    CHAT = "chat"
    PHONE = "phone"


class Trouble(StrEnum):
    """What a breaker counts, each by itself."""

    LINE = "line"  # no answer, or none that is the platform's
    HOST = "host"  # the platform answered that it cannot


@dataclass(frozen=True, slots=True)
class Lane:
    """What leaves by one account, or by mail. `rate` is in calls a minute; 0 = not paced."""

    name: str  # "zalo/<oa id>" or "email"
    channel: str
    account: str | None = None
    usual: bool = True  # messages that name no account leave by it
    rate: int = 0
    shared: str | None = None  # the row of a rate that several lanes share, such as the app's
    shared_rate: int = 0
    in_flight: int = 0  # calls at once, each replaced when it ends; 0 = in rounds
    pace: MailPace | None = None  # by receiver and day; None = not paced so


@dataclass(frozen=True, slots=True)
class Stand:
    """A row as it stands."""

    name: str
    slot: datetime | None = None
    taken: int = 0
    paused: str | None = None
    broken_until: datetime | None = None
    failures: int = 0
    resumed_at: datetime | None = None

    def stopped(self, now: datetime) -> bool:
        """Whether nothing may pass: an officer must act, or its time is not over."""
        return self.paused is not None or (
            self.broken_until is not None and self.broken_until > now
        )

    @property
    def broken(self) -> bool:
        """Whether its breaker is open: after its time, one message tries whether it can close."""
        return self.failures >= BREAK_AFTER and self.broken_until is not None


@dataclass(frozen=True, slots=True)
class Room:
    """What may be claimed now."""

    most: int
    begun: int  # of them, so many that we begin
    open: frozenset[Road]
    probed: frozenset[Road]  # half open: one message, to see
    resting: frozenset[str]  # templates


SHUT = Room(0, 0, frozenset(), frozenset(), frozenset())


def road_of(way: str | None) -> Road:
    """The host that a way goes to."""
    return Road.PHONE if way in BY_PHONE else Road.CHAT


def road_row(lane: str, road: Road, trouble: Trouble | None = None) -> str:
    """The row of a road's rest, or of one of its breakers."""
    return f"{lane}!{road}/{trouble}" if trouble else f"{lane}!{road}"


def begun_row(lane: str) -> str:
    """The row that stops what we begin, and lets answers and officers' mail pass."""
    return f"{lane}!begun"


def template_row(lane: str, template: str) -> str:
    """The row of a template's rest."""
    return f"{lane}#{template}"[:40]


def slot_of(rate: int, now: datetime) -> tuple[datetime, int]:
    """The start of the present slot, and the calls that it holds; at a low rate it is longer."""
    used = rate * USED
    seconds = max(SLOT.total_seconds(), 60 / used)
    start = now.timestamp() // seconds * seconds
    return datetime.fromtimestamp(start, UTC), max(int(used * seconds / 60), 1)


def room(lane: Lane, rows: Mapping[str, Stand], now: datetime, most: int) -> Room:
    """What may be claimed of a lane; `rows` are its own, by name, and the shared one."""
    if any(rows[name].stopped(now) for name in (lane.name, lane.shared or "") if name in rows):
        return SHUT
    quiet = rows.get(begun_row(lane.name))
    begun = 0 if quiet is not None and quiet.stopped(now) else most
    for name, rate in ((lane.name, lane.rate), (lane.shared or "", lane.shared_rate)):
        if rate:
            start, holds = slot_of(rate, now)
            row = rows.get(name)
            taken = row.taken if row is not None and row.slot == start else 0
            fair = 2 if name == lane.shared else 1  # half of what is left, so that others get some
            most = min(most, -(-max(holds - taken, 0) // fair))
            begun = min(begun, -(-max(max(int(holds * BEGUN), 1) - taken, 0) // fair))
    roads = {road: _road(lane.name, road, rows, now) for road in Road}
    prefix = f"{lane.name}#"
    return Room(
        most,
        min(begun, most),
        frozenset(road for road, stand in roads.items() if stand == "open"),
        frozenset(road for road, stand in roads.items() if stand == "probed"),
        frozenset(
            name.removeprefix(prefix)
            for name, row in rows.items()
            if name.startswith(prefix) and row.stopped(now)
        ),
    )


def _road(lane: str, road: Road, rows: Mapping[str, Stand], now: datetime) -> str:
    names = (road_row(lane, road), *(road_row(lane, road, trouble) for trouble in Trouble))
    found = [rows[name] for name in names if name in rows]
    if any(row.stopped(now) for row in found):
        return "shut"
    return "probed" if any(row.broken for row in found) else "open"


def after_minute(now: datetime, spread: float) -> datetime:
    """The next minute, when the platform counts anew, and up to 5 s more."""
    start = now.replace(second=0, microsecond=0) + MINUTE
    return start + timedelta(seconds=0.5 + 4.5 * spread)


@dataclass(frozen=True, slots=True)
class Rest:
    """A row that stops a part of a lane: until a moment, or for a reason until an officer acts."""

    row: str
    until: datetime | None = None
    reason: str | None = None  # "<class>:<code>"


@dataclass(frozen=True, slots=True)
class Learned:
    """What one call says of its road. `trouble` None = the platform answered; it is well."""

    road: Road
    trouble: Trouble | None = None
    counts: bool = True  # False: it says nothing of the road, as a full minute does
    rest: Rest | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What a batch of calls does to one breaker."""

    row: str
    well: bool  # a call went well: count from nothing
    failed: int  # in a row, since then


def counts(lane: str, learned: Sequence[Learned]) -> list[Count]:
    """The breakers that a batch moves, in the order in which its calls ended."""
    found: dict[str, Count] = {}
    for each in learned:
        if not each.counts:
            continue
        for trouble in Trouble:
            row = road_row(lane, each.road, trouble)
            before = found.get(row, Count(row, False, 0))
            if each.trouble is trouble:
                found[row] = Count(row, before.well, before.failed + 1)
            elif each.trouble is not Trouble.LINE:  # without an answer nothing is known
                found[row] = Count(row, True, 0)
    return [found[row] for row in sorted(found)]
