"""One question as it stands in the file, with what the file has defined before it. It reads no
kind's keys itself: `kinds` do.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.language.conditions.known import Conditions
from flows.language.parts import Part
from flows.language.translation.translations import Key, Translations
from flows.model import Choice, Text


@dataclass(frozen=True, slots=True)
class ChoiceList:
    """A list of choices that questions share, and whose words its translations are."""

    part: Part
    translations: Translations


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a question by key, and what it may refer to."""

    id: str
    part: Part
    found: Mapping[str, Part]
    translations: Translations
    scales: Mapping[str, tuple[Choice, ...]]
    lists: Mapping[str, ChoiceList]
    conditions: Conditions

    def need(self, key: str) -> Part | None:
        """The part of a key that this kind cannot do without; its lack is reported."""
        if key not in self.found:
            self.part.fault("F004", at_key=True, key=key)
        return self.found.get(key)

    def text(self, key: str) -> Text | None:
        """The words under a key of the question, in every language."""
        if key not in self.found:
            return None
        return self.translations.text(self.found[key], *self.key(key))

    def key(self, key: str, *steps: str) -> Key:
        """Where words under a key stand in a translation: where it stands in the survey.

        What a section's line says for its questions is translated once, under the section.
        """
        part = self.found.get(key)
        owner = part.path[1] if part is not None and len(part.path) > 1 else self.id
        return ("questions", str(owner), key, *steps)

    def owns(self, key: str) -> bool:
        """Whether the key stands at the question itself, not on its section's line."""
        part = self.found.get(key)
        return part is not None and part.path[: len(self.part.path)] == self.part.path

    def flag(self, key: str) -> bool:
        """A true or false; false where nothing is said."""
        return key in self.found and self.found[key].flag()

    def whole(self, key: str, low: int, high: int, usual: int) -> int:
        """A whole number in a range."""
        return self.found[key].whole(low, high) if key in self.found else usual

    def added(self, key: str, usual: Text) -> Text | None:
        """The label of a choice that is added by `true` or by own words; None = it is not."""
        part = self.found.get(key)
        if part is None or part.value is False:
            return None
        if part.value is True:
            return self.translations.usual(part, usual, *self.key(key))
        return self.translations.text(part, *self.key(key))

    def usual(self, words: Text, *steps: str) -> Text:
        """Words that languages have ready, under a key of the question."""
        return self.translations.usual(self.part, words, "questions", self.id, *steps)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the survey, Vietnamese first."""
        return self.translations.languages
