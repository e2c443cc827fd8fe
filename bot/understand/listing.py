"""Options named one after another by their labels: "Zalo và email", "Nhanh hơn > Ít giấy tờ".

Every part must be one option's label. A label may itself hold "và" or a comma: neighbouring parts
that make up a label together are that label. Nothing stands between two labels but a sign or a
joining word; whether an option may stand beside others is judged elsewhere.
"""

import re

from bot.understand.labels import Board
from bot.understand.lexicon import forms
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Context, Reading, sure
from bot.understand.tables import Tables, as_typed

_JOINING_WORDS = forms(("và", "với", "rồi", "lẫn", "and", "then"))
_JOINS = _JOINING_WORDS | frozenset(",;.:/|+&-–—>→•*")
_MOST_PARTS = 60
_LONGEST_LABEL = 6  # parts
_PARTED = re.compile(r"\n|(?<=\d) +(?=\d)")  # a new line, or two numbers, need no sign between


def named(typed: str, board: Board, tables: Tables) -> list[str] | None:
    """The options named, in the order typed; None where any part of it names none."""
    if "?" in typed:
        return None
    text = _PARTED.sub(" ; ", typed)
    found = _named(as_typed(text), board)
    return _named(tables.words(text), board) if found is None else found


def _named(words: tuple[Syllable, ...], board: Board) -> list[str] | None:
    cuts = [at for at, word in enumerate(words) if word.full in _JOINS]
    unfinished = bool(words) and words[-1].full in _JOINING_WORDS
    if len(cuts) > _MOST_PARTS or unfinished:
        return None
    ends = [*cuts, len(words)]
    found, at = [], 0
    while at < len(words):
        if at in cuts:
            at += 1
            continue
        part = _longest(words, at, [end for end in ends if end > at][:_LONGEST_LABEL], board)
        if part is None:
            return None
        value, at = part
        found.append(value)
    return found


def _longest(
    words: tuple[Syllable, ...], start: int, ends: list[int], board: Board
) -> tuple[str, int] | None:
    for end in reversed(ends):
        value = board.option(words[start:end])
        if value is not None:
            return value, end
    return None


def several(typed: str, context: Context, board: Board, tables: Tables) -> Reading:
    """The options named, each once and in their own order, whatever the order typed."""
    found = named(typed, board, tables)
    if not found:
        return UNCLEAR
    return sure(tuple(option.value for option in context.options if option.value in found))


def agreed(by_number: Reading, by_label: Reading) -> Reading:
    """What numbers and labels say together: a label that looks like another's number is asked."""
    if by_label.value is None:
        return by_number
    return by_label if by_number.value in (None, by_label.value) else UNCLEAR
