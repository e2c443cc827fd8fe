"""A row of a chat's history read into the event that the webhook would have brought. Pure.

Rows are those of listrecentchat and conversation (Zalo's OA pages): `src` 0 is the account, 1 the
user, `time` is in ms. What was done without a message (a follow, the form) is in none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.events import Attached
from channels.zalo import events as e
from channels.zalo.attachments import SENT
from channels.zalo.parse import plain, words

_NAMES = {
    "text": "user_send_text",
    "photo": "user_send_image",
    "gif": "user_send_gif",
    "voice": "user_send_audio",
    "video": "user_send_video",
    "sticker": "user_send_sticker",
    "file": "user_send_file",
    "location": "user_send_location",
    "link": "user_send_link",
    "links": "user_send_link",
}
_FETCHED = ("photo", "gif", "voice", "video", "file")
_OF_ACCOUNT, _OF_USER = "0", "1"


@dataclass(frozen=True, slots=True)
class Row:
    """One message of a chat, whoever wrote it."""

    user: str
    at: datetime
    event: e.ZaloEvent | None  # None where nothing can follow from it


def read_row(row: Mapping[str, Any], account: str) -> Row | None:
    """The row; None where it names no user or time: it can then not be told from another."""
    source = plain(row.get("src"))
    user = plain(row.get("from_id") if source == _OF_USER else row.get("to_id"))
    at = _moment(row.get("time"))
    if source not in (_OF_ACCOUNT, _OF_USER) or not user or at is None:
        return None
    id_, kind = plain(row.get("message_id")), str(row.get("type", "")).lower()
    if not id_:
        return Row(user, at, None)
    said = words(row.get("message"))
    if source == _OF_ACCOUNT:
        return Row(user, at, e.ZaloEvent("oa_send", account, at, e.Echoed(user, id_, said, False)))
    name = _NAMES.get(kind, "user_send_file")
    if kind == "text":
        return Row(user, at, e.ZaloEvent(name, account, at, e.Said(user, id_, said)))
    url = plain_url(row.get("url")) if kind in _FETCHED else ""
    attached = Attached(url, "", said) if url or said else None
    thing = e.SentThing(user, id_, SENT[name], attached)
    return Row(user, at, e.ZaloEvent(name, account, at, thing))


def plain_url(value: object) -> str:
    """An address as text; "" where it is none."""
    return value[:2000] if isinstance(value, str) else ""


def _moment(value: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(value)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
