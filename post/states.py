"""The outbox's states and the one place that decides what a failure leads to. Pure.

queued -> leased -> sending -> sent | failed | unknown | dead; leased and sending may fall back
to queued. Unknown is never sent again on our own: a receipt or a person closes it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from post.ports import Claimed, Failure, Handed, SendError, Settled

MAX_TRIES = 6
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
CONFIG_WAIT = timedelta(minutes=10)
"""How long a message rests when an admin must act first."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A fraction in [0, 1) that spreads retries over time, drawn from the message itself."""

    value: float

    @staticmethod
    def of(message: Claimed) -> "Spread":
        """The same for the same message and try: no randomness to seed."""
        return Spread(((message.id * 2654435761 + message.tries * 40503) % 1000) / 1000)


def backoff(tries: int, spread: Spread) -> timedelta:
    """Full jitter: between nothing and 5 s · 2^tries, at most 15 minutes."""
    longest = min(FIRST_WAIT * (1 << tries), LONGEST_WAIT)
    return max(longest * spread.value, timedelta(seconds=1))


def sent(message: Claimed, handed: Handed) -> Settled:
    """The platform took it."""
    return Settled(
        message.id,
        message.fence,
        "sent",
        handed.platform_id,
        tries=message.tries + 1,
        price=handed.price,
    )


def failed(message: Claimed, error: SendError, now: datetime) -> Settled:
    """What a failure leads to."""
    tries, told = message.tries + 1, f"{error.kind}:{error.code}"

    def end(state: str) -> Settled:
        return Settled(message.id, message.fence, state, error=told, tries=tries)

    def again(wait: timedelta, counted: int) -> Settled:
        due = now + wait
        return Settled(message.id, message.fence, "queued", error=told, due_at=due, tries=counted)

    match error.kind:
        case Failure.RETRY if tries >= MAX_TRIES:
            return end("dead")
        case Failure.RETRY:
            return again(error.retry_after or backoff(tries, Spread.of(message)), tries)
        case Failure.DEFER:
            return again(error.retry_after or LONGEST_WAIT, message.tries)
        case Failure.CONFIG:
            return again(CONFIG_WAIT, message.tries)
        case Failure.RECIPIENT | Failure.WINDOW:
            return end("failed")
        case Failure.PAYLOAD:
            return end("dead")
        case Failure.UNKNOWN:
            return end("unknown")
        case _:
            assert_never(error.kind)
