"""One to five stars (or another number); values "1" to "n"."""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import MAX_POINTS, MIN_POINTS
from flows.language.defaults import stars
from flows.language.kinds.entry import KindEntry, number_of, one_of, values
from flows.language.kinds.scale import numbers
from flows.language.source import Source
from flows.model import Choice, Kind, Question

USUAL = 5


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    count = source.whole("points", MIN_POINTS, MAX_POINTS, USUAL)
    points = tuple(
        Choice(str(n), source.translations.spoken(stars(n)), icon="★" * n)
        for n in range(1, min(max(count, MIN_POINTS), MAX_POINTS) + 1)
    )
    return (replace(question, choices=points),)


STARS = KindEntry(
    word="stars",
    kind=Kind.STARS,
    vi="Chấm sao, từ 1 đến 5.",
    en="Stars, 1 to 5.",
    example={"text": "Ông/Bà chấm mấy sao cho …?", "kind": "stars", "alert": [1, 2]},
    read=_read,
    name=numbers,
    value=number_of,
    parse=one_of,
    samples=values,
    keys=(keys.POINTS, keys.CRITERION, keys.ALERT, keys.ENDS, keys.GOES_TO),
)
