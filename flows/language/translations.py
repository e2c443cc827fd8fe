"""Texts in several languages: Vietnamese from the main file, others from side files.

A side file says `language: en` and then repeats the main file's ids with the words of that
language. What it lacks falls back to Vietnamese (`untranslated` lists it); what it has too
much is a fault, so that a translation is never orphaned unseen.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from flows.language.parts import Part
from flows.language.placeholders import FIELDS, wrong
from flows.model import Flow, Text

Key = tuple[str, ...]

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_ROOTS = ("title", "notice", "thanks", "scales", "questions")


@dataclass(slots=True)
class Side:
    """One side file: its language and its texts by key, such as ("title",)."""

    language: str
    texts: dict[Key, Part]
    used: set[Key] = field(default_factory=set)


class Translations:
    """Joins the words of every language; built once for a compilation."""

    def __init__(self, documents: Iterable[Part]) -> None:
        self._sides: list[Side] = []
        self._asked: set[Key] = set()
        for part in documents:
            self._sides.append(self._read(part))

    @property
    def languages(self) -> tuple[str, ...]:
        """ "vi" first, then the side files' languages."""
        return ("vi", *(side.language for side in self._sides))

    def text(self, part: Part, *key: str) -> Text:
        """The words of `part`, with those that the side files have under `key`."""
        self._asked.add(key)
        joined = {"vi": part.text()}
        _check_placeholders(part, joined["vi"])
        for side in self._sides:
            other = side.texts.get(key)
            if other is not None:
                side.used.add(key)
                joined[side.language] = other.text()
                _check_placeholders(other, joined[side.language])
        return joined

    def place(self, language: str, part: Part, *key: str) -> Part:
        """Where the words of `part` in `language` stand."""
        return next((side.texts[key] for side in self._sides if side.language == language), part)

    def check_points(self, name: str, points: int) -> None:
        """Report each side file that translates another number of a scale's points."""
        for side in self._sides:
            theirs = [part for key, part in side.texts.items() if key[:2] == ("scales", name)]
            side.used.update(key for key in side.texts if key[:2] == ("scales", name))
            if theirs and len(theirs) != points:
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
        depth = next((n for n in steps if not any(k[:n] == key[:n] for k in self._asked)), len(key))
        known = sorted({k[depth - 1] for k in self._asked if k[: depth - 1] == key[: depth - 1]
                        and len(k) >= depth})  # fmt: skip
        place = Part(part.document, part.path[:depth], None, part.report)
        place.fault("F041", at_key=True, word=key[depth - 1], among=known, key=key[depth - 1])

    def _read(self, part: Part) -> Side:
        top = part.closed(("language", *_ROOTS), ("language",))
        language = top["language"].text() if "language" in top else ""
        if "language" in top and (not _LANGUAGE.fullmatch(language) or language in self.languages):
            top["language"].fault("F040", language=language)
        roots = [(key, value) for key, value in top.items() if key != "language"]
        texts = {key: leaf for root, value in roots for key, leaf in _leaves((root,), value)}
        return Side(language, texts)


def untranslated(flow: Flow) -> tuple[str, ...]:
    """What falls back to Vietnamese, as "en: questions.gop_y.text"."""
    return tuple(
        f"{language}: {place}"
        for place, text in _texts_of(flow)
        for language in flow.languages
        if language not in text
    )


def _texts_of(flow: Flow) -> Iterator[tuple[str, Text]]:
    yield "title", flow.title
    yield "notice", flow.notice
    for ending, thanks in flow.thanks.items():
        yield f"thanks.{ending.value}", thanks
    for section in flow.sections:
        yield f"questions.{section.id}", section.title
    for question in flow.questions:
        yield f"questions.{question.id}.text", question.text
        if question.hint is not None:
            yield f"questions.{question.id}.hint", question.hint
        for choice in question.choices:
            yield f"questions.{question.id}.choices.{choice.value}", choice.label


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
