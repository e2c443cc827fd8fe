"""Several of the choices; stored in the order of the choices, "none" only by itself."""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import MAX_CHOICES, with_other
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, Parsed, Problem, values
from flows.language.source import Source
from flows.model import SEPARATOR, Kind, Question, Value


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    most = source.whole("most", 1, MAX_CHOICES, 0) or None
    chosen = replace(question, shuffled=source.flag("shuffled"), most=most)
    made = with_other(chosen, source, Type.SET)
    count = sum(not choice.exclusive for choice in made[0].choices)
    if most is not None and most > count > 0:
        source.found["most"].fault("F083", key="most", value=most, limit=count)
    return made


def _parse(question: Question, raw: str) -> Parsed:
    given = {part for part in raw.split(SEPARATOR) if part}
    chosen = [choice for choice in question.choices if choice.value in given]
    if not chosen or len(chosen) < len(given):
        return Problem("no_such_choice")
    alone = next((choice for choice in chosen if choice.exclusive), None)
    if alone is not None and len(chosen) > 1:
        return Problem("goes_alone", {"label": alone.label})
    if question.most is not None and len(chosen) > question.most:
        return Problem("too_many", {"most": question.most})
    return SEPARATOR.join(choice.value for choice in chosen)


def _value(_: Question, stored: str) -> Value:
    return tuple(stored.split(SEPARATOR))


def _samples(question: Question) -> tuple[str, ...]:
    """Each alone, and as many together as may be."""
    alone = values(question)
    together = [choice.value for choice in question.choices if not choice.exclusive]
    joined = SEPARATOR.join(together[: question.most])
    return tuple(dict.fromkeys((*alone, joined)))


MULTI = KindEntry(
    word="multi",
    kind=Kind.MULTI,
    vi="Chọn nhiều lựa chọn.",
    en="Several of the choices.",
    example={
        "text": "Ông/Bà đã dùng những kênh nào?",
        "kind": "multi",
        "choices": {"zalo": "Zalo", "thu": "Thư điện tử"},
        "other": True,
        "none_of_these": True,
    },
    read=_read,
    name=lambda question: Name(Type.SET, values(question)),
    value=_value,
    parse=_parse,
    samples=_samples,
    keys=(
        keys.CHOICES,
        keys.OTHER,
        keys.NONE_OF_THESE,
        keys.MOST,
        keys.SHUFFLED,
        keys.DEFAULT,
        keys.ALERT,
    ),
    dont_know=True,
)
