"""Answers and alerts as the values of their rows."""

from typing import Any

from bot.ports import AlertRow, AnswerRow


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
    }


def alert_values(row: AlertRow) -> dict[str, Any]:
    """The values of `alert`; the case is not shared until the citizen says yes."""
    return {
        "case_id": row.of.case,
        "question": row.question,
        "conversation_id": row.of.conversation.id,
        "agency_id": row.of.agency,
        "plan": row.of.plan,
        "value": row.value,
        "at": row.at,
        "case_shared": row.shared,
    }
