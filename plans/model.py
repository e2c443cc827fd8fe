"""A compiled plan: who is asked, how many, over which channels and when.

Pure data. It reads no file and no clock; `plans/compile.py` makes it from an officer's YAML.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from ground.when import Window
from plans.allocate import proportional


class LegalBasis(StrEnum):
    """On what the survey rests (law 91/2025/QH15): a body's public task, or consent asked first."""

    PUBLIC_TASK = "public_task"
    CONSENT = "consent"


class Shortage(StrEnum):
    """What becomes of a quota that a unit's cases cannot fill."""

    REPORT = "report"  # it is named in every table and given to no other unit


@dataclass(frozen=True, slots=True)
class Days:
    """Vietnamese calendar days, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class LastDays:
    """So many days counted back from the day of the draw, that day included."""

    count: int


Period: TypeAlias = Days | LastDays


@dataclass(frozen=True, slots=True)
class Fixed:
    """A quota written for each unit: code to valid opinions. 0 = the unit is not asked."""

    by_unit: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proportional:
    """A total shared out by number of cases when the draw is made, and fixed from then on."""

    units: tuple[str, ...]
    minimum: int  # valid opinions for a unit that has as many cases


Quota: TypeAlias = Fixed | Proportional


@dataclass(frozen=True, slots=True)
class Months:
    """So many calendar months after the day of the draw."""

    count: int


class Reach(StrEnum):
    """A way to reach a citizen; a plan names those that it uses, in order."""

    CONSULTATION = "consultation"  # into the chat, free so long after their last act there
    PAID_CONSULTATION = "paid_consultation"  # the same, billed, for some days more
    TEMPLATE_USER = "template_user"  # a template by user id, where that is cheaper than by phone
    TEMPLATE_PHONE = "template_phone"
    RATING = "rating"  # the rating template: its stars are the first answer
    EMAIL = "email"

    @property
    def channel(self) -> str:
        """The channel that it leaves by."""
        return "email" if self is Reach.EMAIL else "zalo"


@dataclass(frozen=True, slots=True)
class ZaloTemplates:
    """Ids of the templates that Zalo has approved; "" where the plan needs none of the kind.

    `rating`: the one with five stars; the stars answer the question `rating_answers`.
    """

    invite: str
    remind: str
    rating: str = ""
    rating_answers: str = ""
    account: str = ""  # the Official Account that the plan asks by; "" = the first one


@dataclass(frozen=True, slots=True)
class Budget:
    """What a plan may spend, in đồng, and at how many percent of it officers are warned."""

    total: int
    warn: int


@dataclass(frozen=True, slots=True)
class Officers:
    """Who is told by mail that a citizen's words wait at the desk; "" = nobody is."""

    mail: str  # who answers for the body that asks
    supervisor: str  # the province's: accusations go here and nowhere else


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan without faults, with the text that it was read from."""

    name: str
    title: str
    department: str  # who asks
    hotline: str
    flow: str  # the survey's name
    agencies: str  # the file of units, beside the plan
    period: Period
    statuses: frozenset[str]  # of a case, by the national sync: "10", and "9" where written
    total: int  # valid opinions over all units
    quota: Quota
    shortage: Shortage
    seed: str | None  # None: drawn once and recorded with the draw
    reach: tuple[Reach, ...]  # in order of preference
    budget: Budget | None
    zalo: ZaloTemplates | None
    window: Window  # in which we may begin a message
    office: Window  # Monday to Friday, when somebody reads what is handed over
    officers: Officers
    reminders: tuple[timedelta, ...]  # each counted from the message before it
    patience: timedelta  # after the last message; then the person counts as silent
    expires: timedelta  # the life of the link, from the invitation
    keep_until: date | Months  # so long the link between answer and case is kept
    legal_basis: LegalBasis
    alerts: Mapping[str, str]  # unit code to mail address, for every unit that is asked
    source: str  # the YAML as written
    hash: str  # SHA-256 hex of `source` in UTF-8
    sensitive: tuple[str, ...] = ()  # words that a mail does not name, beside plans/sensitive.yaml

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels of the ways, each once."""
        return tuple(dict.fromkeys(way.channel for way in self.reach))


def days_of(plan: Plan, today: date) -> Days:
    """The plan's period; `today` is the Vietnamese day of the draw."""
    match plan.period:
        case Days():
            return plan.period
        case LastDays(count):
            return Days(today - timedelta(days=count - 1), today)


def quotas_of(plan: Plan, sizes: Mapping[str, int]) -> dict[str, int]:
    """Quota by unit code; `sizes` is the number of cases in the frame by unit code.

    A unit that `sizes` does not name has none. Raises MinimumTooHigh (plans/allocate.py).
    """
    match plan.quota:
        case Fixed(by_unit):
            return dict(by_unit)
        case Proportional(units, minimum):
            counts = {code: sizes.get(code, 0) for code in units}
            return proportional(counts, plan.total, minimum)


def keeps_until(plan: Plan, drawn_on: date) -> date:
    """The last day on which answers can be traced to their case; it stands in the notice."""
    match plan.keep_until:
        case Months(count):
            year, month = divmod(drawn_on.year * 12 + drawn_on.month - 1 + count, 12)
            return date(year, month + 1, min(drawn_on.day, monthrange(year, month + 1)[1]))
        case date():
            return plan.keep_until
