"""The pace of mail: so many a minute and a day to each receiver, growing after good days. Pure.

A rate is kept by short slots (post/lanes.py), a day's bound by Vietnamese days. Both bind what we
begin; an answer or an officer's mail is counted and never waits for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ground.when import local_date
from post.bounds import Bound, Limits
from post.lanes import slot_of

FORGOTTEN = timedelta(days=30)
"""A receiver that had no mail for so long knows us no more: it begins anew."""


@dataclass(frozen=True, slots=True)
class Paced:
    """What has gone to one receiver, as its row has it."""

    name: str
    slot: datetime | None = None
    taken: int = 0  # in that slot
    day: date | None = None
    day_taken: int = 0
    day_most: int = 0


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of so many mails."""

    sent: int
    bounced: int
    complaints: int


def on_day(row: Paced, bound: Bound, today: date, good: bool) -> Paced:
    """The row on a new day: more after a good day that used half of its bound, half after a bad.

    `good` tells of the row's last day. The same day gives the row itself.
    """
    if row.day == today:
        return row
    most = row.day_most
    if row.day is None or today - row.day > FORGOTTEN:
        most = bound.first
    elif not good:
        most = max(most // 2, 1)
    elif row.day_taken * 2 >= most:
        most *= bound.growth
    return replace(row, day=today, day_taken=0, day_most=min(max(most, 1), bound.most))


def free(row: Paced, bound: Bound, now: datetime) -> int:
    """What may still be begun now; the row is of today."""
    start, holds = slot_of(bound.rate, now)
    left = holds - (row.taken if row.slot == start else 0)
    return max(min(left, row.day_most - row.day_taken), 0)


def took(row: Paced, bound: Bound, now: datetime, count: int, back: int = 0) -> Paced:
    """The row after so many more; `back` did not leave after all, and are free again today."""
    start, _ = slot_of(bound.rate, now)
    before = row.taken if row.slot == start else 0
    day_taken = max(row.day_taken + count - back, 0)
    return replace(row, slot=start, taken=before + count, day_taken=day_taken)


def shares(free_of: Mapping[str, int], most: int) -> dict[str, int]:
    """`most` shared out fairly: what one cannot use is the others'; nobody gets over its own."""
    shared: dict[str, int] = {}
    left = most
    for place, (name, own) in enumerate(sorted(free_of.items(), key=lambda item: item[1])):
        part = min(own, -(-left // (len(free_of) - place)))
        if part > 0:
            shared[name] = part
            left -= part
    return shared


def verdict(returned: Returned, limits: Limits) -> str | None:
    """Why nothing more may be begun, "<class>:<percent>/<mails>"; None = it may."""
    sent, complaints = returned.sent, returned.complaints
    if not sent:
        return None
    bounced, complained = 100 * returned.bounced / sent, 100 * complaints / sent
    if complaints >= 2 and complained >= limits.hard:
        return f"spam:{complained:.1f}/{sent}"
    if sent >= limits.complaints_least and complained >= limits.complaints:
        return f"complaints:{complained:.1f}/{sent}"
    if sent >= limits.bounces_least and bounced > limits.bounces:
        return f"bounces:{bounced:.1f}/{sent}"
    return None


def local_day(now: datetime) -> date:
    """The day that a bound counts by."""
    return local_date(now)
