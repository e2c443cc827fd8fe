"""A day, stored as YYYY-MM-DD."""

import re
from datetime import date

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.bounds import bounds, outside
from flows.language.kinds.entry import KindEntry, Parsed, Problem, as_stored
from flows.language.source import Source
from flows.model import Kind, Question

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    return (bounds(question, source, _spelled),)


def _parse(question: Question, raw: str) -> Parsed:
    spelled = _spelled(question, raw)
    if isinstance(spelled, Problem):
        return spelled
    return outside(question, spelled) or spelled


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


def _samples(question: Question) -> tuple[str, ...]:
    ends = tuple(bound for bound in (question.low, question.high) if bound is not None)
    return tuple(dict.fromkeys(ends)) or ("2026-11-02",)


DATE = KindEntry(
    word="date",
    kind=Kind.DATE,
    vi="Một ngày.",
    en="A day.",
    example={"text": "Ông/Bà nhận kết quả ngày nào?", "kind": "date", "low": "2026-01-01"},
    read=_read,
    name=lambda _: Name(Type.DATE),
    value=as_stored,
    parse=_parse,
    samples=_samples,
    keys=(keys.LOW, keys.HIGH, keys.DEFAULT),
    dont_know=True,
)
