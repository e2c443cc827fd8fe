"""A time of day, stored as HH:MM."""

import re

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.bounds import bounds_or, with_bounds, within
from flows.language.kinds.entry import KindEntry, Parsed, Problem, as_stored
from flows.model import Kind, Question

_TIME = re.compile(r"([01]?\d|2[0-3])[:hg]([0-5]\d)(?::[0-5]\d)?")


def _spelled(_: Question, raw: str) -> Parsed:
    found = _TIME.fullmatch(raw.strip().lower())
    return f"{int(found[1]):02d}:{found[2]}" if found else Problem("no_time")


TIME = KindEntry(
    word="time",
    kind=Kind.TIME,
    vi="Một giờ trong ngày.",
    en="A time of day.",
    example={"text": "Ông/Bà đến lúc mấy giờ?", "kind": "time"},
    read=lambda question, source: with_bounds(question, source, _spelled),
    name=lambda _: Name(Type.TIME),
    value=as_stored,
    parse=within(_spelled),
    samples=bounds_or("09:30"),
    keys=(keys.LOW, keys.HIGH, keys.DEFAULT),
    dont_know=True,
)
