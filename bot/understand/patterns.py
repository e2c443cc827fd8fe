"""Templates of phrases, matched word by word, not spelled out: "(đừng|thôi) gửi [tin] nữa".

It knows spelling, not meaning, and finds what lexicon.Phrases would find in all the phrases that
the templates stand for. A template may stand for thousands; its words are kept once, as a graph.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from bot.understand.lexicon import Entry, Hit, Row, one_role
from bot.understand.marks import Syllable, syllable

_PART = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|([^\s()\[\]]+)")
_STATES = 65_536  # of the graph, each with the word that led on, are remembered
_START = 0

State = frozenset[int]
_BEGIN: State = frozenset((_START,))


class _Edge(NamedTuple):
    """A word that leads to another node; `marked`: it counts only with its marks."""

    to: int
    word: Syllable
    marked: bool


class Patterns:
    """Templates with their roles. A node is a place between two words; node 0 is before all."""

    __slots__ = ("_edges", "_empty", "_ending", "_roles", "_step", "known")

    def __init__(
        self, rows: Iterable[Row], macros: Mapping[str, str], known: Iterable[Syllable] = ()
    ) -> None:
        """`known`: the words of other tables, which are meant as they stand."""
        self._edges: list[dict[str, list[_Edge]]] = [defaultdict(list)]
        self._empty: dict[int, list[int]] = defaultdict(list)  # what may be left out
        self._ending: dict[int, str] = {}
        for row in rows:
            for template in row.phrases:
                self._add(template, row.role, macros)
        self._roles = self._without_empty()
        self.known = frozenset(word.full for word in (*known, *self.syllables()))
        self._step = lru_cache(maxsize=_STATES)(self._stepped)

    def __len__(self) -> int:
        return len(self._edges)

    def syllables(self) -> Iterator[Syllable]:
        """Every syllable of every template."""
        for node in self._edges:
            for edges in node.values():
                yield from (edge.word for edge in edges)

    def role(self, words: tuple[Syllable, ...]) -> str | None:
        """The one role of exactly these words; None where there is none, or more than one."""
        ends = self._ends(words, 0)
        return self._role(words) if ends and ends[-1] == len(words) else None

    def longest(self, words: tuple[Syllable, ...], start: int, end: int = 0) -> Hit | None:
        """The longest stretch of words from `start` to `end` or beyond that has one role."""
        for last in reversed(self._ends(words, start)):
            if last < end:
                return None
            role = self._role(words[start:last])
            if role is not None:
                return Hit(role, words[start:last])
        return None

    def hits(self, words: tuple[Syllable, ...]) -> Iterator[Hit]:
        """All words as stretches with roles, the longest first, one by one."""
        at = 0
        while at < len(words):
            hit = self.longest(words, at) or Hit("", words[at : at + 1])
            yield hit
            at += len(hit.words)

    def _add(self, template: str, role: str, macros: Mapping[str, str]) -> None:
        at = self._node()
        self._empty[_START].append(at)
        for one_of, maybe, word in _PART.findall(template):
            to = self._node()
            for choice in (one_of or maybe or word).split("|"):
                self._chain(at, to, choice.split(), macros)
            if maybe:
                self._empty[at].append(to)
            at = to
        self._ending[at] = role

    def _chain(self, at: int, to: int, words: list[str], macros: Mapping[str, str]) -> None:
        """The words one after another; a macro stands for each of its phrases."""
        if not words:
            self._empty[at].append(to)
            return
        first, rest = words[0], words[1:]
        following = self._node() if rest else to
        if first.startswith("$"):
            for phrase in macros[first[1:]].split("|"):
                self._chain(at, following, phrase.split(), macros)
        else:
            word = syllable(first.lstrip("!"))
            self._edges[at][word.bare].append(_Edge(following, word, first.startswith("!")))
        if rest:
            self._chain(following, to, rest, macros)

    def _node(self) -> int:
        self._edges.append(defaultdict(list))
        return len(self._edges) - 1

    def _without_empty(self) -> dict[int, tuple[str, ...]]:
        """Give every node the edges of the nodes that it may be left out for; roles of the ends."""
        near = [self._near(node) for node in range(len(self._edges))]
        merged: list[dict[str, list[_Edge]]] = [defaultdict(list) for _ in near]
        for node, others in enumerate(near):
            for other in others:
                for bare, edges in self._edges[other].items():
                    merged[node][bare] += edges
        self._edges = [dict(edges) for edges in merged]
        ends = {
            node: [self._ending[o] for o in near[node] if o in self._ending]
            for node in range(len(near))
        }
        return {node: tuple(dict.fromkeys(roles)) for node, roles in ends.items() if roles}

    def _near(self, node: int) -> list[int]:
        """The node, and all that are reached from it without a word."""
        found, todo = {node}, [node]
        while todo:
            new = set(self._empty.get(todo.pop(), ())) - found
            found |= new
            todo += new
        return sorted(found)

    def _stepped(self, state: State, bare: str) -> tuple[State, bool]:
        """Where a word leads, and whether a template may end there."""
        reached = frozenset([edge.to for node in state for edge in self._edges[node].get(bare, ())])
        return reached, not self._roles.keys().isdisjoint(reached)

    def _ends(self, words: tuple[Syllable, ...], start: int) -> list[int]:
        """Where a template may end that begins at `start`, by the bare letters alone."""
        found, state = [], _BEGIN
        for at in range(start, len(words)):
            state, ends = self._step(state, words[at].bare)
            if not state:
                break
            if ends:
                found.append(at + 1)
        return found

    def _role(self, typed: tuple[Syllable, ...]) -> str | None:
        return one_role(tuple(self._entries(typed)), typed, self.known)

    def _entries(self, typed: tuple[Syllable, ...]) -> Iterator[Entry]:
        """Every phrase with these bare letters, as it was listed."""
        ways: Iterable[tuple[int, tuple[Syllable, ...], tuple[int, ...]]] = [(_START, (), ())]
        for at, word in enumerate(typed):
            ways = {
                (edge.to, (*words, edge.word), (*marked, at) if edge.marked else marked)
                for node, words, marked in ways
                for edge in self._edges[node].get(word.bare, ())
            }
        for node, words, marked in ways:
            for role in self._roles.get(node, ()):
                yield Entry(words, role, marked)
