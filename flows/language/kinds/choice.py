"""One of several choices; “other” asks for it in words."""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import with_other
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, as_stored, one_of, values
from flows.language.source import Source
from flows.model import Kind, Question


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    chosen = replace(question, shuffled=source.flag("shuffled"))
    return with_other(chosen, source, Type.WORD)


CHOICE = KindEntry(
    word="choice",
    kind=Kind.CHOICE,
    vi="Chọn một trong các lựa chọn.",
    en="One of several choices.",
    example={"text": "Ông/Bà chọn …?", "choices": {"mot": "Điều thứ nhất", "hai": "Điều thứ hai"}},
    read=_read,
    name=lambda question: Name(Type.WORD, values(question)),
    value=as_stored,
    parse=one_of,
    samples=values,
    keys=(keys.CHOICES, keys.OTHER, keys.SHUFFLED, keys.ALERT, keys.ENDS, keys.GOES_TO,
          keys.DEFAULT),
    implied_by="choices",
    dont_know=True,
)  # fmt: skip
