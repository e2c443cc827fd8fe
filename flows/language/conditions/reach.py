"""Whether a condition can ever hold, and whether a question lets anybody past it. Pure.

It tries every combination of the values that a condition's names can have; where they are too
many or have no end (numbers, dates, lengths, lists of numbers), it says nothing.
"""

from collections.abc import Mapping
from itertools import combinations, product
from math import prod

from flows.language.conditions.mentions import mentions
from flows.language.conditions.names import FACTS, Name, Type
from flows.language.kinds import name_of
from flows.model import Condition, Question, Shape

MOST_TRIED = 4096
MOST_CHOICES = 8
"""Of several choices: every set of them is tried, and more would be over 256 sets."""

_OTHER = "\0"  # a word that no condition names


def cannot_hold(condition: Condition, before: Mapping[str, Question]) -> bool:
    """Whether no answers to the questions `before`, and no facts, make it true."""
    said = mentions(condition.source)
    known = {name: name_of(before[name]) for name in said.of_values if name in before}
    known |= {name: FACTS[name] for name in said.of_values if name in FACTS}
    if known.keys() != said.of_values.keys() or "length" in said.calls:
        return False
    words = {
        *said.texts,
        *(v for name in known.values() for v in name.values if isinstance(v, str)),
    }
    domains = [_domain(each, name, words) for each, name in known.items()]
    if not all(domains) or prod(len(domain) for domain in domains) > MOST_TRIED:
        return False
    tried = (dict(zip(known, values, strict=True)) for values in product(*domains))
    return not any(condition.holds(names) for names in tried)


def closes(question: Question) -> bool:
    """Whether everybody is asked it and every answer ends the talk."""
    if question.when is not None or question.dont_know or question.shape is not Shape.ONE:
        return False
    return bool(question.choices) and all(c.value in question.ends for c in question.choices)


def _domain(id_: str, name: Name, words: set[str]) -> tuple[object, ...]:
    """The values that a name can have, None = missing; () = they cannot be listed."""
    match name.type:
        case Type.TRUTH:
            return (True, False, None)
        case Type.WORD if not name.values:
            # two names may have the same unknown word, or each its own
            return (*words, _OTHER, _OTHER + id_, None)
        case Type.WORD | Type.NUMBER if name.values:
            return (*name.values, None)
        case Type.SET if len(name.values) <= MOST_CHOICES:
            sizes = range(len(name.values) + 1)
            return (*(chosen for n in sizes for chosen in combinations(name.values, n)), None)
        case _:
            return ()
