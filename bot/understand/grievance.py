"""Words that an officer must read: somebody is accused, or somebody is in distress.

It looks for what is said of the case's handling, in any reply, beside whatever else the reply
means; it never gives a value, and judges nobody. Where it is in doubt it says nothing: the words
of a complaint are kept anyway.
"""

from collections import Counter

from bot.understand.clauses import split
from bot.understand.lexicon import Hit, rows
from bot.understand.marks import Syllable, syllable
from bot.understand.reading import Grievance
from bot.understand.tables import Tables

_REACH = 5
"""So many words behind a negation it still denies: “không thấy cán bộ nào đòi tiền”."""


def grievance(words: tuple[Syllable, ...], tables: Tables) -> Grievance | None:
    """What the words tell of; distress before all. None: nothing, or it is denied.

    “Không đưa phong bì thì không xong” denies nothing: what stands behind “thì” is the harm.
    """
    if _TELLING.isdisjoint([word.bare for word in words]):
        return None
    found: set[str] = set()
    for clause in split(words):
        hits = tables.grievances.scan(clause)
        told = (at for at, hit in enumerate(hits) if hit.role in _KINDS)
        found |= {hits[at].role for at in told if not _denied(hits, at)}
    return next((kind for role, kind in _KINDS.items() if role in found), None)


def _telling() -> frozenset[str]:
    """Of every phrase that tells of something, its rarest word: without one, there is none."""
    phrases = [
        [syllable(word.lstrip("!")).bare for word in phrase.split()]
        for row in rows("grievances")
        if row.role in _KINDS
        for phrase in row.phrases
    ]
    often = Counter(word for phrase in phrases for word in set(phrase))
    return frozenset(min(phrase, key=lambda word: often[word]) for phrase in phrases)


_KINDS = {"distress": Grievance.DISTRESS, "accusation": Grievance.ACCUSATION}
_TELLING = _telling()


def _denied(hits: list[Hit], at: int) -> bool:
    if any(hit.role == "unless" for hit in hits[at + 1 :]):
        return False
    return any(hit.role == "not" for hit in hits[max(0, at - _REACH) : at])
