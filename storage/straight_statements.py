"""The statements of taking messages straight from the queue into a call, built once."""

from typing import Any

from sqlalchemy import Select, bindparam, literal_column, update

from storage import outbox_statements as q
from storage import tables as t
from storage.lapsed import late

_message = t.message.c
_CARRIED: tuple[Any, ...] = (
    _message.id,
    _message.fence,
    _message.key,
    _message.purpose,
    _message.channel,
    _message.body_sealed,
    _message.tries,
    _message.tracking,
    _message.account,
    _message.way,
    _message.price,
    _message.opens,
    _message.closes,
    _message.template,
    _message.receiver,
    _message.invitation_id,
    t.invitation.c.plan,
    t.invitation.c.person_id,
    literal_column("NULL").label("heard_at"),  # no price hangs on it
    q.refused.label("refused"),
    late.label("late"),
)


def _taken(due: Select[Any]) -> Select[Any]:
    """Only what a call and its judgement need."""
    joined = t.message.outerjoin(t.invitation, t.invitation.c.id == _message.invitation_id)
    return due.with_only_columns(*_CARRIED).select_from(joined)


ANSWERS = _taken(q.CLAIM_ANSWERS)
BEGUN = _taken(q.CLAIM_BEGUN)
BEGUN_TO = _taken(
    q.due(_message.opens.is_not(None)).where(
        _message.receiver.is_not(None), _message.receiver == bindparam("receiver")
    )
)
_ids = _message.id.in_(bindparam("ids", expanding=True))
START = (
    update(t.message)
    .where(_ids, _message.state == "queued")
    .values(
        state="sending",
        fence=_message.fence + 1,
        lease_until=bindparam("until"),
        begun_at=bindparam("now"),
    )
)
END = (
    update(t.message)
    .where(_ids, _message.state == "queued")
    .values(state="dead", error=bindparam("why"))
)
