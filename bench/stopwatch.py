"""Seconds that passed and seconds of processor time, and what a list of them comes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Lap:
    """So many of something done in so many seconds."""

    count: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Processor time of this process for one, in milliseconds."""
        return self.cpu_seconds * 1000 / self.count


class Stopwatch:
    """Runs from its making."""

    def __init__(self) -> None:
        self._wall, self._cpu = perf_counter(), process_time()

    def lap(self, count: int) -> Lap:
        """What passed since, for `count` things done."""
        return Lap(count, perf_counter() - self._wall, process_time() - self._cpu)


def rate(laps: Sequence[Lap]) -> float:
    """The median of the laps' rates."""
    return median(lap.rate for lap in laps)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
