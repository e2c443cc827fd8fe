"""The hours of the night in which some messages are refused, in Vietnam [INF, H]."""

from sandbox.values import local

FROM_HOUR, TO_HOUR = 22, 6


def is_night(now_ms: int) -> bool:
    """Whether it is 22:00 to 06:00 in Vietnam."""
    hour = local(now_ms).hour
    return hour >= FROM_HOUR or hour < TO_HOUR
