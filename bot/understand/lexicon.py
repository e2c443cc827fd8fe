"""The words that are understood, from `words/*.tsv`, compiled once into tables of phrases.

It knows spelling, not meaning: a phrase has a role, and the readers (scale.py, yesno.py, …) say
what a row of roles amounts to. Nothing here changes after it was built.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.resources import files
from itertools import product
from typing import NamedTuple

from bot.understand.marks import Syllable, fits, syllable

_PART = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|([^\s()\[\]]+)")


class Row(NamedTuple):
    """A line of a word list: what the words do, and the words as they were listed."""

    role: str
    phrases: tuple[str, ...]


class Entry(NamedTuple):
    """A phrase and its role; `marked`: the words (by place) that count only with their marks."""

    words: tuple[Syllable, ...]
    role: str
    marked: tuple[int, ...]


class Hit(NamedTuple):
    """A stretch of typed words with a role; "" where no phrase is known."""

    role: str
    words: tuple[Syllable, ...]


class Phrases:
    """Phrases with their roles, found by their bare letters and checked by their marks."""

    __slots__ = ("_by_bare", "_known", "_longest", "longest")

    def __init__(self, rows: Iterable[Row], known: frozenset[str] = frozenset()) -> None:
        self._known = known
        self._by_bare: dict[str, tuple[Entry, ...]] = {}
        self._longest: dict[str, int] = {}
        self.longest = 0  # words in the longest phrase
        for row in rows:
            for phrase in row.phrases:
                self._add(phrase, row.role)

    def _add(self, phrase: str, role: str) -> None:
        written = phrase.split()
        words = tuple(syllable(word.lstrip("!")) for word in written)
        bare = " ".join(word.bare for word in words)
        marked = tuple(at for at, word in enumerate(written) if word.startswith("!"))
        entry = Entry(words, role, marked)
        known = self._by_bare.get(bare, ())
        if entry not in known:
            self._by_bare[bare] = (*known, entry)
        first = words[0].bare
        self._longest[first] = max(len(words), self._longest.get(first, 0))
        self.longest = max(len(words), self.longest)

    def __len__(self) -> int:
        return len(self._by_bare)

    def syllables(self) -> Iterator[Syllable]:
        """Every syllable of every phrase."""
        for entries in self._by_bare.values():
            for entry in entries:
                yield from entry.words

    def role(self, words: tuple[Syllable, ...]) -> str | None:
        """The one role of exactly these words; None where there is none, or more than one."""
        if len(words) > self.longest:
            return None
        entries = self._by_bare.get(" ".join([word.bare for word in words]))
        return one_role(entries, words, self._known) if entries else None

    def scan(self, words: tuple[Syllable, ...]) -> list[Hit]:
        """All words as stretches with roles, the longest known phrase first."""
        return list(self.hits(words))

    def hits(self, words: tuple[Syllable, ...]) -> Iterator[Hit]:
        """The same, one by one."""
        at, end = 0, len(words)
        bare = [word.bare for word in words]
        while at < end:
            hit = self._longest_at(words, bare, at)
            yield hit
            at += len(hit.words)

    def _longest_at(self, words: tuple[Syllable, ...], bare: list[str], at: int) -> Hit:
        length = min(self._longest.get(bare[at], 0), len(words) - at)
        for size in range(length, 0, -1):
            entries = self._by_bare.get(" ".join(bare[at : at + size]))
            if entries is not None:
                stretch = words[at : at + size]
                role = one_role(entries, stretch, self._known)
                if role is not None:
                    return Hit(role, stretch)
        return Hit("", words[at : at + 1])


def one_role(
    entries: tuple[Entry, ...], typed: tuple[Syllable, ...], known: frozenset[str]
) -> str | None:
    """The role of the entry that was typed exactly, else of all that fit, if it is one role.

    The entries have the bare letters of what was typed; `known` words are meant as they stand.
    """
    if len(entries) == 1:
        only = entries[0]
        return only.role if typed == only.words or _fits(typed, only, known) else None
    fitting = [entry for entry in entries if _fits(typed, entry, known)]
    roles = {entry.role for entry in fitting if entry.words == typed}
    roles = roles or {entry.role for entry in fitting}
    return roles.pop() if len(roles) == 1 else None


def _fits(typed: tuple[Syllable, ...], entry: Entry, known: frozenset[str]) -> bool:
    """All syllables fit; in a phrase, one of them may carry wrong marks where others are right."""
    for at in entry.marked:
        if typed[at] != entry.words[at]:
            return False
    if len(typed) == 1:
        return fits(typed[0], entry.words[0])
    wrong = [(t, w) for t, w in zip(typed, entry.words, strict=True) if not fits(t, w)]
    if len(wrong) != 1:
        return not wrong
    right = any(t.full == w.full for t, w in zip(typed, entry.words, strict=True))
    return right and _slipped(*wrong[0], known)


def _slipped(typed: Syllable, wanted: Syllable, known: frozenset[str]) -> bool:
    """A wrong tone over the right letters (hái lòng), which makes no other word that is known."""
    return typed.flat in (wanted.flat, wanted.bare) and typed.full not in known


def rows(name: str) -> list[Row]:
    """The word list `words/<name>.tsv`."""
    found = []
    for line in _lines(name):
        role, _, phrases = line.partition("\t")
        found.append(Row(role, tuple(phrases.split("|"))))
    return found


def forms(words: Collection[str]) -> frozenset[str]:
    """Single words in every form in which they may be typed, for a plain look-up; !: as marked."""
    found = {form for word in words if word[0] != "!" for form in syllable(word)}
    return frozenset(found | {syllable(word[1:]).full for word in words if word[0] == "!"})


def signs() -> dict[str, str]:
    """Faces and other signs with their roles."""
    table = {}
    for line in _lines("signs"):
        role, _, listed = line.partition("\t")
        table.update(dict.fromkeys(listed.split(), role))
    return table


def templates(name: str) -> list[Row]:
    """The word list `words/<name>.tsv` of templates, each spelled out into its phrases."""
    found, macros = patterns(name)
    return [
        Row(row.role, tuple(dict.fromkeys(spelled_out(row.phrases[0], macros)))) for row in found
    ]


def patterns(*names: str) -> tuple[list[Row], dict[str, str]]:
    """The templates of `words/<name>.tsv` as they stand, one a row, and the macros of them all."""
    macros: dict[str, str] = {}
    found = []
    for line in (line for name in names for line in _lines(name)):
        role, tab, template = line.partition("\t")
        if tab:
            found.append(Row(role, (template,)))
        else:
            key, _, words = line.partition(" = ")
            macros[key] = words
    return found, macros


def spelled_out(template: str, macros: Mapping[str, str]) -> Iterator[str]:
    """Every phrase that a template stands for."""
    parts = []
    for one_of, maybe, word in _PART.findall(template):
        listed = (one_of or maybe or word).split("|")
        choices = [full for choice in listed for full in _unfolded(choice, macros)]
        parts.append(["", *choices] if maybe else choices)
    for chosen in product(*parts):
        yield " ".join(words for words in chosen if words)


def _unfolded(words: str, macros: Mapping[str, str]) -> list[str]:
    """`words` with every macro in it replaced by each of its phrases in turn."""
    each = [macros[w[1:]].split("|") if w.startswith("$") else [w] for w in words.split()]
    return [" ".join(chosen) for chosen in product(*each)]


def _lines(name: str) -> list[str]:
    text = (files("bot.understand") / "words" / f"{name}.tsv").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
