"""What messages cost, counted from the outbox's rows: the one truth about money."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, case, func, select, type_coerce

from plans.costs import CostRow, MessageCost
from storage import tables as t

_HERE_SECONDS = 7 * 3600  # Vietnam, without summer time
_message = t.message.c
_OPEN = ("sending", "unknown")


class CostRows:
    """Keeps `plans.costs.CostPort`."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def costs(self, plan: str | None) -> Sequence[CostRow]:
        sent, open_ = _message.state == "sent", _message.state.in_(_OPEN)
        keys = (
            func.coalesce(t.invitation.c.plan, "").label("plan"),
            func.coalesce(t.agency.c.code, "").label("agency"),
            func.coalesce(t.agency.c.name, "").label("name"),
            func.coalesce(_message.way, _message.channel).label("way"),
            func.coalesce(_message.account, "").label("account"),
            self._month().label("month"),
        )
        statement = (
            select(
                *keys,
                func.sum(case((sent, 1), else_=0)),
                func.sum(case((sent, _message.price), else_=0)),
                func.sum(case((open_, 1), else_=0)),
                func.sum(case((open_, _message.price), else_=0)),
            )
            .select_from(
                t.message.outerjoin(
                    t.invitation, t.invitation.c.id == _message.invitation_id
                ).outerjoin(t.agency, t.agency.c.id == t.invitation.c.agency_id)
            )
            .where(_message.state.in_(("sent", *_OPEN)))
            .where(_message.invitation_id.is_not(None) | (_message.channel == "zalo"))
            .group_by(*keys)
            .order_by(*keys)
        )
        if plan is not None:
            statement = statement.where(t.invitation.c.plan == plan)
        return [CostRow(*row[:6], *map(int, row[6:])) for row in self._db.execute(statement)]

    def _month(self) -> Any:
        """The Vietnamese month in which a message was sent, or its call began."""
        at = func.coalesce(_message.sent_at, _message.begun_at, _message.due_at)
        if self._db.dialect.name == "sqlite":
            seconds = type_coerce(at, BigInteger) // 1000 + _HERE_SECONDS
            return func.strftime("%Y-%m", seconds, "unixepoch")
        return func.to_char(func.timezone("Asia/Ho_Chi_Minh", at), "YYYY-MM")

    def bill(self) -> Sequence[MessageCost]:
        rows = self._db.execute(
            select(
                func.coalesce(_message.platform_id, ""),
                func.coalesce(_message.tracking, ""),
                _message.state,
                func.coalesce(_message.way, ""),
                _message.price,
            )
            .where(_message.channel == "zalo", _message.state.in_(("sent", *_OPEN)))
            .order_by(_message.id)
        )
        return [MessageCost(*row) for row in rows]
