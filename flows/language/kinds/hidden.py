"""A value that is known before the talk, from the case's facts, and kept with the answers."""

from flows.language import keys
from flows.language.kinds.computed import read_formula, what_it_gives
from flows.language.kinds.entry import KindEntry, as_stored
from flows.language.kinds.note import not_answered
from flows.model import Kind

HIDDEN = KindEntry(
    word="hidden",
    kind=Kind.HIDDEN,
    vi="Giá trị biết trước từ hồ sơ, giữ cùng các câu trả lời.",
    en="A value that is known beforehand, kept with the answers.",
    example={"kind": "hidden", "value": "case.field"},
    read=lambda question, source: read_formula(question, source, facts_only=True),
    name=what_it_gives,
    value=as_stored,
    parse=not_answered,
    samples=lambda _: (),
    keys=(keys.VALUE,),
)
