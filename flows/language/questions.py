"""One entry under `questions:`: from its lines in the file to compiled questions.

What a section's line says holds for each question of it; what a question says goes first. What
is particular to a kind is read by that kind (`kinds`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flows.language import rules
from flows.language.choices import SAID_OTHERWISE
from flows.language.conditions.expression import names_in
from flows.language.conditions.known import Conditions
from flows.language.conditions.names import RESERVED, Name, Type
from flows.language.keys import ABOUT, names, required
from flows.language.kinds import KINDS, LISTED, QUESTION, KindEntry, keys_of, name_of
from flows.language.parts import Part
from flows.language.recordings import recordings
from flows.language.source import ChoiceList, Source
from flows.language.translation.translations import Translations
from flows.model import Choice, Kind, Question, Text

EACH_KEYS = names(key for key in QUESTION if key.each)
KEYS = names(QUESTION)
WORDS = tuple(KINDS)

_IMPLIED = {entry.implied_by: entry for entry in LISTED[::-1] if entry.implied_by}
# One of these of its own, and a question drops those that its section's line gives.
_SHAPE = ("kind", "scale", "choices", "labels", "max_length", "statements", "points", "value")


@dataclass(slots=True)
class Reader:
    """Reads the entries in order; its conditions remember what may be named by now."""

    translations: Translations
    scales: Mapping[str, tuple[Choice, ...]]
    lists: Mapping[str, ChoiceList]
    conditions: Conditions
    matrices: dict[str, Text] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    sensitive: set[str] = field(default_factory=set)

    def read(self, part: Part, section: str, each: Mapping[str, Part]) -> tuple[Question, ...]:
        """The questions of the entry at `part`; whatever is wrong with it is reported."""
        name = str(part.path[-1])
        part.check_id()
        if name in RESERVED:
            part.fault("F010", at_key=True, id=name)
        found = _settings(part, each)
        entry = _entry(part, found)
        if entry is not None:  # a section's key holds for the kinds that it fits
            fitting = names(keys_of(entry))
            found = {key: value for key, value in found.items() if key in fitting}
        sound = entry or KINDS["text"]
        source = Source(
            name, part, found, self.translations, self.scales, self.lists, self.conditions
        )
        base = self._base(source, sound, section)
        made = sound.read(base, source) if entry else (base,)
        whole = tuple(self._finished(each_, source, entry) for each_ in made)
        if entry is KINDS["matrix"]:
            self.matrices[name] = base.page or base.text
            self.conditions.learn(name, Name(Type.NUMBERS))
        return whole

    def _base(self, source: Source, entry: KindEntry, section: str) -> Question:
        """What a question of any kind may say."""
        found = source.found
        needs_words = "text" in required(keys_of(entry))
        if needs_words and "text" not in found and source.part.lacks("text", KEYS):
            source.part.fault("F004", at_key=True, key="text")
        offered, label = rules.dont_know(source, entry)
        return Question(
            id=source.id,
            kind=entry.kind,
            text=source.text("text") or {"vi": ""},
            section=section,
            when=self.conditions.condition(found.get("when")),
            criterion=rules.criterion(found.get("criterion")),
            hint=source.text("hint"),
            error=source.text("error"),
            chat=source.text("chat"),
            page=source.text("page"),
            audio=recordings(found.get("audio"), self.translations.languages),
            dont_know=offered,
            dont_know_label=label,
            required=source.flag("required"),
            sensitive=source.flag("sensitive") or entry.kind in (Kind.PHONE, Kind.EMAIL),
            about=found["about"].one_of(ABOUT, "F073", "about") if "about" in found else None,
            consents_to=rules.consent(found.get("consents_to")),
        )

    def _finished(self, question: Question, source: Source, entry: KindEntry | None) -> Question:
        """What needs the choices: which values warn, end, jump, or stand chosen beforehand."""
        if question.id in self.taken:
            source.part.fault("F044", at_key=True, id=question.id)
        self.taken.add(question.id)
        # A condition on a question whose kind is wrong is not a second fault.
        what = name_of(question) if entry else Name(Type.UNKNOWN)
        self.conditions.learn(question.id, what)
        if question.other_of is not None:
            return self._kept_apart(question, source.found)
        found = source.found
        whole = replace(
            question,
            alert=rules.alert(found.get("alert"), question, self.conditions, what),
            ends=rules.ends(found.get("ends"), question),
            goes_to=rules.goes_to(found.get("goes_to"), question),
            default=rules.default(found.get("default"), question),
        )
        return self._kept_apart(whole, found)

    def _kept_apart(self, question: Question, found: Mapping[str, Part]) -> Question:
        """What follows from a sensitive answer is sensitive; and none of it warns anybody."""
        if question.value is not None and names_in(question.value.source) & self.sensitive:
            question = replace(question, sensitive=True)
        if question.sensitive:
            self.sensitive.add(question.id)
        rule = question.alert
        seen = names_in(rule.when.source) if rule and rule.when else frozenset()
        if rule is not None and (question.sensitive or seen & self.sensitive):
            found["alert"].fault("F081", at_key=True)
        return question


def ids_of(name: str, value: object) -> tuple[str, ...]:
    """The ids of all questions that an entry will compile to, and its own."""
    if not isinstance(value, dict):
        return (name,)
    statements = value.get("statements")
    said = tuple(statements) if isinstance(statements, dict) else ()
    other = (f"{name}_khac",) if value.get(SAID_OTHERWISE) else ()
    return (name, *said, *other)


def _settings(part: Part, each: Mapping[str, Part]) -> dict[str, Part]:
    """What holds for a question: its own keys, then its section's. Bare words are its text."""
    own = part.closed(KEYS) if isinstance(part.value, dict) else {"text": part}
    if any(key in own for key in _SHAPE):
        each = {key: value for key, value in each.items() if key not in _SHAPE}
    return {**each, **own}


def _entry(part: Part, found: Mapping[str, Part]) -> KindEntry | None:
    """As stated, or as one of its keys implies; and whether the other keys fit it."""
    if "kind" in found:
        stated = found["kind"].one_of(WORDS, "F012", "kind")
        entry = KINDS.get(stated)
    else:
        entry = next((_IMPLIED[key] for key in _IMPLIED if key in found), None)
        if entry is None:
            part.fault("F004", at_key=True, key="kind")
    if entry is None:
        return None
    known = names(keys_of(entry))
    for key, stated_part in found.items():
        if key not in known and stated_part.path[:-1] == part.path:
            stated_part.fault("F013", at_key=True, key=key, kind=entry.word)
    return entry
