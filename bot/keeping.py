"""What is kept when a talk ends: values that follow from its answers, and what fell off the path.

An answer that a changed mind took off the path stays stored; its last revision says that it
counts no longer. Pure.
"""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from bot.conversation import Conversation, with_answer
from bot.events import Record
from flows.model import OFF_PATH, Value
from flows.walk.path import Path

_PLACES = Decimal("0.01")
COMMENT = "/"
"""In the id of a remark to a question; it is of no path."""


def kept(conv: Conversation, path: Path, now: datetime) -> tuple[Conversation, tuple[Record, ...]]:
    """The conversation with these revisions, and their records."""
    on_path = {question.id for question in path.asked} | path.computed.keys()
    records: list[Record] = []
    for id_, value in list(conv.answers.items()):
        if id_ not in on_path and COMMENT not in id_ and value != OFF_PATH:
            conv, revision = with_answer(conv, id_, OFF_PATH, now)
            records.append(Record(id_, OFF_PATH, "path", revision))
    for id_, found in path.computed.items():
        stored = spelled(found)
        if stored is not None:
            conv, revision = with_answer(conv, id_, stored, now)
            records.append(Record(id_, stored, "computed", revision))
    return conv, tuple(records)


def spelled(value: Value) -> str | None:
    """A computed value as it is stored: decimals rounded half up to two; None = there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        rounded = Decimal(repr(value)).quantize(_PLACES, ROUND_HALF_UP)
        text = f"{rounded:f}".rstrip("0").rstrip(".")
        return text if text not in ("-0", "") else "0"
    return str(value) if isinstance(value, int | str) else None
