"""A time of day, stored as HH:MM."""

import re

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.bounds import bounds, outside
from flows.language.kinds.entry import KindEntry, Parsed, Problem, as_stored
from flows.language.source import Source
from flows.model import Kind, Question

_TIME = re.compile(r"([01]?\d|2[0-3])[:hg]([0-5]\d)(?::[0-5]\d)?")


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    return (bounds(question, source, _spelled),)


def _parse(question: Question, raw: str) -> Parsed:
    spelled = _spelled(question, raw)
    if isinstance(spelled, Problem):
        return spelled
    return outside(question, spelled) or spelled


def _spelled(_: Question, raw: str) -> Parsed:
    found = _TIME.fullmatch(raw.strip().lower())
    return f"{int(found[1]):02d}:{found[2]}" if found else Problem("no_time")


def _samples(question: Question) -> tuple[str, ...]:
    ends = tuple(bound for bound in (question.low, question.high) if bound is not None)
    return tuple(dict.fromkeys(ends)) or ("09:30",)


TIME = KindEntry(
    word="time",
    kind=Kind.TIME,
    vi="Một giờ trong ngày.",
    en="A time of day.",
    example={"text": "Ông/Bà đến lúc mấy giờ?", "kind": "time"},
    read=_read,
    name=lambda _: Name(Type.TIME),
    value=as_stored,
    parse=_parse,
    samples=_samples,
    keys=(keys.LOW, keys.HIGH, keys.DEFAULT),
    dont_know=True,
)
