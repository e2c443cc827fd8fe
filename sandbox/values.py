"""Reading JSON of unknown shape, and times in milliseconds. It never raises on odd input."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeAlias

import orjson

Json: TypeAlias = dict[str, object]

# Vietnam has had no summer time since 1975; a fixed offset needs no zone database.
VIETNAM = timezone(timedelta(hours=7), "ICT")


def parse(raw: bytes | str) -> Json | None:
    """The JSON object in `raw`; None when it is not JSON, or not an object."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None


def part(row: Mapping[str, object], key: str) -> Json:
    """The object under `key`, or an empty one."""
    value = row.get(key)
    return value if isinstance(value, dict) else {}


def text(row: Mapping[str, object], key: str) -> str:
    """The string under `key`, or ""."""
    value = row.get(key)
    return value if isinstance(value, str) else ""


def number(row: Mapping[str, object], key: str, default: float) -> float:
    """The number under `key` (a bool is none), or `default`."""
    value = row.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else default


def whole(row: Mapping[str, object], key: str, default: int) -> int:
    """The number under `key` cut to a whole one, or `default`; digits in a string count."""
    value = row.get(key)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    return int(number(row, key, default))


def moment(ms: int) -> datetime:
    """The UTC moment of an epoch in milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def iso(ms: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment(ms).isoformat(timespec="milliseconds")


def local(ms: int) -> datetime:
    """The same moment on a Vietnamese wall clock."""
    return moment(ms).astimezone(VIETNAM)


def epoch_ms(when: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return round(when.timestamp() * 1000)
