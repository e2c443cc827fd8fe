"""Whether a condition can ever hold, and whether a question lets anybody past it. Pure.

It tries every combination of the values that a condition's names can have; where they are too
many, or the list of criteria is named, it says nothing.
"""

import re
from collections.abc import Mapping
from itertools import product

from flows.language.names import CRITERIA, FACTS, Name, Type, name_of
from flows.model import Condition, Kind, Question

MOST_TRIED = 4096

_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")
_WORD = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_OTHER = "\0"  # a word that no condition names


def cannot_hold(condition: Condition, before: Mapping[str, Question]) -> bool:
    """Whether no answers to the questions `before`, and no facts, make it true."""
    words = tuple(one or other for one, other in _WORD.findall(condition.source))
    said = set(_NAME.findall(_WORD.sub("", condition.source)))
    if CRITERIA in said:
        return False
    known = {name: name_of(before[name]) for name in said & before.keys()}
    known |= {name: FACTS[name] for name in said & FACTS.keys()}
    if any(
        name.type in (Type.NUMBER, Type.FREE_TEXT) and not name.values for name in known.values()
    ):
        return False  # its kind or scale is missing, which is told elsewhere
    domains = [_domain(name, words) for name in known.values()]
    count = 1
    for domain in domains:
        count *= len(domain)
    if count > MOST_TRIED:
        return False
    tried = (dict(zip(known, values, strict=True)) for values in product(*domains))
    return not any(condition.holds(names) for names in tried)


def closes(question: Question) -> bool:
    """Whether everybody is asked it and every answer ends the talk."""
    if question.when is not None or question.dont_know or question.kind is Kind.TEXT:
        return False
    return bool(question.choices) and all(c.value in question.ends for c in question.choices)


def _domain(name: Name, words: tuple[str, ...]) -> tuple[object, ...]:
    """The values that a name can have; None = missing."""
    match name.type:
        case Type.TRUTH:
            return (True, False, None)
        case Type.WORD if not name.values:
            return (*words, _OTHER, None)
        case _:
            return (*name.values, None)
