"""Free words, on one line or many. They are sealed apart; what is stored beside them is empty."""

from dataclasses import replace

from flows.language import keys
from flows.language.conditions.names import Name, Type
from flows.language.kinds.entry import KindEntry, Parsed, Problem
from flows.language.source import Source
from flows.model import Kind, Question, Value

USUAL, USUAL_SHORT = 2000, 200  # signs
SAMPLE = "Cần sửa bảng hướng dẫn ở quầy số 3"
"""Free words of a walk; they read as nothing else."""


def free_text(_: Question) -> Name:
    """Words, of which a condition sees the length alone."""
    return Name(Type.FREE_TEXT)


def unseen(_: Question, __: str) -> Value:
    """Words are sealed; how long they are is told by whoever took them."""
    return None


def _read(question: Question, source: Source) -> tuple[Question, ...]:
    short = source.flag("short")
    usual = USUAL_SHORT if short else USUAL
    length = source.whole("max_length", 1, keys.MAX_LENGTH, usual)
    return (replace(question, short=short, max_length=length),)


def _parse(question: Question, raw: str) -> Parsed:
    said = raw.strip()[: question.max_length].rstrip()
    return said or Problem("no_words")


TEXT = KindEntry(
    word="text",
    kind=Kind.TEXT,
    vi="Lời viết tự do; được niêm phong riêng.",
    en="Free words; they are sealed apart.",
    example={"text": "Xin Ông/Bà cho biết …", "kind": "text"},
    read=_read,
    name=free_text,
    value=unseen,
    parse=_parse,
    samples=lambda _: (SAMPLE,),
    keys=(keys.SHORT, keys.MAX_LENGTH_KEY),
)
