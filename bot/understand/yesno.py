"""Yes or no. Every clause must say the same; a word that is neither makes the reply unclear."""

from functools import lru_cache

from bot.understand.clauses import split
from bot.understand.marks import Syllable
from bot.understand.reading import UNCLEAR, Reading, likely, sure
from bot.understand.tables import Tables

_FACES = {"👍": "yes", "👌": "yes", "✅": "yes", "✔": "yes", "👎": "no"}
_IGNORED = frozenset(("particle", "pronoun", "topic", "up"))
_ONE = "1"


def yes_no(words: tuple[Syllable, ...], tables: Tables) -> Reading:
    """ "yes" or "no"."""
    typed = tuple(word.full for word in words)
    if len(typed) == 1 and typed[0] in _FACES:
        return sure(_FACES[typed[0]])
    if typed == (_ONE,):
        return likely("yes")
    if "?" in typed or "/" in typed:
        return UNCLEAR
    said = []
    for clause in split(words):
        roles = tuple([hit.role for hit in tables.agreement.scan(clause)])
        if any(role not in ("particle", "pronoun") for role in roles):
            said.append(_clause(roles))
    return said[0] if said and all(reading == said[0] for reading in said) else UNCLEAR


@lru_cache(maxsize=2048)
def _clause(roles: tuple[str, ...]) -> Reading:
    answers = [role for role in roles if role not in _IGNORED]
    values = {role.removesuffix("_loose") for role in answers}
    if values == {"yes"}:
        loose = any(role.endswith("_loose") for role in answers)
        return likely("yes") if loose and len(answers) == 1 else sure("yes")
    if values != {"no"}:
        return UNCLEAR
    if len(answers) > 1:
        return UNCLEAR  # a no beside a no may be a yes
    return likely("no") if answers[0].endswith("_loose") else sure("no")
