"""Words that are shown and not answered."""

from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, Parsed, Problem, unchanged
from flows.language.kinds.text import unseen
from flows.model import Kind, Question


def not_answered(_: Question, __: str) -> Parsed:
    """Nobody is asked."""
    return Problem("no_such_choice")


def nothing(_: Question) -> Name:
    """A condition sees nothing of it."""
    return Name(Type.UNKNOWN)


NOTE = KindEntry(
    word="note",
    kind=Kind.NOTE,
    vi="Một lời để đọc, không phải trả lời.",
    en="Words to read, not to be answered.",
    example={"text": "Các câu sau hỏi về …", "kind": "note"},
    read=unchanged,
    name=nothing,
    value=unseen,
    parse=not_answered,
    samples=lambda _: (),
)
