"""What a link leads to and never changes: remembered, so that a posted form reads nothing twice.

The turn itself finds the conversation and locks it; what is remembered here only says which one.
It is kept in memory, of each process for itself, and bounded; a restart forgets it.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

MOST_KNOWN = 20_000
"""Invitations that are remembered; the one longest unseen is forgotten first."""


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """The conversation of a link, its plan, and when its time runs out."""

    conversation: int
    plan: str
    until: datetime


@dataclass(slots=True)
class Links:
    """By the reference of the invitation (channels/web/passes.py), never by its token."""

    _known: OrderedDict[str, LinkFacts] = field(default_factory=OrderedDict)

    def get(self, ref: str) -> LinkFacts | None:
        """The facts, if this process has seen the link before."""
        found = self._known.get(ref)
        if found is not None:
            self._known.move_to_end(ref)
        return found

    def put(self, ref: str, facts: LinkFacts) -> None:
        """Remember them."""
        self._known[ref] = facts
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
