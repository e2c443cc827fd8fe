"""The conversation after an answer, put together field by field: every step ends with it.

`dataclasses.replace` does the same in three times the time, since a frozen class's `__init__` looks
each field up again. A field that is added to `Conversation` and not here breaks the import.
"""

from dataclasses import fields
from datetime import datetime

from bot.conversation import Answered, Conversation, Fragment

(
    _id, _flow_hash, _facts, _language, _status, _ending, _valid, _waiting_on, _asked_at, _reasks,
    _pending, _answers, _revisions, _answered_last, _answered_at, _alerted, _spoken, _seed,
    _lengths, _handed, _fragment, _later, _laters, _again, _told, _starred,
    _sent_at, _clashed,
) = (getattr(Conversation, each.name).__set__ for each in fields(Conversation))  # fmt: skip


def onward_from(  # noqa: PLR0913, PLR0917
    conv: Conversation, question: str, kept: Answered, now: datetime, waiting_on: str | None,
    asked_at: datetime | None, alerted: tuple[str, ...], again: tuple[str, ...],
    fragment: Fragment | None,
) -> Conversation:  # fmt: skip
    """`conv` with an answer to `question`, and where it stands then. Nothing waits for a yes."""
    made = object.__new__(Conversation)
    _id(made, conv.id)
    _flow_hash(made, conv.flow_hash)
    _facts(made, conv.facts)
    _language(made, conv.language)
    _status(made, conv.status)
    _ending(made, conv.ending)
    _valid(made, conv.valid)
    _waiting_on(made, waiting_on)
    _asked_at(made, asked_at)
    _reasks(made, 0)
    _pending(made, None)
    _answers(made, kept.answers)
    _revisions(made, kept.revisions)
    _answered_last(made, question)
    _answered_at(made, now)
    _alerted(made, alerted)
    _spoken(made, conv.spoken)
    _seed(made, conv.seed)
    _lengths(made, kept.lengths)
    _handed(made, conv.handed)
    _fragment(made, fragment)
    _later(made, conv.later)
    _laters(made, conv.laters)
    _again(made, again)
    _told(made, conv.told)
    _starred(made, conv.starred)
    _sent_at(made, conv.sent_at)
    _clashed(made, conv.clashed)
    return made
