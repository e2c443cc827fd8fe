"""What stands beside a field on the page: its hints, what is ticked, what belongs to it. Pure.

It phrases no sentence: they come from the flow and from `words/`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.view import Field
from channels.web.read import places_of
from flows.language.kinds.text import USUAL, USUAL_SHORT
from flows.model import DONT_KNOW, SEPARATOR, SKIPPED, Kind, Shape

MOST_IN_A_ROW = 6
LONGEST_IN_A_ROW = 28
"""Signs of a label that stands in a row, on three lines at most."""


@dataclass(frozen=True, slots=True)
class Beside:
    """All that a field's template needs besides the field and the page's words."""

    blank: bool  # left blank, and told so
    hints: tuple[str, ...]
    picked: Mapping[str, str]  # choices that are ticked, each with its place in a ranking or ""
    filled: str  # what stands in a written field
    unknown: bool  # “don't know” is ticked
    described: str  # ids of all that explains it, for aria-describedby; "" = nothing does
    row: bool  # its choices stand side by side where the screen is wide
    faces: bool  # each of its choices has an icon, which is shown large


def beside(field: Field, t: Mapping[str, str], language: str, missing: bool) -> Beside:
    """What stands beside `field`; `missing` = blank fields are told of."""
    blank = missing and field.answer is None and not field.held
    hints = tuple(_hints(field, t, language))
    return Beside(
        blank=blank,
        hints=hints,
        picked=_picked(field),
        filled=_filled(field, language),
        unknown=(field.filled if field.held else field.answer) == DONT_KNOW,
        described=" ".join(_described(field, blank, bool(hints))),
        row=_row(field),
        faces=bool(field.choices) and all(choice.icon for choice in field.choices),
    )


def had_of(field: Field, language: str) -> str:
    """What the field would send if nobody touched it, where it shows an answer; "" = nothing.

    The form brings it along, so that an older page takes back nothing that it only showed.
    """
    if field.answer in (None, SKIPPED) or field.kind.shape is Shape.WORDS or field.apart:
        return ""  # words and sensitive answers are not shown again
    if field.kind.shape is Shape.WRITTEN and field.answer != DONT_KNOW:
        return _written(field, field.answer or "", language, False)
    if field.kind.shape is Shape.SEVERAL and field.answer != DONT_KNOW:
        return SEPARATOR.join(choice.value for choice in field.choices if choice.chosen)
    return field.answer or ""


def _row(field: Field) -> bool:
    """A scale of few points and short labels: more would not stand in one row."""
    points = len(field.choices) + field.dont_know
    return (
        field.kind is Kind.SCALE
        and points <= MOST_IN_A_ROW
        and all(len(choice.label) <= LONGEST_IN_A_ROW for choice in field.choices)
    )


def _picked(field: Field) -> dict[str, str]:
    """What is not recorded is shown as it was put in."""
    if field.held:
        return places_of(field.filled.split(SEPARATOR))
    return {choice.value: str(choice.place or "") for choice in field.choices if choice.chosen}


def _hints(field: Field, t: Mapping[str, str], language: str) -> Iterator[str]:
    """The author's hint, how to answer, between which bounds, and whether one must.

    The usual length of words is said to nobody: few write so much.
    """
    if field.hint:
        yield field.hint
    if field.kind is Kind.MULTI:
        yield t["choose_most"].format(most=field.most) if field.most else t["choose_many"]
    if field.kind is Kind.RANKING:
        yield t["rank"]
    bounds = {
        name: _written(field, value, language, True)
        for name, value in (("low", field.low), ("high", field.high))
        if value is not None
    }
    if bounds:
        key = "between" if len(bounds) == 2 else "at_least" if "low" in bounds else "at_most"
        yield t[key].format(**bounds)
    if field.kind is Kind.TEXT and field.max_length < (USUAL_SHORT if field.short else USUAL):
        yield t["longest"].format(most=field.max_length)
    if field.kind.shape is Shape.WORDS and field.answer == "":
        yield t["written"]
    elif field.apart:
        yield t["apart"]
    elif field.required:
        yield t["required"]
    elif field.kind.shape is Shape.WORDS and not field.dont_know:
        yield t["optional"]


def _filled(field: Field, language: str) -> str:
    if field.held:
        return "" if field.filled == DONT_KNOW else field.filled
    return _written(field, field.filled, language, False)


def _written(field: Field, value: str, language: str, day: bool) -> str:
    """A number with the comma of its language; a `day` as people write it, not browsers."""
    if field.kind is Kind.NUMBER and language != "en":
        return value.replace(".", ",")
    if field.kind is Kind.DATE and day:
        return "/".join(reversed(value.split("-")))
    return value


def _described(field: Field, blank: bool, hinted: bool) -> Iterator[str]:
    """In the order in which it is to be heard."""
    if field.error or blank:
        yield f"e.{field.id}"
    if field.matrix:
        yield f"m.{field.matrix}"
    if hinted:
        yield f"h.{field.matrix or field.id}"
    if field.unit:
        yield f"u.{field.id}"
    if field.poles:
        yield f"p.{field.id}"
