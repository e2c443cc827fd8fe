"""What is kept when a talk ends: values that follow from its answers, and what fell off the path.

An answer that a changed mind took off the path stays stored; its last revision says that it
counts no longer. Pure.
"""

from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from bot.conversation import Conversation, with_answer
from bot.events import Effect, Record, ShareCase
from flows.model import OFF_PATH, Flow, Value
from flows.walk.path import Path

_PLACES = Decimal("0.01")
COMMENT = "/"
REMARK = f"{COMMENT}loi"
"""Behind a question's id: words of complaint that were written to it; it is of no path."""


def counted(conv: Conversation) -> Conversation:
    """The talk without what fell off its path: that stays off until it is given anew."""
    left = {id_: value for id_, value in conv.answers.items() if value != OFF_PATH}
    return conv if len(left) == len(conv.answers) else replace(conv, answers=left)


def kept(
    flow: Flow, conv: Conversation, path: Path, now: datetime
) -> tuple[Conversation, tuple[Effect, ...]]:
    """The conversation with these revisions, and what follows; where nothing was said, nothing.

    A consent that is asked no longer allows nothing.
    """
    if not conv.answers:
        return conv, ()
    effects: list[Effect] = []
    for id_, value in list(conv.answers.items()):
        if id_ in path.given or COMMENT in id_ or value == OFF_PATH:
            continue
        if spelled(path.computed.get(id_)) is not None:
            continue
        conv, revision = with_answer(conv, id_, OFF_PATH, now)
        effects.append(Record(id_, OFF_PATH, "path", revision))
        if flow.by_id[id_].consents_to is not None and value == "yes":
            effects.append(ShareCase(agreed=False))
    for id_, found in path.computed.items():
        stored = spelled(found)
        if stored is not None and conv.answers.get(id_) != stored:
            conv, revision = with_answer(conv, id_, stored, now)
            effects.append(Record(id_, stored, "computed", revision))
    return conv, tuple(effects)


def spelled(value: Value) -> str | None:
    """A computed value as it is stored: decimals rounded half up to two; None = there is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        rounded = Decimal(repr(value)).quantize(_PLACES, ROUND_HALF_UP)
        text = f"{rounded:f}".rstrip("0").rstrip(".")
        return text if text not in ("-0", "") else "0"
    return str(value) if isinstance(value, int | str) else None
