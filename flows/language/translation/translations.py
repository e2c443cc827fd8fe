"""Texts in several languages: Vietnamese from the main file, others from side files.

A side file says `language: en` and then repeats the main file's ids with the words of that
language. What it lacks is taken from the language that it `falls_back_to`, at last from
Vietnamese, and `missing` lists it; what it has too much is a fault, so that a translation is
never orphaned unseen. It knows no kind of question: a text is whatever is asked for by its key,
and no key may be the beginning of another. It translates nothing itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flows.language.parts import Part
from flows.language.placeholders import FIELDS, wrong
from flows.model import Borrowed, Text

Key = tuple[str, ...]

LANGUAGE = re.compile(r"[a-z]{2,3}")
_SETTINGS = ("language", "falls_back_to", "reviewed", "common")
_ROOTS = ("title", "notice", "thanks", "scales", "choices", "index", "questions")


@dataclass(slots=True)
class Side:
    """One side file: its language, what it says of itself, and its texts, as ("title",)."""

    language: str
    texts: dict[Key, Part]
    falls_back_to: str = "vi"
    reviewed: bool = True
    common: str = ""  # the file of common/ whose words these are; "" = a survey's
    stated: Part | None = None  # where it says what it falls back to
    used: set[Key] = field(default_factory=set)


class Translations:
    """Joins the words of every language; built once for a compilation."""

    def __init__(self, documents: Iterable[Part]) -> None:
        self.asked: dict[Key, str] = {}
        """The Vietnamese words of every key asked, in this order."""
        self._parts: dict[Key, Part] = {}
        self._ready: dict[Key, Text] = {}
        self._sides: list[Side] = []
        for part in documents:
            self._sides.append(self._read(part))
        self._chains = {side.language: tuple(self._chain(side)) for side in self._sides}
        for side in self._sides:
            self._check_fall_back(side)

    @property
    def languages(self) -> tuple[str, ...]:
        """ "vi" first, then the side files' languages."""
        return ("vi", *(side.language for side in self._sides))

    @property
    def unreviewed(self) -> tuple[str, ...]:
        """The languages whose words nobody has read over yet (`reviewed: false`)."""
        return tuple(side.language for side in self._sides if not side.reviewed)

    @property
    def missing(self) -> list[tuple[str, Key]]:
        """What falls back: (language, key), by language, then as the survey's file has them."""
        return [
            (side.language, key)
            for side in self._sides
            for key in self.wanted(side.language)
            if key not in side.texts
        ]

    def told_missing(self) -> tuple[str, ...]:
        """`missing`, as "en: questions.gop_y.text"."""
        return tuple(f"{language}: {'.'.join(key)}" for language, key in self.missing)

    def text(self, part: Part, *key: str) -> Text:
        """The words of `part`, with those that the side files have under `key`."""
        joined = {"vi": part.text()}
        self.asked.setdefault(key, joined["vi"])
        self._parts.setdefault(key, part)
        _check_placeholders(part, joined["vi"])
        for side in self._sides:
            own = side.texts.get(key)
            if own is not None:
                side.used.add(key)
                _check_placeholders(own, own.text())
            source = self._source(side.language, key)
            if source is not None:
                joined[side.language] = _said_by(source, side, source.texts[key].text())
        return joined

    def usual(self, part: Part, words: Text, *key: str) -> Text:
        """Words that the language has ready, such as “Khác”; a side file may say them otherwise.

        What a language has not ready falls back as all words do. `part` is what asked for them.
        """
        self.asked.setdefault(key, words["vi"])
        self._parts.setdefault(key, part)
        self._ready[key] = words
        joined = {"vi": words["vi"]}
        for side in self._sides:
            own = side.texts.get(key)
            if own is not None:
                side.used.add(key)
                _check_placeholders(own, own.text())
            for source in self._chains[side.language]:
                said = source.texts.get(key)
                if said is not None or source.language in words:
                    ready = words.get(source.language, "")
                    found = said.text() if said is not None else ready
                    joined[side.language] = _said_by(source, side, found)
                    break
        return joined

    def spoken(self, words: Text) -> Text:
        """Words that every language has of its own accord, such as stars; others fall back."""
        joined = {"vi": words["vi"]}
        for side in self._sides:
            chain = self._chains[side.language]
            ready = (_said_by(s, side, words[s.language]) for s in chain if s.language in words)
            joined[side.language] = next(ready, Borrowed(words["vi"], "vi"))
        return joined

    def wanted(self, language: str) -> list[Key]:
        """What a translator of this language is asked for: not what the language has ready."""
        own = self.own(language)
        return [key for key in self.in_order()
                if key in own or language not in self._ready.get(key, {})]  # fmt: skip

    def place(self, language: str, part: Part, *key: str) -> Part:
        """Where the words of `part` in `language` stand."""
        source = self._source(language, key)
        return part if source is None else source.texts[key]

    def own(self, language: str) -> Mapping[Key, str]:
        """The words that the side file of a language has itself."""
        side = self.side(language)
        return {key: part.text() for key, part in side.texts.items()} if side else {}

    def side(self, language: str) -> Side | None:
        """The side file of a language."""
        return next((side for side in self._sides if side.language == language), None)

    def stand_in(self, language: str, *key: str) -> tuple[str, str]:
        """What is shown under a key in a language: (the language of the words, the words)."""
        source = self._source(language, key)
        return (source.language, source.texts[key].text()) if source else ("vi", self.asked[key])

    def in_order(self) -> list[Key]:
        """The keys asked as they stand in the survey's file, what belongs together together."""
        title = self._parts.get(("title",))
        first: dict[Key, tuple[bool, tuple[int, int], int]] = {}
        for n, (key, part) in enumerate(self._parts.items()):
            elsewhere = title is not None and part.document is not title.document
            place = (elsewhere, part.document.place(part.path), n)
            for steps in _beginnings(key):
                first[steps] = min(place, first.get(steps, place))
        return sorted(self._parts, key=lambda key: [first[steps] for steps in _beginnings(key)])

    def check_points(self, name: str, points: int) -> None:
        """Report each side file that translates another number of a scale's points.

        A scale that is not wholly translated is a group, `{1: …, 3: …}`: what it lacks falls back.
        """
        for side in self._sides:
            theirs = [part for key, part in side.texts.items() if key[:2] == ("scales", name)]
            if not theirs or not isinstance(theirs[0].path[-1], int):
                continue
            side.used.update(key for key in side.texts if key[:2] == ("scales", name))
            if len(theirs) != points:
                first = theirs[0]
                whole = Part(first.document, first.path[:-1], None, first.report)
                whole.fault("F042", at_key=True, count=len(theirs), wanted=points)

    def check_orphans(self) -> None:
        """Report every text of a side file that the main file has no place for."""
        for side in self._sides:
            for key, part in side.texts.items():
                if key not in side.used:
                    self._orphan(key, part)

    def _orphan(self, key: Key, part: Part) -> None:
        # The fault stands at the first step of the key that leads nowhere.
        steps = range(1, len(key))
        depth = next((n for n in steps if not any(k[:n] == key[:n] for k in self.asked)), len(key))
        known = sorted({k[depth - 1] for k in self.asked if k[: depth - 1] == key[: depth - 1]
                        and len(k) >= depth})  # fmt: skip
        place = Part(part.document, part.path[:depth], None, part.report)
        place.fault("F041", at_key=True, word=key[depth - 1], among=known, key=key[depth - 1])

    def _read(self, part: Part) -> Side:
        top = part.closed((*_SETTINGS, *_ROOTS), ("language",))
        language = top["language"].text() if "language" in top else ""
        if "language" in top and (not LANGUAGE.fullmatch(language) or language in self.languages):
            top["language"].fault("F040", language=language)
        roots = [(key, value) for key, value in top.items() if key not in _SETTINGS]
        stated = top.get("falls_back_to")
        return Side(
            language=language,
            texts={key: leaf for root, value in roots for key, leaf in _leaves((root,), value)},
            falls_back_to=stated.text() if stated else "vi",
            reviewed=top["reviewed"].flag() if "reviewed" in top else True,
            common=top["common"].text() if "common" in top else "",
            stated=stated,
        )

    def _chain(self, side: Side) -> Iterator[Side]:
        """A language and those that it falls back to; Vietnamese, the last, is not among them."""
        seen: set[str] = set()
        step: Side | None = side
        while step is not None and step.language not in seen:
            seen.add(step.language)
            yield step
            step = self.side(step.falls_back_to)

    def _source(self, language: str, key: Key) -> Side | None:
        """Whose words stand under `key` in `language`; None = Vietnamese ones."""
        return next((side for side in self._chains.get(language, ()) if key in side.texts), None)

    def _check_fall_back(self, side: Side) -> None:
        if side.stated is None:
            return
        named = side.falls_back_to
        others = [language for language in self.languages if language != side.language]
        if named not in others:
            side.stated.fault("F043", language=named, word=named, among=others)
        elif any(each.falls_back_to == side.language for each in self._chains[side.language]):
            side.stated.fault("F043", language=named, among=others)


def _said_by(source: Side, wanted: Side, said: str) -> str:
    """Words of one language where another wanted them."""
    return said if source is wanted else Borrowed(said, source.language)


def _beginnings(key: Key) -> Iterator[Key]:
    return (key[:depth] for depth in range(1, len(key) + 1))


def _leaves(key: Key, part: Part) -> Iterator[tuple[Key, Part]]:
    if isinstance(part.value, dict):
        for name, inner in part.group().items():
            yield from _leaves((*key, name), inner)
    elif isinstance(part.value, list):
        for n, item in enumerate(part.items(), 1):
            yield from _leaves((*key, str(n)), item)
    elif key[0] == "questions" and len(key) == 2:
        yield (*key, "text"), part  # `gop_y: words` is short for `gop_y: {text: words}`
    else:
        yield key, part


def _check_placeholders(part: Part, text: str) -> None:
    for code, found in wrong(text):
        if code == "F022":
            part.fault(code, name=found, word=found, among=FIELDS)
        else:
            part.fault(code, found=found)
