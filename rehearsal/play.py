"""The rehearsal's time: it jumps from event to event, and nothing happens in between.

An event is the next act of a citizen, or a tick of the clockwork. Ticks come when the window opens
each day, and when something can fall due that the plan hangs on a message: a reminder, the end of
patience, the end of the link; with ordered faults also when a send may be tried again.
"""

import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ground.when import Window, at_local, local_date
from plans.model import Plan
from rehearsal.stage import Stage
from rehearsal.town import Town
from wiring import WAVE

RETRIES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 61, 12 * 60 + 1, 24 * 60 + 1))
GRID_SECONDS = 300

Told = Callable[[int, int, int], None]
"""Told how it goes: virtual days gone, valid opinions, opinions wanted."""


@dataclass(slots=True)
class Play:
    """One rehearsal, after the draw."""

    stage: Stage
    town: Town
    plan: Plan
    quotas: Mapping[str, int]
    told: Told
    ticks: "Ticks" = field(init=False)

    def __post_init__(self) -> None:
        self.ticks = Ticks(self.plan, bool(self.town.orders.shares))

    async def run(self, days: int) -> None:
        """Play until every list has come to its end, or so many virtual days are over."""
        begun = now = self.stage.clock.now()
        end = begun + timedelta(days=days)
        await self._moment()
        await self.town.strange()
        over = False
        while not over:
            visit, tick = self.town.next_visit(), self.ticks.after(now)
            following = max(now, min(visit, tick) if visit else tick)
            if following > end:
                return
            await self.stage.move_to(following)
            moved = await self._moment(ticking=following >= tick)
            now = self.stage.clock.now()
            over = moved and await self._over((now - begun).days)

    async def _moment(self, ticking: bool = True) -> bool:
        """What is due is done, citizens whose moment it is act, and what follows is done.

        Gives whether anything happened.
        """
        moved = ticking and await self.stage.settle()
        if moved:
            await self._look()
        visit = self.town.next_visit()
        if visit is None or visit > self.stage.clock.now():
            return moved
        await self.town.act()
        await self.stage.settle()
        await self._look()
        return True

    async def _look(self) -> None:
        before = self.town.reached
        await self.town.look()
        if self.town.reached > before:
            self.ticks.sent(self.stage.clock.now())

    async def _over(self, day: int) -> bool:
        """Every quota is met or its list at its end, and nobody is still out there."""
        door = self.stage.system.store.door(lambda unit: unit.plans)
        states = await door.read(lambda port: port.states(self.plan.name, WAVE))
        self.told(day, sum(s.valid for s in states), sum(self.quotas.values()))
        return all(
            not s.started
            and not s.pending
            and (s.valid >= self.quotas.get(s.unit.code, 0) or not s.waiting)
            for s in states
        )


class Ticks:
    """When the product's clockwork may have something to do."""

    def __init__(self, plan: Plan, faults: bool) -> None:
        waits = [*plan.reminders, plan.patience]
        steps = (sum(waits[: n + 1], timedelta()) for n in range(len(waits)))
        self._delays = (*steps, plan.expires, *(RETRIES if faults else ()))
        self._window = plan.window
        self._due: list[datetime] = []

    def sent(self, now: datetime) -> None:
        """Something was sent at `now`: what the plan hangs on it falls due later."""
        for delay in self._delays:
            heapq.heappush(self._due, _up(self._window.next_open(now + delay)))

    def after(self, now: datetime) -> datetime:
        """The next tick after `now`."""
        while self._due and self._due[0] <= now:
            heapq.heappop(self._due)
        opening = next_opening(self._window, now)
        return min(opening, self._due[0]) if self._due else opening


def _up(moment: datetime) -> datetime:
    """Up to the next full five minutes, so that ticks fall together."""
    over = -int(moment.timestamp()) % GRID_SECONDS
    return moment.replace(microsecond=0) + timedelta(seconds=over)


def next_opening(window: Window, now: datetime) -> datetime:
    """The next opening of the window after `now`."""
    today = at_local(local_date(now), window.opens)
    return today if today > now else at_local(local_date(now) + timedelta(days=1), window.opens)
