"""A point of a scale that is defined once; values "1" to "n", lowest first."""

from dataclasses import replace

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, number_of, one_of, values
from flows.language.source import Source
from flows.model import Kind, Question


def numbers(question: Question) -> Name:
    """A number with few values."""
    return Name(Type.NUMBER, tuple(int(choice.value) for choice in question.choices))


def read(question: Question, source: Source) -> tuple[Question, ...]:
    """The points of the scale that is named, and whether the highest is shown first."""
    part = source.need("scale")
    name = part.one_of(source.scales, "F014", "scale") if part else ""
    points = source.scales.get(name, ())
    return (replace(question, choices=points, descending=source.flag("descending")),)


SCALE = KindEntry(
    word="scale",
    kind=Kind.SCALE,
    vi="Chọn một mức của thang đo, mức thấp nhất trước.",
    en="One point of a scale, lowest first.",
    example={"text": "Ông/Bà hài lòng thế nào về …?", "scale": "hai_long", "alert": [1, 2]},
    read=read,
    name=numbers,
    value=number_of,
    parse=one_of,
    samples=values,
    keys=(keys.SCALE, keys.DESCENDING, keys.CRITERION, keys.ALERT, keys.ENDS, keys.GOES_TO),
    implied_by="scale",
    dont_know=True,
)
