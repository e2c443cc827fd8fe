"""The rehearsal's time: it jumps from event to event, and nothing happens in between.

An event is the next act of a citizen, or a tick of the clockwork: when the window opens and every
three hours while it is open, which is often enough for steps that are days apart.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ground.when import Window, at_local, local_date
from plans.model import Plan
from rehearsal.stage import Stage
from rehearsal.town import Town
from wiring import WAVE

TICK = timedelta(hours=3)

Told = Callable[[int, int, int], None]
"""Told how it goes: virtual days gone, valid opinions, opinions wanted."""


@dataclass(slots=True)
class Play:
    """One rehearsal, after the draw."""

    stage: Stage
    town: Town
    plan: Plan
    quotas: Mapping[str, int]
    told: Told = lambda _days, _valid, _wanted: None

    async def run(self, days: int) -> None:
        """Play until every list has come to its end, or so many virtual days are over."""
        begun = now = self.stage.clock.now()
        end = begun + timedelta(days=days)
        await self._moment()
        await self.town.strange()
        while not await self._over((now - begun).days):
            visit, tick = self.town.next_visit(), next_tick(self.plan.window, now)
            following = max(now, min(visit, tick) if visit else tick)
            if following > end:
                return
            await self.stage.move_to(following)
            await self._moment()
            now = self.stage.clock.now()

    async def _moment(self) -> None:
        """What is due is done, citizens whose moment it is act, and what follows is done."""
        await self.stage.settle()
        await self.town.look()
        visit = self.town.next_visit()
        if visit is not None and visit <= self.stage.clock.now():
            await self.town.act()
            await self.stage.settle()
            await self.town.look()

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


def next_tick(window: Window, now: datetime) -> datetime:
    """The next tick after `now`."""
    for day in (local_date(now), local_date(now) + timedelta(days=1)):
        moment, closes = at_local(day, window.opens), at_local(day, window.closes)
        while moment < closes:
            if moment > now:
                return moment
            moment += TICK
    raise AssertionError("a window opens every day")
