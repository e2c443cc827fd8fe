"""One question: from its lines in the file to `flows.model.Question`.

What a section's line says holds for each question of it; what a question says goes first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.language.choices import choice_list, yes_no
from flows.language.expression import compile_condition
from flows.language.faults import fault_at, moved
from flows.language.keys import CONSENTS, MAX_LENGTH, QUESTION, names, required
from flows.language.keys import KINDS as ENTRIES
from flows.language.names import RESERVED, Name, Type, name_of
from flows.language.parts import Part
from flows.language.translations import Translations
from flows.model import Choice, Condition, Ending, Kind, Question
from ground.text import squeeze

EACH_KEYS = names(key for key in QUESTION if key.each)
KEYS = names(QUESTION)
KINDS = tuple(kind.value for kind in Kind)

_SHAPE = ("kind", "scale", "choices", "labels", "max_length")  # one of its own drops the section's
_ONLY_FOR: Mapping[str, tuple[Kind, ...]] = {key.name: key.kinds for key in QUESTION if key.kinds}


@dataclass(slots=True)
class Reader:
    """Reads the questions in order; it remembers what a condition may name by now."""

    translations: Translations
    scales: Mapping[str, tuple[Choice, ...]]
    ids: Sequence[str]  # every question's id, so that "asked later" can be told from "unknown"
    known: dict[str, Name] = field(default_factory=dict)

    def read(self, part: Part, section: str, each: Mapping[str, Part]) -> Question:
        """The question at `part`; whatever is wrong with it is reported."""
        name = str(part.path[-1])
        part.check_id()
        if name in RESERVED:
            part.fault("F010", at_key=True, id=name)
        found = _settings(part, each)
        sound = _kind(part, found)
        kind = sound or Kind.TEXT
        choices = self._choices(name, kind, part, found)
        question = Question(
            id=name,
            kind=kind,
            text=self.translations.text(found["text"], "questions", name, "text")
            if "text" in found else {"vi": ""},
            section=section,
            choices=choices,
            when=self._condition(found.get("when")),
            criterion=found["criterion"].text() if "criterion" in found else None,
            alert_on=frozenset(_alerts(found.get("alert"), choices)),
            hint=self.translations.text(found["hint"], "questions", name, "hint")
            if "hint" in found else None,
            dont_know=_dont_know(kind, found),
            ends=_ends(found.get("ends"), choices),
            consents_to=_consent(found.get("consents_to")),
            max_length=found["max_length"].whole(1, MAX_LENGTH) if "max_length" in found else 2000,
        )  # fmt: skip
        # A condition on a question whose kind is wrong is not a second fault.
        self.known[name] = name_of(question) if sound else Name(Type.UNKNOWN)
        return question

    def _choices(
        self, name: str, kind: Kind, part: Part, found: Mapping[str, Part]
    ) -> tuple[Choice, ...]:
        match kind:
            case Kind.SCALE:
                if "scale" not in found:
                    part.fault("F004", at_key=True, key="scale")
                    return ()
                scale = found["scale"].one_of(self.scales, "F014", "scale")
                return self.scales.get(scale, ())
            case Kind.CHOICE:
                if "choices" not in found:
                    part.fault("F004", at_key=True, key="choices")
                    return ()
                return choice_list(name, found["choices"], self.translations)
            case Kind.YES_NO:
                return yes_no(name, found.get("labels"), self.translations)
            case Kind.TEXT:
                return ()

    def _condition(self, part: Part | None) -> Condition | None:
        if part is None:
            return None
        if not isinstance(part.value, str):
            part.mistyped("str")
            return None
        later = [name for name in self.ids if name not in self.known]
        holds, slips = compile_condition(part.value, self.known, later)
        one_line = "\n" not in part.value
        for slip in slips:
            fault = fault_at(part.document, part.path, slip.code, False, **slip.fields)
            part.report.add(moved(fault, slip.at if one_line else 0))
        # A faulty one is not to be used: the survey is refused, and later checks pass it over.
        return None if slips else Condition(squeeze(part.value), holds)


def _settings(part: Part, each: Mapping[str, Part]) -> dict[str, Part]:
    """What holds for a question: its own keys, then its section's. Bare words are its text."""
    own = part.closed(KEYS, required(QUESTION)) if isinstance(part.value, dict) else {"text": part}
    if any(key in own for key in _SHAPE):
        each = {key: value for key, value in each.items() if key not in _SHAPE}
    return {**each, **own}


def _kind(part: Part, found: Mapping[str, Part]) -> Kind | None:
    """As stated, or as `scale:` or `choices:` implies; and whether the other keys fit it."""
    if "kind" in found:
        stated = found["kind"].one_of(KINDS, "F012", "kind")
        if stated not in KINDS:
            return None
        kind = Kind(stated)
    elif implied := [kind for kind, entry in ENTRIES.items() if entry.implied_by in found]:
        kind = implied[0]
    else:
        part.fault("F004", at_key=True, key="kind")
        return None
    for key, kinds in _ONLY_FOR.items():
        if key in found and kind not in kinds:
            found[key].fault("F013", at_key=True, key=key, kind=kind.value)
    return kind


def _value(part: Part, word: str, choices: Sequence[Choice]) -> str:
    values = [choice.value for choice in choices]
    if choices and word not in values:
        part.fault("F018", value=word, word=word, among=values)
    return word


def _alerts(part: Part | None, choices: Sequence[Choice]) -> list[str]:
    return [_value(item, item.text(), choices) for item in part.items()] if part else []


def _ends(part: Part | None, choices: Sequence[Choice]) -> dict[str, Ending]:
    endings = [ending.value for ending in Ending]
    found: dict[str, Ending] = {}
    for value, item in part.group().items() if part else ():
        _value(item, value, choices)
        word = item.one_of(endings, "F019", "ending")
        if word in endings:
            found[value] = Ending(word)
    return found


def _consent(part: Part | None) -> str | None:
    return part.one_of(CONSENTS, "F020", "consent") if part else None


def _dont_know(kind: Kind, found: Mapping[str, Part]) -> bool:
    """On unless it makes no sense: free words, a consent, a question that ends the talk."""
    if "dont_know" in found:
        return found["dont_know"].flag()
    return kind is not Kind.TEXT and "consents_to" not in found and "ends" not in found
