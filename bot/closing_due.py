"""The bot's clockwork: closing what has expired or whose quota is full, each by a turn."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.clock_ports import ClosingPort
from bot.events import Ended
from bot.turns import Arrival, Outcome, Turn
from flows.model import Ending
from ground.doors import Door

BATCH = 500

TakeTurn = Callable[[Arrival], Awaitable[Outcome]]


async def close_due(door: Door[ClosingPort], take: TakeTurn, now: datetime) -> int:
    """Close what is due at `now`; how many. Doing it twice closes nothing twice."""
    due = await door.read(lambda port: port.due(now, BATCH))
    await asyncio.gather(*(take(closing_turn(id_, ending, now)) for id_, ending in due))
    return len(due)


def closing_turn(conversation: int, ending: Ending, now: datetime) -> Turn:
    """The turn that closes it; whoever finds it due first, it is one turn."""
    return Turn(
        event_key=f"clock/{ending.value}/{conversation}",
        kind="clock",
        event=Ended(ending),
        received_at=now,
        conversation=conversation,
    )
