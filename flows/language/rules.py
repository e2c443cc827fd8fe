"""The keys that several kinds of questions share: what follows from which answer. Only reading."""

import re
from collections.abc import Sequence

from flows.language.conditions.known import Conditions
from flows.language.conditions.names import Name
from flows.language.keys import ALERT_RULE, CONSENTS, names
from flows.language.kinds import KindEntry, Problem, parsed
from flows.language.parts import Part
from flows.language.source import Source
from flows.model import Alert, Choice, Ending, Kind, Level, Question, Text

_CRITERION = re.compile(r"[A-ZĐ0-9]{1,8}\.[A-ZĐ0-9]{1,8}")


def alert(part: Part | None, question: Question, conditions: Conditions, own: Name) -> Alert | None:
    """`[1, 2]`, or `{values:, when:, level:}`; its condition may name the question itself.

    On a section's line it holds for the questions that have such values.
    """
    if part is None:
        return None
    if not isinstance(part.value, dict):
        values = frozenset(_values(part, question))
        return Alert(values) if values else None
    found = part.closed(names(ALERT_RULE))
    if not {"values", "when"} & found.keys():
        part.fault("F004", at_key=True, key="values")
    level = found["level"].one_of(list(Level), "F074", "level") if "level" in found else ""
    return Alert(
        values=frozenset(_values(found["values"], question) if "values" in found else ()),
        when=conditions.condition(found.get("when"), {question.id: own}),
        level=Level(level) if level in list(Level) else Level.NOTICE,
    )


def ends(part: Part | None, question: Question) -> dict[str, Ending]:
    """The answers that end the talk."""
    endings = [ending.value for ending in Ending]
    found: dict[str, Ending] = {}
    for value, item in part.group().items() if part else ():
        _value(item, value, question.choices)
        word = item.one_of(endings, "F019", "ending")
        if word in endings:
            found[value] = Ending(word)
    return found


def goes_to(part: Part | None, question: Question) -> dict[str, str]:
    """The answers that go on elsewhere; where to is checked once all questions are known."""
    found: dict[str, str] = {}
    for value, item in part.group().items() if part else ():
        _value(item, value, question.choices)
        found[value] = item.text()
    return found


def default(part: Part | None, question: Question) -> str | None:
    """The answer that the page has chosen beforehand."""
    if part is None:
        return None
    written = part.number_or_text()
    value = parsed(question, written)
    if isinstance(value, Problem):
        known = [choice.value for choice in question.choices]
        part.fault("F018", value=written, word=written, among=known)
        return None
    return value


def criterion(part: Part | None) -> str | None:
    """The content and the factor of the index, as "II.B"."""
    if part is None:
        return None
    word = part.text()
    if word and not _CRITERION.fullmatch(word):
        part.fault("F075", value=word)
    return word


def consent(part: Part | None) -> str | None:
    """What a yes allows."""
    return part.one_of(CONSENTS, "F020", "consent") if part else None


def dont_know(source: Source, entry: KindEntry) -> tuple[bool, Text | None]:
    """Whether it is offered, and its own words.

    On unless it makes no sense: free words, a consent, a question that ends the talk. A consent
    never has it: silence is none.
    """
    part = source.found.get("dont_know")
    consent = entry.kind is Kind.CONSENT or "consents_to" in source.found
    own = part is not None and source.owns("dont_know")
    if consent and own and part is not None and part.value is not False:
        part.fault("F082", at_key=True)
    if part is None or consent or ("ends" in source.found and not own):
        return entry.dont_know and not consent and "ends" not in source.found, None
    if isinstance(part.value, str):
        return True, source.text("dont_know")
    return part.flag(), None


def _value(part: Part, word: str, choices: Sequence[Choice]) -> str:
    values = [choice.value for choice in choices]
    if choices and word not in values:
        part.fault("F018", value=word, word=word, among=values)
    return word


def _values(part: Part, question: Question) -> list[str]:
    words = [(item, item.text()) for item in part.items()]
    if str(part.path[1]) == question.section:
        return [word for _, word in words if question.choice(word)]
    return [_value(item, word, question.choices) for item, word in words]
