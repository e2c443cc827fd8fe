"""A number, alone or with what it counts: "3", "khoảng 3 ngày", "2 rưỡi", "3,5", "âm 2".

A number inside a sentence is never an answer, and a unit that was not asked for is confirmed.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from bot.understand.clauses import DROPPED, is_sign
from bot.understand.lexicon import Hit, Phrases, Row
from bot.understand.marks import Syllable
from bot.understand.normalise import plain, tokens
from bot.understand.reading import UNCLEAR, Certainty, Context, Reading, likely, sure
from bot.understand.tables import Tables, as_typed

_INVALID = Reading(Certainty.UNCLEAR, invalid=True)
_DIGITS = re.compile(r"(?<![\w.,])[+\-−]?\d+(?:[.,]\d+)*")
_PLAIN = re.compile(r"(\d{1,9})(?:[.,](\d{1,9}))?")
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([.,])\d{3})(?:\2\d{3}){0,3})(?:(?!\2)[.,](\d{1,9}))?")
_HALF = Decimal("0.5")
_UNIT_SIGNS = frozenset("%$")
_BEFORE = frozenset(("particle", "pronoun", "only", "is", "about"))
_BEHIND = frozenset(("particle", "only", "behind"))
_JUDGEMENTS = frozenset(("good", "best", "bad", "worst", "middle", "dissatisfied"))


class _Said(NamedTuple):
    """A number, whether it may be recorded as it stands, and the words on both sides of it."""

    before: tuple[Syllable, ...]
    value: Decimal
    certain: bool
    behind: tuple[Syllable, ...]
    in_digits: bool


def number(typed: str, context: Context, tables: Tables) -> Reading:
    """Digits or a number word, with at most `context.decimals` decimals.

    The words beside it are also tried just as they were typed: a unit may be any word.
    """
    if "?" in typed or _judges(tables.words(typed), tables):
        return UNCLEAR
    read = [_read(said, context, tables) for said in _said(typed, context, tables)]
    return next((one for one in read if one.certainty is Certainty.SURE), [UNCLEAR, *read][-1])


def _judges(words: tuple[Syllable, ...], tables: Tables) -> bool:
    """ "hai long" is no two, and "3 tốt" counts nothing."""
    roles = [hit.role.removesuffix("_loose") for hit in tables.judgement.scan(words)]
    return not _JUDGEMENTS.isdisjoint(roles)


def _said(typed: str, context: Context, tables: Tables) -> Iterator[_Said]:
    found = [*_DIGITS.finditer(typed)]
    amount = _amount(found[0].group(), context.decimals) if len(found) == 1 else None
    if found and amount is None:
        return
    for words in (as_typed, tables.words):
        if amount is not None:
            before, behind = typed[: found[0].start()], typed[found[0].end() :]
            yield _Said(words(before), *amount, words(behind), True)
        else:
            yield from _in_words(words(typed), tables)


def _in_words(words: tuple[Syllable, ...], tables: Tables) -> Iterator[_Said]:
    """The first number word."""
    at = 0
    for hit in tables.choosing.scan(words):
        end = at + len(hit.words)
        if hit.role.isdigit():
            yield _Said(words[:at], Decimal(hit.role), True, words[end:], False)
            return
        at = end


def _amount(text: str, decimals: int) -> tuple[Decimal, bool] | None:
    """Digits as a value; in groups of three (1.000) they are to be confirmed."""
    body = text.lstrip("+-−")
    sign = "-" if text[0] in "-−" else ""
    if grouped := _GROUPED.fullmatch(body):
        whole, mark, rest = grouped.groups()
        one_group = whole.count(mark) == 1 and rest is None
        if one_group and decimals >= 3 and not whole.endswith("000"):
            return None  # 1.250 may be either
        return Decimal(f"{sign}{whole.replace(mark, '')}.{rest or 0}"), False
    if match := _PLAIN.fullmatch(body):
        return Decimal(f"{sign}{match[1]}.{match[2] or 0}"), True
    return None


def _read(said: _Said, context: Context, tables: Tables) -> Reading:
    roles = [hit.role for hit in tables.amounts.scan(_worded(said.before))]
    minus = roles.pop() if roles and roles[-1].startswith("minus") else ""
    half, certainty = _behind(said, context, tables)
    value = said.value
    impossible = (half and value != value.to_integral()) or (minus and value < 0)
    if impossible or certainty is Certainty.UNCLEAR or not _BEFORE.issuperset(roles):
        return UNCLEAR
    value += _HALF.copy_sign(value) if half else 0
    value = (-value if minus else value).normalize()
    if -int(value.as_tuple().exponent) > context.decimals:
        return _INVALID
    text = f"{value:f}" if value else "0"
    loose = "about" in roles or minus == "minus_loose" or certainty is Certainty.LIKELY
    return likely(text) if loose or not said.certain else sure(text)


def _behind(said: _Said, context: Context, tables: Tables) -> tuple[bool, Certainty]:
    """Whether a half was added, and how far the words behind the number fit it."""
    hits = _unmannered(tables.amounts.scan(_worded(said.behind)))
    half = bool(hits) and hits[-1].role == "half"
    rest = tuple([word for hit in hits[: len(hits) - half] for word in hit.words])
    if not rest or _units(context.units).role(rest) is not None:
        return half, Certainty.SURE
    return half, Certainty.LIKELY if _may_be_unit(rest, said, tables) else Certainty.UNCLEAR


def _unmannered(hits: list[Hit]) -> list[Hit]:
    while hits and (
        hits[-1].role in _BEHIND
        or (hits[-1].role == "pronoun" and len(hits) > 1 and hits[-2].role in _BEHIND)
    ):
        hits = hits[:-1]
    return hits


def _may_be_unit(rest: tuple[Syllable, ...], said: _Said, tables: Tables) -> bool:
    """One word that is no number, no thousand and no yes or no; "ba tôi" is no three."""
    hits = tables.choosing.scan(rest)
    if len(hits) > 1 or (is_sign(rest[0]) and rest[0].full not in _UNIT_SIGNS):
        return False
    role = hits[0].role
    counted = role.isdigit() or rest[0].full.isdigit() or tables.amounts.role(rest) == "times"
    told = tables.agreement.role(rest) not in (None, "particle", "pronoun")
    return not counted and not told and (said.in_digits or role != "pronoun")


def _worded(words: tuple[Syllable, ...]) -> tuple[Syllable, ...]:
    return tuple([word for word in words if word.full not in DROPPED and word.full != ","])


@lru_cache(maxsize=1024)
def _units(units: tuple[str, ...]) -> Phrases:
    spelled = [" ".join(tokens(plain(unit))) for unit in units]
    return Phrases([Row("unit", tuple(filter(None, spelled)))])
