"""When a contact belongs to nobody in particular. It decides; storage counts."""

from dataclasses import dataclass

SHARED_ABOVE = 20
"""Cases. A phone or an email on more than this many is an agent's or a desk's: it is set aside
and listed, its owner is nobody, and it is no key of a person."""


@dataclass(frozen=True, slots=True)
class SharedContact:
    """One contact that was set aside, for an officer to look at."""

    channel: str  # "phone" or "email"
    value: str
    cases: int
