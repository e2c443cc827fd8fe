"""Answers and alerts as the values of their rows."""

from typing import Any

from bot.ports import AlertRow, AnswerRow
from flows.model import Kind, Shape


def answer_values(row: AnswerRow) -> dict[str, Any]:
    """The values of `answer`; the words stand apart, sealed."""
    return {
        "conversation_id": row.of.conversation.id,
        "question": row.question,
        "revision": row.revision,
        "case_id": row.of.case,
        "agency_id": row.of.agency,
        "plan": row.of.plan,
        "wave": row.of.wave,
        "flow": row.of.flow,
        "flow_hash": row.of.conversation.flow_hash,
        "kind": row.kind,
        "value": row.value,
        "channel": row.channel,
        "way_in": row.way_in,
        "language": row.of.conversation.language,
        "at": row.at,
        "sensitive": row.sensitive,
    }


def opened(row: Any, said: str | None) -> tuple[str, str | None]:
    """(value, words) of a row of `answer`; of a sensitive one with a value, that was sealed."""
    if row.sensitive and said is not None and Kind(row.kind).shape is not Shape.WORDS:
        return said, None
    return row.value, said


def alert_values(row: AlertRow) -> dict[str, Any]:
    """The values of `alert`; the case is not shared until the citizen says yes."""
    return {
        "case_id": row.of.case,
        "question": row.question,
        "conversation_id": row.of.conversation.id,
        "agency_id": row.of.agency,
        "plan": row.of.plan,
        "value": row.value,
        "level": row.level,
        "at": row.at,
        "case_shared": row.shared,
    }
