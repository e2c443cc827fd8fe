"""The choices of scales, choice lists and yes/no questions."""

from collections.abc import Mapping, Sequence

from flows.language.keys import CHOICE, names, required
from flows.language.parts import Part
from flows.language.translations import Key, Translations
from flows.model import Choice, Text

MIN_POINTS, MAX_POINTS = 2, 11
MIN_CHOICES, MAX_CHOICES = 2, 30

YES_NO: Mapping[str, Text] = {
    "yes": {"vi": "Có", "en": "Yes"},
    "no": {"vi": "Không", "en": "No"},
}
"""The labels of a yes/no question that states none."""


def scale(name: str, part: Part, translations: Translations) -> tuple[Choice, ...]:
    """A list of labels, lowest first, as the values "1" to "n"."""
    items = part.items()
    if isinstance(part.value, list) and not MIN_POINTS <= len(items) <= MAX_POINTS:
        part.fault("F015", at_key=True, count=len(items))
    translations.check_points(name, len(items))
    return _distinct(
        items,
        [
            _choice(str(point), item, ("scales", name, str(point)), translations)
            for point, item in enumerate(items, 1)
        ],
    )


def choice_list(question: str, part: Part, translations: Translations) -> tuple[Choice, ...]:
    """A group `value: label`, in the file's order."""
    items = part.group()
    if isinstance(part.value, dict) and not MIN_CHOICES <= len(items) <= MAX_CHOICES:
        part.fault("F016", at_key=True, count=len(items))
    for item in items.values():
        item.check_id()
    return _distinct(
        list(items.values()),
        [
            _choice(value, item, ("questions", question, "choices", value), translations)
            for value, item in items.items()
        ],
    )


def yes_no(question: str, labels: Part | None, translations: Translations) -> tuple[Choice, ...]:
    """Yes, then no; with a question's own labels where it has them."""
    own = labels.closed(tuple(YES_NO), tuple(YES_NO)) if labels else {}
    found = [
        _choice(value, own[value], ("questions", question, "labels", value), translations)
        if value in own
        else Choice(
            value,
            {lang: YES_NO[value].get(lang, YES_NO[value]["vi"]) for lang in translations.languages},
        )
        for value in YES_NO
    ]
    return _distinct(list(own.values()), found)


def _choice(value: str, part: Part, key: Key, translations: Translations) -> Choice:
    if not isinstance(part.value, dict):
        return Choice(value, translations.text(part, *key))
    found = part.closed(names(CHOICE), required(CHOICE))
    label = translations.text(found["label"], *key) if "label" in found else {"vi": ""}
    icon = found["icon"].text() if "icon" in found else ""
    words = tuple(item.text() for item in found["words"].items()) if "words" in found else ()
    return Choice(value, label, icon, {"vi": words} if words else {})


def _distinct(parts: Sequence[Part], choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Report a Vietnamese label that two choices share: nobody could tell them apart."""
    seen: set[str] = set()
    for part, choice in zip(parts, choices, strict=False):
        label = choice.label["vi"].lower()
        if label and label in seen:
            part.fault("F017", label=choice.label["vi"])
        seen.add(label)
    return tuple(choices)
