"""The ledger's row for an answer: a salted commitment, so that erasing the salt erases the fact.

commitment = HMAC-SHA256(salt, canonical JSON of the answer). The chain over it is joined later.
"""

import hashlib
import hmac
from datetime import UTC
from typing import Any

from bot.ports import AnswerRow
from ground.canonical import canonical

TAG = "langnghe/answer/1"


def subject(row: AnswerRow) -> str:
    """answer/<conversation>/<question>/<revision>: the ledger's name for it."""
    return f"answer/{row.of.conversation.id}/{row.question}/{row.revision}"


def payload(row: AnswerRow) -> bytes:
    """The canonical bytes that are committed to."""
    return canonical(
        {
            "tag": TAG,
            "subject": subject(row),
            "case": row.of.case,
            "agency": row.of.agency,
            "plan": row.of.plan,
            "wave": row.of.wave,
            "flow_hash": row.of.conversation.flow_hash,
            "value": row.value,
            "words": row.words,
            "channel": row.channel,
            "way_in": row.way_in,
            "language": row.of.conversation.language,
            "at": row.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
    )


def row(answer: AnswerRow, salt: bytes) -> dict[str, Any]:
    """The ledger row's values."""
    return {
        "kind": "answer",
        "at": answer.at,
        "subject": subject(answer),
        "commitment": hmac.new(salt, payload(answer), hashlib.sha256).hexdigest(),
    }
