"""Statements judged on one scale: a table on the page, one question after another in chat.

It compiles to a scale question for each statement; the matrix's own id names all their values.
"""

from dataclasses import replace

from flows.language import keys
from flows.language.choices import check_count
from flows.language.kinds.entry import KindEntry, number_of, one_of, values
from flows.language.kinds.scale import numbers
from flows.language.kinds.scale import read as read_scale
from flows.language.source import Source
from flows.model import Kind, Question, Text, words


def read(question: Question, source: Source) -> tuple[Question, ...]:
    """A question for each statement; their texts are the stem and the statement together."""
    (stem,) = read_scale(question, source)
    part = source.need("statements")
    items = part.group() if part else {}
    if part is not None and isinstance(part.value, dict):
        check_count(part, len(items))
    found = []
    for id_, item in items.items():
        item.check_id()
        said = source.translations.text(item, *source.key("statements", id_))
        full = _joined(stem.text, said, source.languages)
        statement = replace(stem, id=id_, text=full, page=said, matrix=question.id)
        found.append(statement)
    return tuple(found)


def _joined(stem: Text, statement: Text, languages: tuple[str, ...]) -> Text:
    return {
        language: f"{words(stem, language)} {words(statement, language)}".strip()
        for language in languages
        if language in stem or language in statement
    }


MATRIX = KindEntry(
    word="matrix",
    kind=Kind.SCALE,
    vi="Nhiều nhận định trên cùng một thang đo; trong Zalo hỏi từng câu.",
    en="Several statements on one scale; asked one by one in chat.",
    example={
        "text": "Ông/Bà hài lòng thế nào về:",
        "scale": "hai_long",
        "statements": {"mot": "điều thứ nhất", "hai": "điều thứ hai"},
    },
    read=read,
    name=numbers,
    value=number_of,
    parse=one_of,
    samples=values,
    keys=(keys.STATEMENTS, keys.SCALE, keys.DESCENDING, keys.CRITERION, keys.ALERT),
    implied_by="statements",
    dont_know=True,
)
