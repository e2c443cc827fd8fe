"""What follows from a survey or a question alone is worked out once and kept with it.

Never what a talk says. A question with choices of a single talk's own is made for that talk, and
what was kept goes with it.
"""

from collections.abc import Callable, Hashable
from typing import TypeVar

from flows.model import Flow, Question

Made = TypeVar("Made")


def once(make: Callable[..., Made], of: Flow | Question, *more: Hashable) -> Made:
    """`make(of, *more)`, which must depend on nothing else; made at the first call."""
    key = (make, *more)
    kept: dict[object, Made] = of.kept
    try:
        return kept[key]
    except KeyError:
        return kept.setdefault(key, make(of, *more))
