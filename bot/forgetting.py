"""What arrived is forgotten when its time is over: repeats, and what nothing followed from."""

from datetime import datetime, timedelta

from bot.inbox_ports import InboxPort
from ground.doors import Door

REPEATS = timedelta(days=7)
"""A repeat is known for so long; after that its own age refuses it (channels/zalo/read.py)."""
KEPT = timedelta(days=30)
AT_ONCE = 500
"""Rows of one transaction: the writer is not held longer."""
MOST_ROUNDS = 20


async def forget(door: Door[InboxPort], now: datetime) -> int:
    """Forget what has run out, in small transactions; how many arrivals were forgotten."""
    forgotten = 0
    for _ in range(MOST_ROUNDS):
        done = await door.run(lambda port: port.prune(now - REPEATS, now - KEPT, AT_ONCE))
        forgotten += done
        if done < AT_ONCE:
            break
    return forgotten
