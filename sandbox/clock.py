"""The sandbox's own time. It runs with real time unless frozen, and jumps when told to.

It never goes back, and reads no clock of the machine: `monotonic` is passed in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sandbox.values import Json, epoch_ms, iso, local
from sandbox.waiting import Bell


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the local day in which the agency begins messages: [opens, closes)."""

    opens: time
    closes: time

    @classmethod
    def read(cls, words: str) -> "Window":
        """From "07:30-20:30"; raises ValueError."""
        opens, _, closes = words.partition("-")
        return cls(time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip()))

    def next_opening(self, now_ms: int) -> int:
        """The next opening strictly after now, in epoch milliseconds."""
        here = local(now_ms)
        opening = datetime.combine(here.date(), self.opens, here.tzinfo)
        return epoch_ms(opening if opening > here else opening + timedelta(days=1))


class VirtualClock:
    """Virtual time in epoch milliseconds; `version` counts the jumps."""

    def __init__(self, start_ms: int, monotonic: Callable[[], float], frozen: bool = False) -> None:
        self._base_ms = start_ms
        self._monotonic = monotonic
        self._since = monotonic()
        self.frozen = frozen
        self.version = 1
        self.bell = Bell()

    @property
    def now_ms(self) -> int:
        """The virtual moment."""
        if self.frozen:
            return self._base_ms
        return self._base_ms + int((self._monotonic() - self._since) * 1000)

    def advance(self, seconds: float) -> None:
        """Jump forward; raises ValueError for a step back."""
        if not 0 <= seconds <= 10 * 366 * 86400:
            raise ValueError("advance must be 0 or more seconds, at most ten years")
        self._base_ms += round(seconds * 1000)
        self.version += 1
        self.bell.ring()

    def restore(self, row: Json) -> None:
        """Go on where an earlier run stood (the row that `state` gave)."""
        base, version = row.get("base_ms"), row.get("version")
        if isinstance(base, int) and isinstance(version, int):
            self._base_ms, self.version = base, version
            self._since = self._monotonic()

    def state(self) -> Json:
        """What a later run needs to go on."""
        return {"base_ms": self.now_ms, "version": self.version}

    def answer(self) -> Json:
        """What the control API tells: {"now": ISO UTC, "version": n, "frozen": bool}."""
        return {"now": iso(self.now_ms), "version": self.version, "frozen": self.frozen}
