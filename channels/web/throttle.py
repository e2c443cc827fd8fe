"""How much one invitation, and everybody together, may post; how many links may be guessed.

Never by address: a whole commune stands behind one of its carrier, and the counter's Wi-Fi behind
another. It is kept in memory, of each process for itself, and bounded; a restart forgets it.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_KNOWN = 10_000
"""Invitations that are remembered; the one longest quiet is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What a bucket holds when it is full, and what flows back in a second."""

    most: float
    per_second: float


EACH = Rate(most=60, per_second=1)
"""Posts of one invitation: nobody answers a question a second for a minute, and more."""
ALL = Rate(most=4_000, per_second=2_000)
"""Posts of all: above what a process can keep, so that it turns away rather than queues."""
GUESSES = Rate(most=300, per_second=2)
"""Links that open nothing: a mailing's worth of truncated ones at once, and two a second on."""


@dataclass(slots=True)
class _Bucket:
    rate: Rate
    level: float
    at: float

    def take(self, now: float) -> bool:
        """One out of it; False = it is empty."""
        flown = max(0.0, now - self.at) * self.rate.per_second
        self.level, self.at = min(self.rate.most, self.level + flown), now
        if self.level < 1:
            return False
        self.level -= 1
        return True


@dataclass(slots=True)
class Throttle:
    """The buckets of one process. `seconds` is any steady clock."""

    seconds: Callable[[], float]
    each: Rate = EACH
    all: Rate = ALL
    guesses: Rate = GUESSES
    _known: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _everybody: _Bucket = field(init=False)
    _guessed: _Bucket = field(init=False)

    def __post_init__(self) -> None:
        now = self.seconds()
        self._everybody = _Bucket(self.all, self.all.most, now)
        self._guessed = _Bucket(self.guesses, self.guesses.most, now)

    def may_post(self, ref: str) -> bool:
        """Whether one more form of this invitation is read now."""
        now = self.seconds()
        bucket = self._known.pop(ref, None) or _Bucket(self.each, self.each.most, now)
        self._known[ref] = bucket
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return bucket.take(now) and self._everybody.take(now)

    def may_guess(self) -> bool:
        """Whether one more link that opens nothing is answered as such."""
        return self._guessed.take(self.seconds())
