"""A sweep over the stars of rating templates: those that the webhook missed, once each.

Chats know nothing of stars; the platform lists them by template (docs: POST /rating/get). The key
is the webhook's own, so that what was heard already changes nothing.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

import orjson
import structlog

from bot.turns import Arrival, Outcome
from channels.zalo import events as e
from channels.zalo.parse import rated
from channels.zalo.read import Ears, arrival, rating_key
from channels.zalo.sweep import FARTHEST, MOST_PAGES
from post.ports import Failure, SendError

PAGE = 100
"""Rows of a call."""
_AS_EVENT = {
    "rate": "rate",
    "note": "note",
    "feedbacks": "feedbacks",
    "msgId": "msg_id",
    "trackingId": "tracking_id",
    "submitDate": "submit_time",
}

log = structlog.get_logger(__name__)


class Given(Protocol):
    """What the platform lets read. Raises SendError."""

    async def ratings(self, template: str, since: datetime, offset: int) -> list[Mapping[str, Any]]:
        """Stars given to a template since then."""
        ...


async def sweep_ratings(  # noqa: PLR0913, PLR0917
    account: str,
    given: Given,
    templates: Sequence[str],
    ears: Ears,
    take: Callable[[Arrival], Awaitable[Outcome]],
    span: tuple[datetime, datetime],
) -> int:
    """Take in stars of these templates; how many were new. `span`: since when, and now.

    A template that this account does not know, or may not read, is passed over. Raises SendError.
    """
    since, now = max(span[0], span[1] - FARTHEST), span[1]
    new = 0
    for template in templates:
        for page in range(MOST_PAGES):
            try:
                rows = await given.ratings(template, since, page * PAGE)
            except SendError as error:
                if error.kind not in (Failure.PAYLOAD, Failure.CONFIG):
                    raise
                log.info("zalo.no_ratings", code=error.code)
                break
            for row in rows:
                new += await _heard(account, row, ears, take, now)
            if len(rows) < PAGE:
                break
    log.info("zalo.swept_ratings", templates=len(templates), new=new)
    return new


async def _heard(
    account: str,
    row: Mapping[str, Any],
    ears: Ears,
    take: Callable[[Arrival], Awaitable[Outcome]],
    now: datetime,
) -> bool:
    stars = rated({ours: row.get(theirs) for theirs, ours in _AS_EVENT.items()}, now)
    key = rating_key(account, stars)
    if key is None or stars.pressed is None:
        return False  # it could not be told from what was heard
    event = e.ZaloEvent("user_feedback", account, stars.pressed, stars)
    raw = orjson.dumps({"swept": True, "event": event})
    outcome = await take(arrival(event, key, now, raw, ears))
    return outcome.state != "duplicate"
