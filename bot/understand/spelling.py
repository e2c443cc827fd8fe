"""From a typed word to the syllables that were meant: short forms, keyboards, slips, lost spaces.

A word that cannot be led back to one known reading stays as it was typed, and then no reader will
take the reply for understood. It never turns one known word into another.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.understand.keyboards import decodings
from bot.understand.lexicon import Row
from bot.understand.marks import Syllable, fits, syllable

_REPEATED = re.compile(r"([^\W\d_])\1+")
_LONGEST_RUN = 30  # letters of words typed without spaces between them
_SHORTEST_SLIP = 4  # letters; in shorter words one slip makes another word

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")  # an option's letter is no long word cut short

# Common words one slip away from words that decide a reading: they are meant as they stand.
_NOT_SLIPS = frozenset(
    ("phong", "thong", "chong", "khang", "khung", "khoang", "thuong", "thung", "luong", "truong",
     "duong", "huong", "nong", "vong", "tong", "mong", "rong", "song", "bong", "cong", "dong",
     "thoi", "khoe", "khac", "khach", "khen", "khoc", "lung", "luon", "loang", "khong")
)  # fmt: skip


class Spelling:
    """Reads single words against the syllables that are known."""

    __slots__ = ("_by_bare", "_joined", "_long", "_short", "words")

    def __init__(self, known: Iterable[Syllable], short: Iterable[Row]) -> None:
        by_bare: dict[str, set[Syllable]] = defaultdict(set)
        for word in known:
            by_bare[word.bare].add(word)
        self._by_bare: Mapping[str, frozenset[Syllable]] = {
            bare: frozenset(words) for bare, words in by_bare.items()
        }
        self._short = {
            form: _syllables(row.role) for row in short for form in row.phrases if " " not in form
        }
        self._joined = [bare for bare in self._by_bare if len(bare) > 1]
        self._long = [bare for bare in self._by_bare if len(bare) >= _SHORTEST_SLIP]
        self.words = lru_cache(maxsize=8192)(self._words)

    def _words(self, typed: str) -> tuple[Syllable, ...]:
        """The syllables meant by one token of `normalise.tokens`."""
        if typed in self._short:
            return self._short[typed]
        word = syllable(typed)
        if self._known(word) or len(typed) == 1 or not typed[0].isalpha():
            return (word,)
        single = _REPEATED.sub(r"\1", typed)
        if single in self._short:
            return self._short[single]
        for text in (single, *decodings(typed), typed.rstrip("'`~^")):
            decoded = syllable(text)
            if decoded.full not in _LETTERS and self._known(decoded):
                return (decoded,)
        return self._apart(typed) or self._apart(single) or self._slip(word) or (word,)

    def _known(self, word: Syllable) -> bool:
        return any(fits(word, wanted) for wanted in self._by_bare.get(word.bare, ()))

    def _apart(self, typed: str) -> tuple[Syllable, ...]:
        """The one way to cut a run of letters into known syllables of two letters or more."""
        if not 5 <= len(typed) <= _LONGEST_RUN:
            return ()
        ways = self._cuts(typed)
        return ways[0] if len(ways) == 1 else ()

    def _cuts(self, typed: str) -> list[tuple[Syllable, ...]]:
        ways: dict[int, list[tuple[Syllable, ...]]] = {0: [()]}
        for end in range(1, len(typed) + 1):
            for start in range(max(0, end - 7), end - 1):
                if start in ways:
                    piece = syllable(typed[start:end])
                    meant = self._short.get(typed[start:end]) or (piece,)
                    if meant != (piece,) or self._known(piece):
                        longer = [(*way, *meant) for way in ways[start]]
                        ways.setdefault(end, []).extend(longer[:8])
        found = [*{_bare(way): way for way in ways.get(len(typed), [])}.values()]
        fewest = min((len(way) for way in found), default=0)
        return [way for way in found if len(way) == fewest]

    def _slip(self, word: Syllable) -> tuple[Syllable, ...]:
        """The one known syllable a single edit away that begins with the same letter."""
        if word.bare in _NOT_SLIPS or not 3 <= len(word.bare) <= 8:
            return ()
        near = [
            wanted
            for bare in (self._long if word.unmarked else self._joined)
            if abs(len(bare) - len(word.bare)) <= 1 and bare[0] == word.bare[0]
            for wanted in self._meant(word, bare)
        ]
        return (near[0],) if len(near) == 1 else ()

    def _meant(self, word: Syllable, bare: str) -> list[Syllable]:
        if word.unmarked:
            one_off = OSA.distance(word.bare, bare, score_cutoff=1) <= 1
            return [syllable(bare)] if one_off else []
        known = self._by_bare[bare]
        return [k for k in known if OSA.distance(word.full, k.full, score_cutoff=1) <= 1]


def _bare(words: tuple[Syllable, ...]) -> tuple[str, ...]:
    return tuple([word.bare for word in words])


def _syllables(text: str) -> tuple[Syllable, ...]:
    return tuple(syllable(word) for word in text.split())
