"""A reply cut at its commas and full stops. Signs that carry no meaning are dropped."""

from string import punctuation

from bot.understand.marks import Syllable

CUTS = frozenset(",;.:!…\n|")
_SIGNS = frozenset(punctuation + "“”‘’«»…–—")
DROPPED = frozenset("()[]{}\"'“”‘’*_`«»…#=")


def spoken(words: tuple[Syllable, ...]) -> tuple[Syllable, ...]:
    """Words, numbers and faces only: no punctuation."""
    return tuple([word for word in words if word.full not in _SIGNS])


def is_sign(word: Syllable) -> bool:
    """Whether this is one ASCII sign, or a mark of punctuation."""
    return word.full in _SIGNS


def split(words: tuple[Syllable, ...]) -> list[tuple[Syllable, ...]]:
    """The clauses that say anything, without their punctuation."""
    found: list[list[Syllable]] = [[]]
    for word in words:
        if word.full in CUTS:
            found.append([])
        elif not is_sign(word):
            found[-1].append(word)
    return [tuple(clause) for clause in found if clause]
