"""The canonical form of a compiled survey, over which its hash is taken.

A changed comment, order of keys or spacing keeps the hash; a changed word, value, order of
questions or condition changes it.
"""

from typing import Any

from flows.model import Choice, Flow, Question
from ground.canonical import canonical, sha256_hex


def hash_of(flow: Flow) -> str:
    """SHA-256 of the flow's plain form, as 64 hex signs; its `hash` and `source` do not count."""
    return sha256_hex(canonical(plain(flow)))


def plain(flow: Flow) -> dict[str, Any]:
    """Everything that a flow means, as plain data."""
    return {
        "name": flow.name,
        "languages": list(flow.languages),
        "title": dict(flow.title),
        "minutes": flow.minutes,
        "notice": dict(flow.notice),
        "thanks": {ending.value: dict(text) for ending, text in flow.thanks.items()},
        "sections": [{"id": part.id, "title": dict(part.title)} for part in flow.sections],
        "questions": [_question(question) for question in flow.questions],
        "valid_when": {
            "answered": list(flow.valid_when.answered),
            "criteria_percent": flow.valid_when.criteria_percent,
        },
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "kind": question.kind.value,
        "text": dict(question.text),
        "section": question.section,
        "choices": [_choice(choice) for choice in question.choices],
        "when": question.when.source if question.when else None,
        "criterion": question.criterion,
        "alert_on": sorted(question.alert_on),
        "hint": dict(question.hint) if question.hint else None,
        "dont_know": question.dont_know,
        "ends": {value: ending.value for value, ending in question.ends.items()},
        "consents_to": question.consents_to,
        "max_length": question.max_length,
    }


def _choice(choice: Choice) -> dict[str, Any]:
    words = {language: list(listed) for language, listed in choice.words.items()}
    return {
        "value": choice.value,
        "label": dict(choice.label),
        "icon": choice.icon,
        "words": words,
    }
