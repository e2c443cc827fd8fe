"""Time as the law and the citizen see it: Asia/Ho_Chi_Minh. It never reads a clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_WORKDAYS = range(5)  # Monday to Friday


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock. Refuses a naive time."""
    if moment.tzinfo is None:
        raise ValueError(f"a naive time was passed in: {moment.isoformat()}")
    return moment.astimezone(VIETNAM)


def local_date(moment: datetime) -> date:
    """The Vietnamese calendar day of a moment."""
    return local(moment).date()


def at_local(day: date, hour: time) -> datetime:
    """The UTC moment of a Vietnamese wall-clock time."""
    return datetime.combine(day, hour, VIETNAM).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of the local day in which we may begin a message: [opens, closes)."""

    opens: time
    closes: time

    def is_open(self, moment: datetime) -> bool:
        """Whether `moment` lies inside, the closing minute excluded."""
        return self.opens <= local(moment).time() < self.closes

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself if the window is open, else the next opening, in UTC."""
        if self.is_open(moment):
            return moment
        here = local(moment)
        day = here.date() if here.time() < self.opens else here.date() + timedelta(days=1)
        return at_local(day, self.opens)

    @classmethod
    def parse(cls, text: str) -> "Window":
        """From "07:30-17:00"; raises ValueError."""
        opens, _, closes = text.partition("-")
        return cls(time.fromisoformat(opens), time.fromisoformat(closes))

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True)
class Office:
    """Working hours: the window on Monday to Friday. It knows no holidays."""

    hours: Window

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is there."""
        return local(moment).weekday() in _WORKDAYS and self.hours.is_open(moment)

    def closes_at(self, moment: datetime) -> datetime:
        """When the office closes on that day, in UTC."""
        return at_local(local_date(moment), self.hours.closes)

    def next_open(self, moment: datetime) -> datetime:
        """`moment` itself if it is open, else the next opening, in UTC."""
        opening = self.hours.next_open(moment)
        while local(opening).weekday() not in _WORKDAYS:
            opening = at_local(local_date(opening) + timedelta(days=1), self.hours.opens)
        return opening


def minute_of_day(moment: datetime) -> int:
    """Minutes since local midnight, 0 to 1439."""
    here = local(moment)
    return here.hour * 60 + here.minute
