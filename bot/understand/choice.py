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
_JOIN = r"(?:\.?[,/+&l\-]+|\.)"
LIST = re.compile(rf"(?:y*(?=[VNGl]))?V*l?(?:G?1(?:{_JOIN}N*1|1)*|G?N+1(?:{_JOIN}?N*1)*)")
"""Numbers and what may join them, in the letters of `row`; "3 cái đầu" (1N1) is none."""
_RANGE = re.compile(r"y*V*f?N*1tN*1")
_ALL = re.compile(r"y*V*l1[GN]?")  # "cả 12 cái"
_SOME = re.compile(r"y*V*l?1N*([#L])")  # "3 cái đầu", "hai ý cuối"
_ONE = re.compile(r"(?:y*(?=[VNR]))?V*[NR]*,?(?:1|#N?[<>]?|[LM]|[LM]N)")
_SIGNS = {",": ",", ";": ",", ".": ".", ":": ",", "/": "/", "+": "+", "&": "&", "-": "-", "–": "-"}
_ROLES = {
    "noun": "N",
    "nouns": "G",
    "rank": "R",
    "verb": "V",
    "list": "l",
    "from": "f",
    "to": "t",
    "pronoun": "y",
    "last": "L",
    "last2": "M",
    "downwards": ">",
    "upwards": "<",
}
OUT_OF_RANGE = Reading(Certainty.UNCLEAR, invalid=True)
"""No option has that number."""


def choice(words: tuple[Syllable, ...], context: Context, tables: Tables) -> Reading:
    """The value of the one option that is named."""
    count = len(context.options)
    letters, numbers = row(words, tables, count)
    if letters.endswith("11") and words[-1].full == "a" and not words[-2].full.isalpha():
        letters, numbers = letters[:-1], numbers[:-1]  # "3 a" is "3 ạ"
    letters = letters.strip(",./")
    if not _ONE.fullmatch(letters):
        return UNCLEAR
    place = numbers[0] if numbers else count - letters.count("M")
    if not 1 <= place <= count:
        return OUT_OF_RANGE
    place = count + 1 - place if "<" in letters else place
    return sure(context.options[place - 1].value)


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
    letters = letters.strip(",.")
    if _ALL.fullmatch(letters):  # "cả 3" of 12: three of them, or the third as well?
        return sure(values) if numbers[0] == len(values) else UNCLEAR
    if some := _SOME.fullmatch(letters):
        return _some(numbers[0], some[1], numbers[1:], values)
    if _RANGE.fullmatch(letters) and numbers[0] < numbers[-1] <= len(values) and numbers[0]:
        return likely(values[numbers[0] - 1 : numbers[1]])
    letters = letters.replace("#", "1") if "G#" not in letters else "?"
    if not LIST.fullmatch(letters):
        return UNCLEAR
    if len(numbers) == 1:
        return _single(numbers[0], words, values)
    if len(numbers) == 2 and "-" in letters:
        return UNCLEAR  # "1-3": two of them or three?
    if not all(1 <= number <= len(values) for number in numbers):
        return OUT_OF_RANGE
    return sure(tuple(values[number - 1] for number in sorted(set(numbers))))


def _some(count: int, which: str, first: list[int], values: tuple[str, ...]) -> Reading:
    """So many from the first or from the last: "ba cái đầu"."""
    if not 1 < count < len(values) or first not in ([], [1]):
        return UNCLEAR
    return likely(values[:count] if which == "#" else values[-count:])


def _unmannered(words: tuple[Syllable, ...], tables: Tables) -> tuple[Syllable, ...]:
    hits = tables.choosing.scan(spoken(words))
    return tuple(word for hit in hits if hit.role not in _MANNERS for word in hit.words)


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
    """A letter for every stretch of words, and the numbers: 1 a number, # an ordinal, ? unknown.

    Who is spoken to ("3 nha em", "cho em số 3") changes nothing, and has no letter.
    """
    letters, numbers = [], []
    hits = tables.choosing.scan(words)
    roles = ["", *(hit.role for hit in hits), ""]
    meant = [hit for hit in hits if hit.role not in _MANNERS or len(hit.words[0].full) == 1]
    alone = len(meant) < _MANY or _listed(meant)
    for at, hit in enumerate(hits):
        role, first, before = hit.role, hit.words[0].full, roles[at]
        named = before in ("noun", "verb") or (
            alone and before != "rank" and roles[at + 2] != "verb"
        )
        number = _letter(hit, options, named)
        if number is None and (role.isdigit() or first.isdigit()):
            number = int(role or first[:9])
        if number is not None:
            numbers.append(number)
            letters.append("1")
        elif role.startswith("nth"):
            numbers.append(int(role.removeprefix("nth")))
            letters.append("#")
        elif not _polite(role, before, first):
            letters.append(_ROLES.get(role) or _SIGNS.get(first, "?"))
    return "".join(letters), numbers


def _polite(role: str, before: str, first: str) -> bool:
    spoken_to = role == "pronoun" and before in _BESIDE_PRONOUNS
    return spoken_to or role in ("particle", "only", "go", "also") or first in DROPPED - CUTS


_BESIDE_PRONOUNS = ("particle", "only", "verb", "go", "also")
_MANNERS = ("particle", "pronoun", "go", "also")
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
