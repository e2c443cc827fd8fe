"""A day, stored as YYYY-MM-DD."""

import re
from datetime import date

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.bounds import bounds_or, with_bounds, within
from flows.language.kinds.entry import KindEntry, Parsed, Problem, as_stored
from flows.model import Kind, Question

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _spelled(_: Question, raw: str) -> Parsed:
    """YYYY-MM-DD as browsers post it, or day/month/year as people write it."""
    text = raw.strip()
    if found := _ISO.fullmatch(text):
        year, month, day = found.groups()
    elif found := _LOCAL.fullmatch(text):
        day, month, year = found.groups()
    else:
        return Problem("no_date")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return Problem("no_date")


DATE = KindEntry(
    word="date",
    kind=Kind.DATE,
    vi="Một ngày.",
    en="A day.",
    example={"text": "Ông/Bà nhận kết quả ngày nào?", "kind": "date", "low": "2026-01-01"},
    read=lambda question, source: with_bounds(question, source, _spelled),
    name=lambda _: Name(Type.DATE),
    value=as_stored,
    parse=within(_spelled),
    samples=bounds_or("2026-11-02"),
    keys=(keys.LOW, keys.HIGH, keys.DEFAULT, keys.ALERT),
    dont_know=True,
)
