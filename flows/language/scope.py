"""The names that a condition sees, made from stored values. It decides nothing."""

from collections.abc import Mapping

from flows.language.names import CRITERIA
from flows.model import DONT_KNOW, SKIPPED, Flow, Kind, Question, Value


def value_of(question: Question, stored: str | None) -> Value:
    """A stored value as conditions see it: a scale is an int, yes/no a bool, a choice its value.

    None = missing: not answered, "không biết", passed over, or free words (sealed elsewhere).
    """
    if stored is None or stored in (DONT_KNOW, SKIPPED):
        return None
    match question.kind:
        case Kind.SCALE:
            return int(stored)
        case Kind.YES_NO:
            return stored == "yes"
        case Kind.CHOICE:
            return stored
        case Kind.TEXT:
            return None


def scope(
    flow: Flow, answers: Mapping[str, str], facts: Mapping[str, object]
) -> Mapping[str, object]:
    """All names: question ids, `criteria` (the values given, in order) and the dotted facts."""
    names: dict[str, object] = dict(facts)
    criteria: list[int] = []
    names[CRITERIA] = criteria
    for question in flow.questions:
        add(names, criteria, question, answers.get(question.id))
    return names


def add(
    names: dict[str, object], criteria: list[int], question: Question, stored: str | None
) -> None:
    """Put one answer among the names."""
    value = value_of(question, stored)
    names[question.id] = value
    if question.criterion is not None and isinstance(value, int):
        criteria.append(value)
