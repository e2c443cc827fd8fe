"""What several questions share: scales, lists of choices, names of the index.

They stand in the survey itself or in a file of common/, which `uses:` brings in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flows.language.choices import scale
from flows.language.faults.report import Report
from flows.language.files import Shared
from flows.language.keys import COMMON_FILE, names, required
from flows.language.parts import Part
from flows.language.source import ChoiceList
from flows.language.translation.translations import Translations
from flows.model import Choice, Text


@dataclass(frozen=True, slots=True)
class Definitions:
    """By name: scales, lists, and what the codes of the index are called."""

    scales: Mapping[str, tuple[Choice, ...]]
    lists: Mapping[str, ChoiceList]
    index: Mapping[str, Text]

    def over(self, other: "Definitions") -> "Definitions":
        """Both together; what stands here goes first."""
        return Definitions(
            {**other.scales, **self.scales},
            {**other.lists, **self.lists},
            {**other.index, **self.index},
        )


def definitions(top: Mapping[str, Part], translations: Translations) -> Definitions:
    """The shared parts of a file, by its top-level keys."""
    return Definitions(
        _scales(top.get("scales"), translations),
        _lists(top.get("choices"), translations),
        _index(top.get("index"), translations),
    )


def common(shared: Shared, report: Report) -> tuple[str, Definitions, Translations]:
    """A file of common/: its name, what it defines, and its words in other languages."""
    translations = Translations([Part(side, (), side.value, report) for side in shared.sides])
    whole = Part(shared.main, (), shared.main.value, report)
    top = whole.closed(names(COMMON_FILE), required(COMMON_FILE))
    name = top["common"].text() if "common" in top else ""
    made = definitions(top, translations)
    for each, listed in made.lists.items():
        for value, item in listed.part.group().items():
            label = item.group().get("label", item) if isinstance(item.value, dict) else item
            translations.text(label, "choices", each, value)
    translations.check_orphans()
    return name, made, translations


def _scales(part: Part | None, translations: Translations) -> dict[str, tuple[Choice, ...]]:
    found: dict[str, tuple[Choice, ...]] = {}
    for name, item in part.group().items() if part else ():
        item.check_id()
        found[name] = scale(name, item, translations)
    return found


def _lists(part: Part | None, translations: Translations) -> dict[str, ChoiceList]:
    found: dict[str, ChoiceList] = {}
    for name, item in part.group().items() if part else ():
        item.check_id()
        item.group()  # reports what is no group
        found[name] = ChoiceList(item, translations)
    return found


def _index(part: Part | None, translations: Translations) -> dict[str, Text]:
    items = part.group().items() if part else ()
    return {code: translations.text(item, "index", code) for code, item in items}
