"""A number, whole or decimal, stored in one spelling: "3", "-2", "3.5"."""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.bounds import bounds_or, with_bounds, within
from flows.language.kinds.entry import KindEntry, Parsed, Problem, number_of
from flows.language.source import Source
from flows.model import Kind, Question

MAX_DECIMALS = 4
_GROUPED = re.compile(r"-?\d{1,3}(?:[.,]\d{3})+")
_NUMBER = re.compile(r"-?\d{1,15}(?:[.,]\d{1,10})?")


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    decimals = source.whole("decimals", 0, MAX_DECIMALS, 0)
    made = replace(question, decimals=decimals, unit=source.text("unit"))
    return with_bounds(made, source, _spelled, Decimal)


def _spelled(question: Question, raw: str) -> Parsed:
    """One spelling: a comma or a point before decimals; 1.000 is a thousand in Vietnam."""
    text = re.sub(r"\s", "", raw)
    grouped = _GROUPED.fullmatch(text) and question.decimals < 3
    if grouped:
        text = re.sub("[.,]", "", text)
    if not _NUMBER.fullmatch(text):
        return Problem("no_number")
    text = text.replace(",", ".")
    if len(text.partition(".")[2].rstrip("0")) > question.decimals:
        return Problem("too_many_decimals" if question.decimals else "whole_number",
                       {"decimals": question.decimals})  # fmt: skip
    try:
        value = Decimal(text)
    except InvalidOperation:  # cannot be: the form was checked
        return Problem("no_number")
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain in ("-0", "") else plain


NUMBER = KindEntry(
    word="number",
    kind=Kind.NUMBER,
    vi="Một số, nguyên hoặc thập phân.",
    en="A number, whole or decimal.",
    example={"text": "Ông/Bà phải đi lại mấy lần?", "kind": "number", "low": 0, "high": 50,
             "unit": "lần"},
    read=_read,
    name=lambda _: Name(Type.NUMBER),
    value=number_of,
    parse=within(_spelled, Decimal),
    samples=bounds_or("0", "1"),
    keys=(keys.LOW, keys.HIGH, keys.DECIMALS, keys.UNIT, keys.DEFAULT, keys.ALERT),
    dont_know=True,
)  # fmt: skip
