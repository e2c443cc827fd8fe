"""Dates as lists write them. It never takes a month for a day: day first, or year first."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

_OFFSET = timedelta(hours=7)  # Vietnam's, without summer time, since 1975
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ ,T]+(\d{1,2})[:hg](\d{2})(?::(\d{2}))?)?"
)
_HOUR_FIRST = re.compile(
    r"(\d{1,2})[:hg](\d{2})(?::(\d{2}))?[ ,\-]+(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})"
)
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_SERIAL_ZERO = datetime(1899, 12, 30, tzinfo=UTC) - _OFFSET  # Excel's day 0
_SERIALS = range(30000, 73051)  # 1982 to 2099


def read_moment(text: str) -> datetime | None:
    """A UTC moment from Vietnamese wall-clock text, or None where it cannot be read.

    "20260115081500" (the national sync), "15/01/2026 08:15", "08:15 15/01/2026", "2026-01-15",
    ISO times with or without an offset, and Excel serials such as "46037.34". A mere date is its
    midnight.
    """
    if not text:
        return None
    if match := _STAMP.fullmatch(text):
        year, month, day, *clock = match.groups()
        return _moment((year, month, day), clock)
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, *clock = match.groups()
        return _moment((year, month, day), clock)
    if match := _HOUR_FIRST.fullmatch(text):
        *clock, day, month, year = match.groups()
        return _moment((year, month, day), clock)
    if (match := _SERIAL.fullmatch(text)) and int(match[1]) in _SERIALS:
        seconds = round(float(f"0.{match[2] or 0}") * 86400)
        return _SERIAL_ZERO + timedelta(days=int(match[1]), seconds=seconds)
    return _iso(text)


def _moment(day: tuple[str, str, str], clock: Sequence[str | None]) -> datetime | None:
    year, month, date = day
    hour, minute, second = clock
    moment = int(year), int(month), int(date), int(hour or 0), int(minute or 0), int(second or 0)
    try:
        return datetime(*moment, tzinfo=UTC) - _OFFSET
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> datetime | None:
    if not (text[:4].isdigit() and text[4:5] == "-"):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC) - _OFFSET
    except (ValueError, OverflowError):
        return None
