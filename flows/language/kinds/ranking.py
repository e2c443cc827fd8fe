"""All choices put in an order, the first place first; every one has a place."""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import read_choices
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, Parsed, Problem, values
from flows.language.source import Source
from flows.model import SEPARATOR, Kind, Question, Value


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    choices = read_choices(source)
    return (replace(question, choices=choices, shuffled=source.flag("shuffled")),)


def _parse(question: Question, raw: str) -> Parsed:
    given = raw.split(SEPARATOR)
    if sorted(given) != sorted(values(question)):
        return Problem("rank_all", {"count": len(question.choices)})
    return SEPARATOR.join(given)


def _value(_: Question, stored: str) -> Value:
    return tuple(stored.split(SEPARATOR))


def _samples(question: Question) -> tuple[str, ...]:
    """As they stand, and the other way round."""
    order = values(question)
    return tuple(dict.fromkeys((SEPARATOR.join(order), SEPARATOR.join(reversed(order)))))


RANKING = KindEntry(
    word="ranking",
    kind=Kind.RANKING,
    vi="Xếp thứ tự các lựa chọn, quan trọng nhất trước.",
    en="The choices put in order, the most important first.",
    example={
        "text": "Ông/Bà mong điều gì được cải thiện trước?",
        "kind": "ranking",
        "choices": {"nhanh": "Nhanh hơn", "gon": "Ít giấy tờ hơn", "ro": "Hướng dẫn rõ hơn"},
    },
    read=_read,
    name=lambda question: Name(Type.SET, values(question)),
    value=_value,
    parse=_parse,
    samples=_samples,
    keys=(keys.CHOICES, keys.SHUFFLED),
    dont_know=True,
)
