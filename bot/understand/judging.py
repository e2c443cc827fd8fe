"""A judgement in words: what one row of roles says, from worst to best.

Every word has a role (words/sentiment.tsv), every role a letter; the row of letters must be a
sentence of the small grammar below to the last one. It knows no scale, and reads no numbers.
Where a judgement may be meant as one of two levels ("thật sự hài lòng", "ổn lắm"), it says none.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.understand.clauses import CUTS, DROPPED
from bot.understand.lexicon import Hit

LETTERS = {
    "not": "n", "loosely_not": "g", "deny": "d", "up": "i", "up_after": "l", "soft": "s",
    "real": "r", "truly": "q", "loose": "h", "indeed": "E", "just": "t", "also": "u",
    "emphatic": "z", "behind": "c", "go": "j", "affirm": "Y", "with": "w", "topic": "T",
    "good": "P", "good_loose": "o", "fine": "F", "best": "Q", "best_loose": "v", "ok": "k",
    "middle": "m", "middle_loose": "e", "dissatisfied": "D",
    "bad": "b", "bad_loose": "M", "dire": "B", "worst": "W", "worst_bad": "X",
    "highest": "H", "lowest": "L", "centre": "C",
    "particle": "", "filler": "f", "only": "O", "pronoun": "y",
    "noun": "N", "rank": "G", "verb": "V",
    "cannot": "K", "more": "R", "star": "S", "of": "/", "point": "A",
}  # fmt: skip
_JUDGEMENT = re.compile(
    r"Y*[VN]*(?P<before>[irshqElO]*)(?P<turn>[ngd]?)(?P<inside>[irshqE]*)"
    r"(?P<head>[PoFQvkmeDbMBWX])(?P<after>[iltuzrhcd]*)(?:w?T+)?"
)
_BEYOND = re.compile(r"Y*r*K(?P<head>[PQobMB])R[cu]*")
FACES = frozenset(("good_loose", "best_loose", "bad_loose", "worst", "middle", "x"))
"""Roles that a face may have."""


class Level(NamedTuple):
    """A judgement from -2 (worst) to 2 (best), and whether it is to be confirmed."""

    level: int
    loose: bool


PLAIN = {
    "P": Level(1, False), "o": Level(1, True), "F": Level(1, True),
    "Q": Level(2, False), "v": Level(2, True),
    "m": Level(0, False), "e": Level(0, True), "D": Level(-1, False), "b": Level(-1, True),
    "M": Level(-1, True), "W": Level(-2, True), "X": Level(-2, False),
}  # fmt: skip
_VERY = {
    "P": Level(2, False), "o": Level(2, True), "Q": Level(2, False), "v": Level(2, True),
    "k": Level(2, True), "D": Level(-2, False), "b": Level(-2, False), "B": Level(-2, False),
    "W": Level(-2, False), "X": Level(-2, False),
}  # fmt: skip
_THE_ONES_TURNED = "PoFk"  # "not bad" and "not average" may mean anything


@lru_cache(maxsize=4096)
def judge(roles: str) -> Level | None:
    """The level that one row of roles says, or None."""
    roles = roles.replace("y", "")
    match = _JUDGEMENT.fullmatch(roles)
    if match is None:
        return _beyond(roles)
    return _turned(match) if match["turn"] else _straight(match)


def _beyond(roles: str) -> Level | None:
    """ "Không thể hài lòng hơn" is the best there is, "không thể tệ hơn" the worst."""
    match = _BEYOND.fullmatch(roles)
    if match is None:
        return None
    return Level(2, False) if match["head"] in "PQo" else Level(-2, True)


def _turned(match: re.Match[str]) -> Level | None:
    before, after, turn = match["before"], match["after"], match["turn"]
    if match["head"] not in _THE_ONES_TURNED or set("ish") & set(match["inside"]) or "i" in after:
        return None
    very, loose = bool(set("il") & set(before)), turn in "gd" or match["head"] != "P"
    if "z" in after:
        return Level(-2, True)
    if "O" in before or (not very and ("u" in after or "q" in before)):
        return None
    if set("shE") & set(before) or set("lht") & set(after):
        loose = True
    if very and loose:
        return None
    return Level(-2 if very else -1, loose)


def _straight(match: re.Match[str]) -> Level | None:
    head, before, after = match["head"], match["before"] + match["inside"], match["after"]
    if "d" in after:
        return _denied(head, before, after)
    very = bool(set("il") & set(before + after))
    if "O" in before and (very or head not in "Pm"):
        return None
    if (
        "z" in after
        or ("u" in after and not very and head != "Q")
        or ("q" in before and not very and head != "Q")
        or (very and set("shE") & set(before))
        or ("s" in before and head in "QvWX")
    ):
        return None
    found = (_VERY if very else PLAIN).get(head)
    if found is None:
        return None
    hedged = (
        set("hE") & set(before + after)
        or ("O" in before and head == "P")
        or (set("st") & set(before + after) and head != "P")
    )
    if (hedged or "t" in after) and head != "m":
        return Level(found.level, True)
    return Level(found.level, found.loose or (head == "m" and "s" in before))


def _denied(head: str, before: str, after: str) -> Level | None:
    """ "Có hài lòng đâu" is a no; "hài lòng đâu" probably is."""
    if head != "P" or after.strip("cd") or before.strip("rE"):
        return None
    return Level(-1, "E" not in before)


class Row(NamedTuple):
    """A reply as a row of role letters, its numbers in order, and its faces."""

    letters: str
    numbers: tuple[int, ...]
    faces: tuple[str, ...]


def row(hits: Sequence[Hit]) -> Row:
    """Letters: 1 a number, # an ordinal, comma a cut, - / themselves, ? anything unknown.

    Who is spoken to at the end ("5 nha em") changes nothing, and has no letter.
    """
    letters, numbers, faces, polite, named = [], [], [], False, False
    for hit in hits:
        first = hit.words[0].full
        nth = hit.role.removeprefix("nth") if named else ""
        if hit.role in FACES and not first[0].isalpha():
            faces.append(hit.role)
            continue
        if nth.isdigit() or hit.role.isdigit() or first.isdigit():
            numbers.append(int(nth or hit.role or first[:9]))
            letters.append("1")
        elif not (polite and numbers and hit.role == "pronoun"):
            letters.append(_letter(hit, first))
        named = hit.role == "noun" and first != "câu"  # "câu thứ hai" is a question
        polite = hit.role in ("particle", "just", "also", "go")
    return Row("".join(letters), tuple(numbers), tuple(faces))


def _letter(hit: Hit, first: str) -> str:
    if hit.role.startswith("nth"):
        return "#"
    if hit.role:
        return LETTERS.get(hit.role, "?")
    if first in CUTS:
        return ","
    if first in "-–—/":
        return "/" if first == "/" else "-"
    return "" if first in DROPPED else "?"
