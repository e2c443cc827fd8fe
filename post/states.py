"""The outbox's states and the one place that decides what a failure leads to. Pure.

queued -> leased -> sending -> sent | failed | unknown | dead; leased and sending may fall back
to queued. Unknown is never sent again on our own: a receipt, an echo or a person closes it.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import assert_never

from ground.when import Window, at_local, local_date
from post.lanes import Lane, Learned, Rest, after_minute, road_of, road_row, template_row
from post.ports import Claimed, Failure, Handed, Scope, SendError, Settled, Wait
from post.rules import Rules

AFTER_MIDNIGHT = timedelta(minutes=2)
SPREAD_AFTER_MIDNIGHT = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Spread:
    """A fraction in [0, 1) that spreads retries over time, drawn from the message itself."""

    value: float

    @staticmethod
    def of(message: Claimed) -> "Spread":
        """The same for the same message and try: no randomness to seed."""
        return Spread(((message.id * 2654435761 + message.tries * 40503) % 1000) / 1000)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a call ended: for its row, and for its lane."""

    settled: Settled
    learned: Learned


def backoff(tries: int, spread: Spread, rules: Rules) -> timedelta:
    """Full jitter: between a second and `retry_first` · 2^tries, at most `retry_longest`."""
    longest = min(rules.retry_first * (1 << tries), rules.retry_longest)
    return max(longest * spread.value, timedelta(seconds=1))


def sent(message: Claimed, handed: Handed) -> Ended:
    """The platform took it."""
    return Ended(
        Settled(
            message.id,
            message.fence,
            "sent",
            handed.platform_id,
            tries=message.tries + 1,
            price=handed.price,
        ),
        Learned(road_of(message.way)),
    )


def failed(lane: Lane, message: Claimed, error: SendError, now: datetime, rules: Rules) -> Ended:
    """What a failure leads to, for the message and for what leaves with it."""
    free = _free_at(message, error, now, rules)
    rest = _rest(lane, message, error, free)
    counts = error.wait is not Wait.MINUTE
    learned = Learned(road_of(message.way), error.trouble, counts, rest)
    return Ended(_settled(message, error, _Stood(now, free, rest), rules), learned)


@dataclass(frozen=True, slots=True)
class _Stood:
    """When the failure came, when the platform will hear of it again, and what rests till then."""

    now: datetime
    free_at: datetime
    rest: Rest | None


def _rest(lane: Lane, message: Claimed, error: SendError, free_at: datetime) -> Rest | None:
    """What else must stop."""
    row = _row(lane, message, error.scope)
    if row is None:
        return None
    if error.kind is Failure.CONFIG:
        return Rest(row, reason=f"{error.reason or 'config'}:{error.code}")
    return Rest(row, until=free_at)


def _row(lane: Lane, message: Claimed, scope: Scope) -> str | None:
    match scope:
        case Scope.MESSAGE:
            return None
        case Scope.TEMPLATE:
            return template_row(lane.name, message.template) if message.template else None
        case Scope.ROAD:
            return road_row(lane.name, road_of(message.way))
        case Scope.ACCOUNT:
            return lane.name
        case Scope.APP:
            return lane.shared or lane.name
        case _:
            assert_never(scope)


_ENDS = {
    Failure.RETRY: "dead",  # after its tries
    Failure.CONFIG: "dead",  # the same, of an unknown code
    Failure.RECIPIENT: "failed",
    Failure.WINDOW: "failed",
    Failure.PAYLOAD: "dead",
    Failure.UNKNOWN: "unknown",
}


def _settled(message: Claimed, error: SendError, stood: _Stood, rules: Rules) -> Settled:
    told = f"{error.kind}:{error.code}"
    again = _again(message, error, stood, rules)
    if again is None:
        state = _ENDS[error.kind]
        return Settled(message.id, message.fence, state, error=told, tries=message.tries + 1)
    moment, counted = again
    due = _in_hours(message, moment)
    return Settled(message.id, message.fence, "queued", error=told, due_at=due, tries=counted)


def _again(
    message: Claimed, error: SendError, stood: _Stood, rules: Rules
) -> tuple[datetime, int] | None:
    """When it is tried again, and the tries counted till then; None = never."""
    now, tries = stood.now, message.tries + 1
    match error.kind:
        case Failure.RETRY if error.wait is Wait.MINUTE:
            return stood.free_at, message.tries
        case Failure.DEFER:
            return stood.free_at, message.tries
        case Failure.CONFIG if stood.rest is not None:
            return now, message.tries  # it waits by the row that stops it
        case Failure.CONFIG if error.wait is Wait.ADMIN:
            return now + rules.config_wait, message.tries
        case Failure.RETRY if error.wait is Wait.SLOW:
            return _slowly(message, now, rules)
        case Failure.RETRY | Failure.CONFIG if tries >= rules.retry_tries:
            return None
        case Failure.RETRY:
            wait = error.retry_after or backoff(tries, Spread.of(message), rules)
            return now + wait, tries
        case Failure.CONFIG:
            return now + rules.config_wait * (1 << message.tries), tries
        case Failure.RECIPIENT | Failure.WINDOW | Failure.PAYLOAD | Failure.UNKNOWN:
            return None
        case _:
            assert_never(error.kind)


def _slowly(message: Claimed, now: datetime, rules: Rules) -> tuple[datetime, int] | None:
    """After each wait of the list, spread over a quarter more; None after the last one."""
    if message.tries >= len(rules.mail_again):
        return None
    wait = rules.mail_again[message.tries]
    return now + wait * (1 + Spread.of(message).value / 4), message.tries + 1


def _free_at(message: Claimed, error: SendError, now: datetime, rules: Rules) -> datetime:
    """When the platform will hear of it again."""
    spread = Spread.of(message).value
    match error.wait:
        case Wait.MINUTE:
            return after_minute(now, spread)
        case Wait.MORNING:
            return _next(rules.night_morning, now)
        case Wait.TOMORROW:
            return _next(time(0), now) + AFTER_MIDNIGHT + SPREAD_AFTER_MIDNIGHT * spread
        case _:
            return now + (error.retry_after or rules.retry_longest)


def _next(hour: time, now: datetime) -> datetime:
    """That hour in Vietnam, today or tomorrow, after `now`."""
    today = at_local(local_date(now), hour)
    return today if today > now else at_local(local_date(now) + timedelta(days=1), hour)


def _in_hours(message: Claimed, moment: datetime) -> datetime:
    """Never outside the hours that its plan gave it."""
    if message.opens is None or message.closes is None:
        return moment
    return Window(_hour(message.opens), _hour(message.closes)).next_open(moment)


def _hour(minutes: int) -> time:
    """A minute of the day; midnight at its end counts as its last minute."""
    return time(*divmod(min(minutes, 1439), 60))
