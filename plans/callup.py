"""When the next person of a list is called up, reminded, or let go. Pure: `now` is not needed.

A quota counts valid opinions, so it is never a reason to stop that an answer was bad, and
never a reason to go on that it was good: the rules here do not see answers.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plans.model import Plan


class Step(StrEnum):
    """What falls due on an invitation that has not begun."""

    REMIND = "remind"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Due:
    """The next step of an invitation, and its moment in UTC."""

    step: Step
    at: datetime


def how_many(quota: int, valid: int, pending: int, started: int) -> int:
    """How many cases of a unit to call up now.

    `valid` opinions are in; `pending` people are invited and have not begun; `started` have
    begun and not ended. Everyone out there might still answer, so no more are called than
    the quota could take: more would be asked for nothing. Whoever has begun may finish.
    """
    return max(0, quota - valid - pending - started)


def reminder_at(plan: Plan, invited_at: datetime, number: int) -> datetime:
    """When reminder `number` (1-based) may leave, in UTC: always inside the plan's window.

    Each delay counts from the message before it. Raises ValueError where the plan has no
    such reminder.
    """
    if not 1 <= number <= len(plan.reminders):
        raise ValueError(f"the plan has {len(plan.reminders)} reminders, not {number}")
    moment = plan.window.next_open(invited_at)
    for delay in plan.reminders[:number]:
        moment = plan.window.next_open(moment + delay)
    return moment


def silent_at(plan: Plan, invited_at: datetime) -> datetime:
    """When somebody who has not begun counts as silent, and a reserve may be called."""
    reminders = len(plan.reminders)
    last = (
        reminder_at(plan, invited_at, reminders) if reminders else plan.window.next_open(invited_at)
    )
    return last + plan.patience


def expires_at(plan: Plan, invited_at: datetime) -> datetime:
    """When the link stops taking answers."""
    return plan.window.next_open(invited_at) + plan.expires


def next_due(plan: Plan, invited_at: datetime, reminded: int) -> Due:
    """The next step for somebody who has not begun, after `reminded` reminders."""
    if reminded < len(plan.reminders):
        return Due(Step.REMIND, reminder_at(plan, invited_at, reminded + 1))
    return Due(Step.SILENT, silent_at(plan, invited_at))
