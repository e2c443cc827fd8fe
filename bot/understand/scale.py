"""A judgement in words, stars, faces or numbers, read against a scale.

A row of roles (judging.py) must be a judgement, a number in a short frame, or both where they
agree, to the last word. An unknown word, two judgements that differ, a question, a contrast, or a
number beside another label: unclear. Digits are stored values; where the scale was shown
descending, displayed positions.
"""

import re

from bot.understand.judging import LETTERS, PLAIN, Level, judge, row
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Certainty, Context, Reading, likely, sure
from bot.understand.tables import Tables

_EXTREME = re.compile(r"[yVN]*(?P<named>[NA]*)(?P<which>[HLC])A?[tu]*")
_PART = re.compile(r"y*(?:[VNA][VNyA]*,?)?1/1[SA]?[tuj]*")
_FRAMED = re.compile(r"(?P<rest>.*?)y*O*(?:[VNA](?:[VNyAO]|(?<=N)G)*,?)?")
_BEHIND = re.compile(r"(?P<unit>[SA]?)[tujO]*(?P<rest>.*)")


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
        if len(numbers) == 2 and _PART.fullmatch(letters.strip(",")):
            return self._part(*numbers)
        return UNCLEAR

    def _said(self, letters: str) -> Reading:
        clauses = [clause for clause in letters.replace("-", ",").split(",") if clause.strip("yYf")]
        if len(clauses) == 1 and (extreme := _EXTREME.fullmatch(clauses[0])):
            return self._extreme(extreme["which"])
        levels = {judge(clause) for clause in clauses}
        if len(levels) != 1:
            return UNCLEAR
        level = levels.pop()
        return self._at(level) if level else UNCLEAR

    def _extreme(self, which: str) -> Reading:
        """The highest, lowest or middle one: which is the highest of a list upside down?"""
        count = len(self._values)
        if self._context.descending or (which == "C" and count % 2 == 0):
            return UNCLEAR
        return sure(self._values[{"H": -1, "L": 0, "C": count // 2}[which]])

    def _at(self, level: Level) -> Reading:
        value = self._by_level.get(level.level)
        if not value:
            return UNCLEAR
        return likely(value) if level.loose or not self._full else sure(value)

    def _numbered(self, letters: str, number: int) -> Reading:
        before, _, after = letters.partition("1")
        framed, behind = _FRAMED.fullmatch(before), _BEHIND.fullmatch(after)
        asked = after.startswith("y") or "#" in letters or after == "-"
        if asked or framed is None or behind is None or _a_person(before):
            return UNCLEAR
        unit, rest = behind["unit"], behind["rest"].strip(",-y")
        value = self._value(number, bool(unit))
        before = framed["rest"] or ""
        negative = before.strip(",") == "-"
        before = before.strip(",-y")
        if not before and not rest and (value is None or negative):
            return Reading(Certainty.UNCLEAR, invalid=True)
        counted = unit == "A" and rest and not behind["rest"].startswith((",", "-"))
        if value is None or negative or counted or (before and rest):  # "2 điểm chưa tốt" counts
            return UNCLEAR
        if before or rest:
            return sure(value) if self._said(before or rest) == sure(value) else UNCLEAR
        return likely(value) if unit and self._context.descending else sure(value)

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
        """A face beside words or a number may only agree with them; alone it is a guess."""
        if len(set(faces)) > 1 or "x" in faces or len(numbers) > 1:
            return UNCLEAR
        level = PLAIN[LETTERS[faces[0]]]
        if letters.strip(",y"):
            said = self._numbered(letters, numbers[0]) if numbers else self._said(letters)
            agreed = [
                self._by_level.get(n) for n in (level.level, level.level * 2, level.level // 2)
            ]
            return said if said.value in agreed else UNCLEAR
        if len(faces) == 1:
            return self._at(level)
        return self._at(Level(2, True)) if len(faces) > 2 and level.level == 1 else UNCLEAR


def _a_person(before: str) -> bool:
    """ "Anh hai" and "chú ba" are people; what was chosen has a verb or a noun before it."""
    return before.endswith("y") and not set("VN") & set(before)
