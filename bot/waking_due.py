"""The bot's clockwork: waking who said “later”, reminding who began in chat and stopped.

Each by a turn with a natural key; doing it twice wakes and reminds nobody twice.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock_ports import WakingPort
from bot.closing_due import BATCH, TakeTurn
from bot.events import WentSilent, Woken
from bot.turns import Turn
from ground.doors import Door
from ground.when import Window


@dataclass(frozen=True, slots=True)
class Reminding:
    """A plan's times: each reminder counts from the message before it, patience from the last."""

    plan: str
    reminders: tuple[timedelta, ...]
    patience: timedelta
    window: Window

    def waits(self) -> Iterator[tuple[int, timedelta, bool]]:
        """(reminders used, how long it is silent then, whether it is the last word)."""
        for used, wait in enumerate(self.reminders):
            yield used, wait, False
        yield len(self.reminders), self.patience, True


async def wake_due(door: Door[WakingPort], take: TakeTurn, now: datetime) -> int:
    """Wake whose “later” has come; how many."""
    due = await door.read(lambda port: port.waking(now, BATCH))
    turns = [
        Turn(
            event_key=f"clock/later/{wake.conversation}/{wake.number}",
            kind="clock",
            event=Woken(wake.number),
            received_at=now,
            conversation=wake.conversation,
        )
        for wake in due
    ]
    await asyncio.gather(*(take(turn) for turn in turns))
    if due:
        await door.run(lambda port: port.woken(due))
    return len(due)


async def remind_silent(
    door: Door[WakingPort], take: TakeTurn, plan: Reminding, now: datetime
) -> int:
    """Remind who began in chat and stopped, only in the plan's hours; how many."""
    if not plan.window.is_open(now):
        return 0
    count = 0
    for used, wait, last in plan.waits():
        since = now - wait
        found = await door.read(
            lambda port, used=used, since=since: port.silent(plan.plan, used, since, BATCH)  # type: ignore[misc]
        )
        turns = [
            Turn(
                event_key=f"clock/silent/{one.conversation}/{one.reminded}/{one.since.timestamp():.0f}",
                kind="clock",
                event=WentSilent(last),
                received_at=now,
                conversation=one.conversation,
            )
            for one in found
        ]
        await asyncio.gather(*(take(turn) for turn in turns))
        count += len(turns)
    return count
