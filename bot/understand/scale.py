"""A judgement in words, stars, faces or numbers, read against a scale.

Every word has a role (words/sentiment.tsv); the row of roles, a letter each, must be a sentence of
the small grammar below to the last word. An unknown word, two judgements that differ, a question,
a contrast, or a number beside another label: unclear. Digits are stored values; where the scale
was shown descending, displayed positions.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.understand.clauses import CUTS, DROPPED
from bot.understand.lexicon import Hit
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Certainty, Context, Reading, likely, sure
from bot.understand.tables import Tables

_LETTERS = {
    "not": "n", "loosely_not": "g", "up": "i", "up_after": "l", "soft": "s", "real": "r",
    "loose": "h", "just": "t", "also": "u", "emphatic": "z", "with": "w", "topic": "T",
    "good": "P", "good_loose": "o", "best": "Q", "best_loose": "v", "ok": "k",
    "middle": "m", "middle_loose": "e", "dissatisfied": "D",
    "bad": "b", "bad_loose": "M", "worst": "W", "worst_bad": "X",
    "particle": "", "filler": "", "pronoun": "y", "noun": "N", "verb": "V",
    "star": "S", "of": "/", "point": "A",
}  # fmt: skip
_JUDGEMENT = re.compile(
    r"(?P<before>[irsh]*)(?P<turn>[ng]?)(?P<inside>[irsh]*)"
    r"(?P<head>[PoQvkmeDbMWX])(?P<after>[iltuzrh]*)(?P<about>(?:wT+)?)"
)
_FACES = frozenset(("good_loose", "best_loose", "bad_loose", "worst", "middle", "x"))


class Level(NamedTuple):
    """A judgement from -2 (worst) to 2 (best), and whether it is to be confirmed."""

    level: int
    loose: bool


_PLAIN = {
    "P": Level(1, False), "o": Level(1, True), "Q": Level(2, False), "v": Level(2, True),
    "m": Level(0, False), "e": Level(0, True), "D": Level(-1, False), "b": Level(-1, True),
    "M": Level(-1, True), "W": Level(-2, True), "X": Level(-2, False),
}  # fmt: skip
_VERY = {
    "P": Level(2, False), "o": Level(2, True), "Q": Level(2, False), "v": Level(2, True),
    "k": Level(2, True), "D": Level(-2, False), "b": Level(-2, False), 
    "W": Level(-2, False), "X": Level(-2, False),
}  # fmt: skip
_THE_ONES_TURNED = "Pok"  # "not bad" and "not average" may mean anything


@lru_cache(maxsize=4096)
def judge(roles: str) -> Level | None:
    """The level that one row of roles says, or None."""
    match = _JUDGEMENT.fullmatch(roles.replace("y", ""))
    if match is None:
        return None
    return _turned(match) if match["turn"] else _straight(match)


def _turned(match: re.Match[str]) -> Level | None:
    before, inside, after = match["before"], match["inside"], match["after"]
    if match["head"] not in _THE_ONES_TURNED or set("ishu") & set(inside) or set("iu") & set(after):
        return None
    very, loose = "i" in before, match["turn"] == "g" or match["head"] != "P"
    if "z" in after:
        return None if very else Level(-2, True)
    if set("sh") & set(before) or set("lht") & set(after):
        loose = True
    if very and loose:
        return None
    return Level(-2 if very else -1, loose)


def _straight(match: re.Match[str]) -> Level | None:
    head, before, after = match["head"], match["before"] + match["inside"], match["after"]
    very = "i" in before or "i" in after or "l" in after
    if (
        "z" in after
        or ("u" in after and not very and head != "Q")
        or (very and set("sh") & set(before))
    ):
        return None
    found = (_VERY if very else _PLAIN).get(head)
    if found is None:
        return None
    if head in "QvWX" and "s" in before:
        return None
    hedged = set("h") & set(before + after) or (set("st") & set(before + after) and head != "P")
    if (hedged or "t" in after) and head != "m":
        return Level(found.level, True)
    return Level(found.level, found.loose or (head == "m" and "s" in before))


class Row(NamedTuple):
    """A reply as a row of role letters, its numbers in order, and its faces."""

    letters: str
    numbers: tuple[int, ...]
    faces: tuple[str, ...]


def row(hits: Sequence[Hit]) -> Row:
    """Letters: 1 a number, # an ordinal, comma a cut, - / themselves, ? anything unknown."""
    letters, numbers, faces = [], [], []
    for hit in hits:
        first = hit.words[0].full
        if hit.role in _FACES and not first[0].isalpha():
            faces.append(hit.role)
            continue
        if hit.role.isdigit() or first.isdigit():
            numbers.append(int(hit.role or first[:9]))
            letters.append("1")
        else:
            letters.append(_letter(hit, first))
    return Row("".join(letters), tuple(numbers), tuple(faces))


