"""Yes or no. Every clause must say the same; a word that is neither makes the reply unclear.

A clause is a yes, a no, or a yes that is turned: behind "không", or before "đâu". A no beside a no
may be a yes, and is asked about; so is a question, and "maybe".
"""

from functools import lru_cache

from bot.understand.clauses import split
from bot.understand.lexicon import Hit
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Reading, likely, sure
from bot.understand.tables import Tables

_FACES = {
    "👍": "yes", "👌": "yes", "✅": "yes", "✔": "yes", "☑": "yes", "🆗": "yes",
    "👎": "no", "❌": "no", "❎": "no", "✖": "no", "✗": "no", "✘": "no", "🙅": "no", "🚫": "no",
}  # fmt: skip
_POLITE = frozenset(("particle", "pronoun"))
_IGNORED = _POLITE | {"topic", "up", "all", "tail"}
_BEHIND = _POLITE | {"tail"}
_MEANS = {"yes_loose": "yes", "surely": "yes", "no_loose": "no"}
_ONE = "1"


def yes_no(words: tuple[Syllable, ...], tables: Tables) -> Reading:
    """ "yes" or "no"."""
    typed = tuple([word.full for word in words])
    if typed == (_ONE,):
        return likely("yes")
    if "?" in typed or "/" in typed:
        return UNCLEAR
    said = [sure(_FACES[sign]) for sign in typed if sign in _FACES]
    rest = tuple([word for word in words if word.full not in _FACES]) if said else words
    for clause in split(rest):
        hits = tables.agreement.scan(clause)
        if any(hit.role not in _POLITE for hit in hits):
            said.append(_clause(_once(hits)))
    agreed = said and all(reading.value == said[0].value for reading in said)
    return said[-1] if agreed else UNCLEAR


def _once(hits: list[Hit]) -> tuple[str, ...]:
    """The roles of a clause; a word said twice in a row ("không không") is said once."""
    return tuple(
        hit.role for at, hit in enumerate(hits) if at == 0 or hit.words != hits[at - 1].words
    )


@lru_cache(maxsize=2048)
def _clause(roles: tuple[str, ...]) -> Reading:
    answers = [role for role in roles if role not in _IGNORED]
    if "tail" in roles and set(roles[roles.index("tail") :]) - _BEHIND:
        return UNCLEAR
    if next((role for role in roles if role not in _POLITE), "") == "all":
        return UNCLEAR  # "hết rồi" is no yes
    if answers[:1] == ["not"] or (answers[:1] == ["deny"] and len(answers) > 1):
        return _turned(answers[1:], roles)
    if len(answers) > 1 and answers[-1] == "deny":
        turned = _clause(tuple(answers[:-1])).value
        return likely("no") if turned == "yes" else UNCLEAR
    if answers == ["deny"]:
        return UNCLEAR if {"topic", "up", "all"} & set(roles) else sure("no")
    values = {_MEANS.get(role, role) for role in answers}
    if values == {"yes"}:
        return likely("yes") if answers == ["yes_loose"] else sure("yes")
    if values != {"no"} or len(answers) > 1:
        return UNCLEAR  # a no beside a no may be a yes
    return likely("no") if answers == ["no_loose"] else sure("no")


def _turned(rest: list[str], roles: tuple[str, ...]) -> Reading:
    """A no alone, or "không … (đâu)" around one or more words of yes."""
    turned = rest[:-1] if rest[-1:] == ["deny"] else rest
    if {"up", "all"} & set(roles[roles.index("not") if "not" in roles else 0 :]):
        return UNCLEAR  # "không hoàn toàn đồng ý" agrees in part
    if not turned:
        return UNCLEAR if "topic" in roles else sure("no")
    return sure("no") if set(turned) == {"yes"} else UNCLEAR
