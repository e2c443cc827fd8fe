"""A value that follows from the answers, kept with them when the talk ends."""

from dataclasses import replace

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, as_stored
from flows.language.kinds.note import not_answered
from flows.language.source import Source
from flows.model import Kind, Question

_TYPES = {"number": Type.NUMBER, "truth": Type.TRUTH, "word": Type.WORD}


def what_it_gives(question: Question) -> Name:
    """The type of its formula; unknown where that has a fault."""
    formula = question.value
    return Name(_TYPES[formula.gives] if formula else Type.UNKNOWN)


def read_formula(
    question: Question, source: Source, facts_only: bool = False
) -> tuple[Question, ...]:
    """The formula of its value; a hidden one may name facts alone."""
    value = source.conditions.formula(source.need("value"), facts_only)
    return (replace(question, value=value),)


COMPUTED = KindEntry(
    word="computed",
    kind=Kind.COMPUTED,
    vi="Giá trị tính từ các câu trả lời, giữ lại khi kết thúc.",
    en="A value that follows from the answers, kept at the end.",
    example={"kind": "computed", "value": "mean(criteria)"},
    read=read_formula,
    name=what_it_gives,
    value=as_stored,
    parse=not_answered,
    samples=lambda _: (),
    keys=(keys.VALUE,),
)
