"""Yes or no, with labels of its own where it has them."""

from collections.abc import Mapping
from dataclasses import replace

from flows.language import keys
from flows.language.choices import yes_no
from flows.language.conditions.names import Name, Type
from flows.language.defaults import YES_NO as LABELS
from flows.language.kinds.entry import KindEntry, one_of, values
from flows.language.source import Source
from flows.model import Kind, Question, Text, Value


def truth(_: Question) -> Name:
    """True for yes."""
    return Name(Type.TRUTH)


def is_yes(_: Question, stored: str) -> Value:
    """True for yes."""
    return stored == "yes"


def read_labels(
    question: Question, source: Source, usual: Mapping[str, Text]
) -> tuple[Question, ...]:
    """Its own labels for yes and no, else the usual ones."""
    return (replace(question, choices=yes_no(source, usual)),)


YES_NO = KindEntry(
    word="yes_no",
    kind=Kind.YES_NO,
    vi="Có hoặc Không.",
    en="Yes or no.",
    example={"text": "Ông/Bà có … không?", "kind": "yes_no"},
    read=lambda question, source: read_labels(question, source, LABELS),
    name=truth,
    value=is_yes,
    parse=one_of,
    samples=values,
    keys=(keys.LABELS, keys.ALERT, keys.ENDS, keys.GOES_TO, keys.CONSENTS_TO),
    dont_know=True,
)
