"""One or several of numbered options: by digit, number word, ordinal, letter, list or range.

Labels are looked up before (labels.py), lists of labels beside it (listing.py). A number that
stands beside any unknown word is none.
"""

import re

from bot.understand.clauses import CUTS, DROPPED, spoken
from bot.understand.lexicon import Hit
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Certainty, Context, Reading, likely, sure
from bot.understand.tables import Tables

_LETTERS = "abcdefghijkl"
_NEGATOR = "k"  # a letter that more often means "không"
LIST = re.compile(r"y*V*y*l?N*1(?:[,/+&lN\-]*1)*")
"""Numbers and what may join them, in the letters of `row`."""
_RANGE = re.compile(r"y*V*f?N*1tN*1")
_SIGNS = {",": ",", ";": ",", ".": ",", "/": "/", "+": "+", "&": "&", "-": "-", "–": "-"}
_ROLES = {
    "noun": "N",
    "rank": "N",
    "verb": "V",
    "list": "l",
    "from": "f",
    "to": "t",
    "pronoun": "y",
    "last": "L",
}
OUT_OF_RANGE = Reading(Certainty.UNCLEAR, invalid=True)
"""No option has that number."""


def choice(words: tuple[Syllable, ...], context: Context, tables: Tables) -> Reading:
    """The value of the one option that is named."""
    letters, numbers = row(words, tables, len(context.options))
    if letters.strip(",") in ("L", "NL", "VL", "VNL"):
        return sure(context.options[-1].value)
    if len(numbers) != 1 or not re.fullmatch(r",*y*V*y*N*[1#],*", letters):
        return UNCLEAR
    if not 1 <= numbers[0] <= len(context.options):
        return OUT_OF_RANGE
    return sure(context.options[numbers[0] - 1].value)


def multi(words: tuple[Syllable, ...], context: Context, tables: Tables) -> Reading:
    """The values of all options that are named, each once, in the order of the options."""
    values = tuple(option.value for option in context.options)
    match tables.several.role(_unmannered(words, tables)):
        case "all":
            return sure(values)
        case "none":
            return sure(())
        case _:
            pass
    letters, numbers = row(words, tables, len(values))
    letters = letters.replace("#", "1").strip(",")
    if _RANGE.fullmatch(letters) and numbers[0] < numbers[-1] <= len(values) and numbers[0]:
        return likely(values[numbers[0] - 1 : numbers[1]])
    if not LIST.fullmatch(letters):
        return UNCLEAR
    if len(numbers) == 1 and "l" in letters:
        return UNCLEAR  # "cả 3": all three, or the third as well?
    if len(numbers) == 1:
        return _single(numbers[0], words, values)
    if len(numbers) == 2 and "-" in letters:
        return UNCLEAR  # "1-3": two of them or three?
    if not all(1 <= number <= len(values) for number in numbers):
        return OUT_OF_RANGE
    return sure(tuple(values[number - 1] for number in sorted(set(numbers))))


def _unmannered(words: tuple[Syllable, ...], tables: Tables) -> tuple[Syllable, ...]:
    hits = tables.choosing.scan(spoken(words))
    manners = ("particle", "pronoun")
    return tuple(word for hit in hits if hit.role not in manners for word in hit.words)


def _single(number: int, words: tuple[Syllable, ...], values: tuple[str, ...]) -> Reading:
    """One number; without spaces it may be several: 13 of 12 options is 1 and 3, 12 is unclear."""
    digits = next((word.full for word in words if word.full.isdigit()), "")
    apart = len(digits) > 1 and "0" not in digits and list(digits) == sorted(set(digits))
    if 1 <= number <= len(values):
        return UNCLEAR if apart else sure((values[number - 1],))
    if apart and int(digits[-1]) <= len(values):
        return likely(tuple(values[int(digit) - 1] for digit in digits))
    return OUT_OF_RANGE


def row(words: tuple[Syllable, ...], tables: Tables, options: int) -> tuple[str, list[int]]:
    """A letter for every stretch of words, and the numbers: 1 a number, # an ordinal, ? unknown."""
    letters, numbers = [], []
    hits = tables.choosing.scan(words)
    alone = len(hits) < _MANY or _listed(hits)
    for at, hit in enumerate(hits):
        role, first = hit.role, hit.words[0].full
        named = at > 0 and hits[at - 1].role in ("noun", "verb")
        number = _letter(hit, options, named or alone)
        if number is None and (role.isdigit() or first.isdigit()):
            number = int(role or first[:9])
        if number is not None:
            numbers.append(number)
            letters.append("1")
        elif role.startswith("nth"):
            numbers.append(int(role.removeprefix("nth")))
            letters.append("#")
        elif role not in ("particle", "only") and first not in DROPPED - CUTS:
            letters.append(_ROLES.get(role) or _SIGNS.get(first, "?"))
    return "".join(letters), numbers


_MANY = 3


def _listed(hits: list[Hit]) -> bool:
    """Whether the reply is nothing but single letters and what joins them: "a, c và d"."""
    return all(len(h.words[0].full) == 1 or h.role in ("list", "noun", "verb") for h in hits)


def _letter(hit: Hit, options: int, alone: bool) -> int | None:
    """The option that a single letter names, where a letter is what was asked for."""
    letter = hit.words[0].full
    if not alone or len(hit.words) > 1 or len(letter) > 1 or letter == _NEGATOR:
        return None
    at = _LETTERS.find(letter)
    return at + 1 if 0 <= at < options else None
