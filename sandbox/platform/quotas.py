"""How much was sent on the present Vietnamese day, by account and by account and template.

That the days end at midnight is ASSUMED for all but promotion [OQ].
"""

from sandbox.chats import Bubble
from sandbox.values import local


class DayCounts:
    """Counters that begin anew each day; O(1)."""

    def __init__(self) -> None:
        self._day = ""
        self._counts: dict[str, int] = {}

    def taken(self, key: str, now_ms: int) -> int:
        """How many were taken today."""
        self._turn(now_ms)
        return self._counts.get(key, 0)

    def left(self, key: str, now_ms: int, most: int) -> int:
        """How many of `most` are left today."""
        return max(most - self.taken(key, now_ms), 0)

    def take(self, key: str, now_ms: int) -> None:
        """One was accepted."""
        self._turn(now_ms)
        self._counts[key] = self._counts.get(key, 0) + 1

    def restore(self, bubble: Bubble) -> None:
        """Count what an earlier run accepted; oldest first."""
        if bubble.by_phone and not bubble.wallet:
            for key in keys(bubble.oa, bubble.template_id):
                self.take(key, bubble.time)

    def _turn(self, now_ms: int) -> None:
        day = local(now_ms).date().isoformat()
        if day != self._day:
            self._day = day
            self._counts.clear()


def keys(oa_id: str, template_id: str) -> tuple[str, str]:
    """The account's counter, and the one of a template of it."""
    return oa_id, f"{oa_id}/{template_id}"
