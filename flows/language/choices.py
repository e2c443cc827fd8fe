"""The choices of scales, choice lists and yes/no questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flows.language.conditions.expression import compile_condition
from flows.language.conditions.names import Name, Type
from flows.language.defaults import NONE_OF_THESE, OTHER, SAY_WHICH
from flows.language.keys import CHOICE, names, required
from flows.language.parts import Part
from flows.language.source import ChoiceList, Source
from flows.language.translation.translations import Key, Translations
from flows.model import Choice, Condition, Kind, Question, Text

MIN_POINTS, MAX_POINTS = 2, 11
MIN_CHOICES, MAX_CHOICES = 2, 30
NONE, SAID_OTHERWISE = "none", "other"
"""The stored values of the choices that `none_of_these` and `other` add."""
OTHER_SUFFIX = "_khac"
"""Behind a question's id: the question that asks to put “other” in words."""
OTHER_LENGTH = 200  # signs


def scale(name: str, part: Part, translations: Translations) -> tuple[Choice, ...]:
    """A list of labels, lowest first, as the values "1" to "n"."""
    items = part.items()
    if isinstance(part.value, list) and not MIN_POINTS <= len(items) <= MAX_POINTS:
        part.fault("F015", at_key=True, count=len(items))
    translations.check_points(name, len(items))
    points = [
        _choice(str(point), item, ("scales", name, str(point)), translations)
        for point, item in enumerate(items, 1)
    ]
    return _distinct(items, points)


def read_choices(source: Source, added: int = 0) -> tuple[Choice, ...]:
    """The choices that a question lists, or those of the list that it names.

    `added`: how many more the question will have.
    """
    part = source.need("choices")
    if part is None:
        return ()
    if not isinstance(part.value, str):
        own = ChoiceList(part, source.translations)
        return _choice_list(source.key("choices"), own, source, added)
    name = part.one_of(source.lists, "F071", "list")
    shared = source.lists.get(name)
    return _choice_list(("choices", name), shared, source, added) if shared else ()


def with_other(question: Question, source: Source, type_: Type) -> tuple[Question, ...]:
    """The question with its choices, and the one that asks to put “other” in words."""
    added: list[Choice] = []
    other = source.added("other", OTHER)
    none = source.added("none_of_these", NONE_OF_THESE)
    if other is not None:
        usual = {language: (words,) for language, words in OTHER.items()}
        added.append(Choice(SAID_OTHERWISE, other, words=usual, last=True))
    if none is not None:
        added.append(Choice(NONE, none, exclusive=True, last=True))
    listed = read_choices(source, len(added))
    if {choice.value for choice in listed} & {choice.value for choice in added}:
        source.part.fault("F072", at_key=True, id=question.id)
    asked = replace(question, choices=(*listed, *added))
    return (asked, _say_which(asked, source, type_)) if other is not None else (asked,)


def _say_which(question: Question, source: Source, type_: Type) -> Question:
    id_ = question.id
    when = f"{id_} == 'other'" if type_ is Type.WORD else f"'other' in {id_}"
    values = tuple(choice.value for choice in question.choices)
    holds, _ = compile_condition(when, {id_: Name(type_, values)})
    return Question(
        id=f"{id_}{OTHER_SUFFIX}",
        kind=Kind.TEXT,
        text=source.translations.usual(
            source.found["other"], SAY_WHICH, "questions", f"{id_}{OTHER_SUFFIX}", "text"
        ),
        section=question.section,
        when=Condition(when, holds),
        dont_know=False,
        sensitive=question.sensitive,
        about=question.about,
        max_length=OTHER_LENGTH,
        short=True,
        other_of=id_,
    )


def _choice_list(key: Key, listed: ChoiceList, source: Source, added: int) -> tuple[Choice, ...]:
    """A group `value: label`, in the file's order."""
    items = listed.part.group()
    if isinstance(listed.part.value, dict):
        check_count(listed.part, len(items) + added)
    for item in items.values():
        item.check_id()
    choices = [
        _choice(value, item, (*key, value), listed.translations, source)
        for value, item in items.items()
    ]
    return _distinct(list(items.values()), choices)


def check_count(part: Part, count: int) -> None:
    """Report a list that is too short or too long."""
    if not MIN_CHOICES <= count <= MAX_CHOICES:
        part.fault("F016", at_key=True, count=count)


def yes_no(source: Source, usual: Mapping[str, Text]) -> tuple[Choice, ...]:
    """Yes, then no; with a question's own labels where it has them."""
    part = source.found.get("labels")
    own = part.closed(tuple(usual), tuple(usual)) if part else {}
    found = [
        _choice(value, own[value], source.key("labels", value), source.translations)
        if value in own
        else Choice(value, source.usual(usual[value], "labels", value))
        for value in usual
    ]
    return _distinct(list(own.values()), found)


def _choice(
    value: str, part: Part, key: Key, translations: Translations, source: Source | None = None
) -> Choice:
    if not isinstance(part.value, dict):
        return Choice(value, translations.text(part, *key))
    found = part.closed(names(CHOICE), required(CHOICE))
    label = translations.text(found["label"], *key) if "label" in found else {"vi": ""}
    icon = found["icon"].text() if "icon" in found else ""
    words = tuple(item.text() for item in found["words"].items()) if "words" in found else ()
    when = found.get("when")
    if when is not None and source is None:  # a scale is one for all who see it
        when.fault("F003", at_key=True, key="when", word="when", among=names(CHOICE[:-1]))
    condition = source.conditions.condition(when) if source else None
    return Choice(value, label, icon, {"vi": words} if words else {}, condition)


def _distinct(parts: Sequence[Part], choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Report a Vietnamese label that two choices share: nobody could tell them apart."""
    seen: set[str] = set()
    for part, choice in zip(parts, choices, strict=False):
        label = choice.label["vi"].lower()
        if label and label in seen:
            part.fault("F017", label=choice.label["vi"])
        seen.add(label)
    return tuple(choices)
