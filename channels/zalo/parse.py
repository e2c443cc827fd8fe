"""Plain data of an event or of a chat's history turned into a typed value. Pure.

Which side is the account is decided by our accounts' ids: sources disagree on who is the sender of
a receipt. Names are those of Zalo's webhook pages; a wrong type anywhere gives Unknown, no error.
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from channels.zalo import events as e
from channels.zalo.attachments import SENT, thing
from ground.text import clean
from people.phones import read_phones

MAX_SIGNS = 4000
_PLAIN = re.compile(r"[!-~]{1,64}")
"""What an id or name may be: PostgreSQL refuses NUL, and a key must be short."""
_NAME = re.compile(r"[A-Za-z]\w{0,59}", re.ASCII)
_NOT_ECHOES = re.compile(r"oa_send_(consent|group_\w+|anonym\w+)")
_ASIDE = re.compile(
    r"anonym\w+|oa_reacted_message|user_reply_consent|oa_send_(consent|group_\w+|anonym\w+)|user_send_group_\w+"
    r"|(create|delete)_group|update_group_info|user_(join|request_join|out)_group"
    r"|(accept|reject)_request_join_group|(add|remove)_group_admin|update_user_info"
    r"|(add_user_to|remove_user_from|remove)_tag|widget_failed_\w+|extension_purchased"
    r"|event_journey_\w+"
)
_MANAGED = re.compile(r"change_(template_(status|quality|quota)|oa_(daily_quota|template_tags))")
_CONTACTS = ("user_call_oa", "widget_interaction_accepted")
_RECEIPTS = {"user_received_message": False, "user_seen_message": True}


def parse(event: Mapping[str, Any], ours: Collection[str], now: datetime) -> e.ZaloEvent:
    """The event; what cannot be understood is Unknown. Raises nothing."""
    name = plain(event.get("event_name"))
    name = name if _NAME.fullmatch(name) else "?"
    account, user = _sides(event, name, ours)
    what = _what(event, name, user, now) if account else e.Unknown()
    return e.ZaloEvent(name, account, moment(event.get("timestamp"), now), what)


def part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A field that should be an object; an empty one where it is none."""
    found = event.get(name)
    return found if isinstance(found, dict) else {}


def plain(value: object) -> str:
    """An id as text, also where it came as a number; "" where it is none."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _PLAIN.fullmatch(text) else ""


def moment(stamp: object, now: datetime) -> datetime:
    """Epoch milliseconds, as text or number; the time of arrival where it is neither, or later."""
    try:
        return min(datetime.fromtimestamp(int(str(stamp)) / 1000, UTC), now)
    except (ValueError, OverflowError, OSError):
        return now


def _sides(event: Mapping[str, Any], name: str, ours: Collection[str]) -> tuple[str, str]:
    """(account, user); the user is "" where the event has none."""
    account = plain(event.get("oa_id")) or plain(event.get("oaId"))
    if account:
        data = part(event, "data").get("user_id")
        user = part(event, "follower").get("id") or event.get("user_id") or data
        return account, plain(user)
    sender, recipient = (plain(part(event, side).get("id")) for side in ("sender", "recipient"))
    of_the_account = name.startswith("oa_") or name in _RECEIPTS
    if (sender in ours) != (recipient in ours):
        of_the_account = sender in ours
    return (sender, recipient) if of_the_account else (recipient, sender)


def _what(event: Mapping[str, Any], name: str, user: str, now: datetime) -> e.What:
    if user and (name == "user_send_text" or name in SENT):  # nearly all that comes
        return _of_user(event, name, user)
    message = part(event, "message")
    if name in _RECEIPTS:
        return _reached(message, _RECEIPTS[name])
    if name == "user_feedback":
        return rated(message, now)
    if name == "user_click_response_button":
        id_ = plain(event.get("msg_id") or message.get("msg_id"))
        return e.Responded(id_, plain(message.get("tracking_id")) or None)
    if _MANAGED.fullmatch(name):
        return e.Managed()
    if _ASIDE.fullmatch(name):
        return e.Aside()
    return _of_user(event, name, user) if user else e.Unknown()


def _of_user(event: Mapping[str, Any], name: str, user: str) -> e.What:
    message = part(event, "message")
    id_ = plain(message.get("msg_id"))
    if name == "user_send_text":
        return e.Said(user, id_, words(message.get("text")))
    if name in SENT:
        return e.SentThing(user, id_, SENT[name], thing(name, message))
    if name.startswith("oa_send_") and not _NOT_ECHOES.fullmatch(name):
        admin = part(event, "sender").get("admin_id")
        return e.Echoed(user, id_, _echoed(message), bool(plain(admin)))
    if name == "user_submit_info":
        return e.SharedInfo(user, read_phones(str(part(event, "info").get("phone") or "")).mobile)
    if name in ("follow", "unfollow"):
        return e.Followed(user, name == "follow")
    if name in _CONTACTS:
        return e.Contacted(user)
    if name == "user_click_chatnow":
        return e.ClickedChatNow(user)
    if name == "user_withdraw":
        return e.Withdrew(user)
    return e.Reacted(user) if name == "user_reacted_message" else e.Unknown()


def words(value: object) -> str:
    """A text made fit for every store."""
    return clean(str(value or ""))[:MAX_SIGNS]


def _reached(message: Mapping[str, Any], seen: bool) -> e.Reached:
    ids = message.get("msg_ids")
    named = ids if isinstance(ids, list) else [message.get("msg_id")]
    tracking = plain(message.get("tracking_id"))
    return e.Reached(tuple(filter(None, map(plain, named))), tracking or None, seen)


def rated(message: Mapping[str, Any], now: datetime) -> e.Rated:
    """Stars, as an event has them, or a row of rating/get in an event's words."""
    rate, chosen = plain(message.get("rate")), message.get("feedbacks")
    stamp = plain(message.get("submit_time"))
    return e.Rated(
        id=plain(message.get("msg_id")),
        tracking=plain(message.get("tracking_id")) or None,
        stars=int(rate) if rate in ("1", "2", "3", "4", "5") else None,
        note=words(message.get("note")),
        chosen=tuple(words(one) for one in chosen) if isinstance(chosen, list) else (),
        pressed=moment(stamp, now) if stamp.isdigit() else None,
        stamp=stamp if stamp.isdigit() else "",
    )


def _echoed(message: Mapping[str, Any]) -> str:
    """The text of our own message; a template's stands in its attachment."""
    attachments = message.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else {}
    inner = part(first, "payload").get("text") if isinstance(first, dict) else None
    return words(message.get("text") or inner)
