"""What a mail that comes in is, as the reading of it ends. Data only."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The eight things that a mail to us can be."""

    HARD = "hard"  # the address takes no mail: nothing is sent to it again
    SOFT = "soft"  # this mail is lost, the address may live
    POLICY = "policy"  # refused for what we are or sent: ours to mend, not against the address
    DELAYED = "delayed"  # still under way
    AUTO = "auto"  # a machine's answer in a person's name
    COMPLAINT = "complaint"  # its receiver calls our mail unwanted
    HUMAN = "human"
    OTHER = "other"


BOUNCES = frozenset((Kind.HARD, Kind.SOFT, Kind.POLICY, Kind.DELAYED))

MILDNESS = (Kind.OTHER, Kind.DELAYED, Kind.POLICY, Kind.SOFT, Kind.HARD)
"""From the mildest on: where several verdicts speak of one mail, the mildest counts.

A mail of ours has one recipient. A report of several comes from an alias or a list behind it, and
as long as one of them may have got the mail, nothing is held against the address.
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mail is, and the enhanced status code that says so ("5.1.1"); None = none does."""

    kind: Kind
    status: str | None = None


def mildest(verdicts: list[Verdict]) -> Verdict:
    """The verdict that counts among several bounces; there must be one."""
    return min(verdicts, key=lambda one: MILDNESS.index(one.kind))
