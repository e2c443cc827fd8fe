"""Figures as the desk prints them. Pure."""

from results.figures import percent, ratio, spelled, wilson


def figure(part: int | None, base: int) -> str:
    """A share as "83,94%"; "–" over nothing, and of no number."""
    share = None if part is None else ratio(part, base)
    return "–" if share is None else spelled(percent(share))


def interval(part: int | None, base: int) -> str:
    """The 95 % interval (Wilson) of a share, as "74,4–96,5"; "" where there is none."""
    found = None if part is None else wilson(part, base)
    if found is None:
        return ""
    low, high = (spelled(end, unit="") for end in found)
    return f"{low}–{high}"