def _letter(hit: Hit, first: str) -> str:
    if hit.role.startswith("nth"):
        return "#"
    if hit.role:
        return _LETTERS.get(hit.role, "?")
    if first in CUTS:
        return ","
    if first in "-–—/":
        return "/" if first == "/" else "-"
    return "" if first in DROPPED else "?"


class Scale:
    """A compiled scale: which option stands for which level, and which number."""

    __slots__ = ("_by_level", "_context", "_full", "_tables", "_values")

    def __init__(self, context: Context, tables: Tables) -> None:
        self._context, self._tables = context, tables
        self._values = tuple(option.value for option in context.options)
        self._by_level: dict[int, str] = {}
        for option in context.options:
            for level in self._levels(option.labels):
                taken = self._by_level.setdefault(level, option.value)
                if taken != option.value:
                    self._by_level[level] = ""
        named = [value for value in self._by_level.values() if value]
        self._full = len(self._values) == len(named) == 5

    def _levels(self, labels: tuple[str, ...]) -> set[int]:
        rows_ = (row(self._tables.judgement.scan(self._tables.words(x.lower()))) for x in labels)
        found = (judge(r.letters) for r in rows_)
        return {level.level for level in found if level is not None}

    def read(self, words: tuple[Syllable, ...]) -> Reading:
        """The option that these words mean."""
        letters, numbers, faces = row(self._tables.judgement.scan(words))
        if faces:
            return self._faced(letters, numbers, faces)
        if not numbers:
            return self._said(letters)
        if len(numbers) == 1:
            return self._numbered(letters, numbers[0])
        if letters.strip(",y") in ("1/1", "V1/1", "N1/1") and len(numbers) == 2:
            return self._part(*numbers)
        return UNCLEAR

    def _said(self, letters: str) -> Reading:
        clauses = [clause for clause in letters.replace("-", ",").split(",") if clause.strip("y")]
        levels = {judge(clause) for clause in clauses}
        if len(levels) != 1:
            return UNCLEAR
        level = levels.pop()
        return self._at(level) if level else UNCLEAR

    def _at(self, level: Level) -> Reading:
        value = self._by_level.get(level.level)
        if not value:
            return UNCLEAR
        return likely(value) if level.loose or not self._full else sure(value)

    def _numbered(self, letters: str, number: int) -> Reading:
        before, _, after = letters.partition("1")
        if after.startswith("y") or "#" in letters or after == "-":
            return UNCLEAR
        natural = after.startswith(("S", "A"))
        unit = after[:1]
        before, after = before.rstrip("VNy"), after.lstrip("SAty").strip(",-")
        value = self._value(number, natural)
        negative = before.strip(",") == "-"
        before = before.strip(",-y")
        if not before and not after and (value is None or negative):
            return Reading(Certainty.UNCLEAR, invalid=True)
        if value is None or negative or (before and after):
            return UNCLEAR
        if before or after:
            return sure(value) if self._said(before or after) == sure(value) else UNCLEAR
        loose = unit == "A" or (natural and self._context.descending)
        return likely(value) if loose else sure(value)

    def _value(self, number: int, natural: bool) -> str | None:
        """The option of a typed number; stars count upwards however the scale is shown."""
        if self._context.descending and not natural:
            in_range = 1 <= number <= len(self._values)
            return self._values[-number] if in_range else None
        return str(number) if str(number) in self._values else None

    def _part(self, part: int, whole: int) -> Reading:
        """4/5, and 8/10 where it falls on an option."""
        size = len(self._values)
        if not 0 < part <= whole or self._context.descending:
            return UNCLEAR
        if whole == size and str(part) in self._values:
            return sure(str(part))
        value = str(part * size // whole)
        fits_ = whole in (10, 100) and part * size % whole == 0 and value in self._values
        return likely(value) if fits_ else UNCLEAR

    def _faced(self, letters: str, numbers: tuple[int, ...], faces: tuple[str, ...]) -> Reading:
        """A face beside words may only agree with them; alone it is a guess."""
        if len(set(faces)) > 1 or "x" in faces or numbers:
            return UNCLEAR
        level = _PLAIN[_LETTERS[faces[0]]]
        if letters.strip(",y"):
            said = self._said(letters)
            agreed = [
                self._by_level.get(n) for n in (level.level, level.level * 2, level.level // 2)
            ]
            return said if said.value in agreed else UNCLEAR
        if len(faces) == 1:
            return self._at(level)
        return self._at(Level(2, True)) if len(faces) > 2 and level.level == 1 else UNCLEAR
