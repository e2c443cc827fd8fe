"""An order of all options: "2 1 3", "2>1>3", "213", "b, a, c", or their labels one by one.

It completes nothing: an order that leaves one option out, or names one twice, is unclear.
"""

from bot.understand.choice import LIST, OUT_OF_RANGE, row
from bot.understand.labels import Board
from bot.understand.listing import agreed, named
from bot.understand.marks import Syllable, syllable
from bot.understand.reading import UNCLEAR, Context, Reading, sure
from bot.understand.tables import Tables

_BEFORE = frozenset(">→")  # "2 > 1": 2 comes before 1
_COMMA = syllable(",")
_ONE_DIGIT = 9


def ranking(
    words: tuple[Syllable, ...], typed: str, context: Context, board: Board, tables: Tables
) -> Reading:
    """The values of all options in the order given."""
    values = tuple(option.value for option in context.options)
    found = named(typed, board, tables)
    by_label = sure(tuple(found)) if found and _orders(found, values) else UNCLEAR
    return agreed(_numbered(words, values, tables), by_label)


def _numbered(words: tuple[Syllable, ...], values: tuple[str, ...], tables: Tables) -> Reading:
    listed = tuple([_COMMA if word.full in _BEFORE else word for word in words])
    letters, numbers = row(listed, tables, len(values))
    if not LIST.fullmatch(letters.strip(",.")):
        return UNCLEAR
    if len(numbers) == 1:
        numbers = _apart(words, len(values)) or numbers
    if not all(1 <= number <= len(values) for number in numbers):
        return OUT_OF_RANGE
    order = tuple(values[number - 1] for number in numbers)
    return sure(order) if _orders(order, values) else UNCLEAR


def _apart(words: tuple[Syllable, ...], options: int) -> list[int]:
    """The digits of an order typed without spaces: 213 of three options, never of ten."""
    digits = next((word.full for word in words if word.full.isdigit()), "")
    return [int(digit) for digit in digits] if options <= _ONE_DIGIT else []


def _orders(order: list[str] | tuple[str, ...], values: tuple[str, ...]) -> bool:
    return len(order) == len(values) and set(order) == set(values)
