"""A webhook's verified bytes read into an arrival. Pure; unknown events are kept, not dropped."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.events import Event, Replied, SentOther, SharedPhone, Tapped
from bot.turns import Arrival, ChatAddress, Kept, Receipt, Turn
from ground.canonical import sha256_hex
from ground.text import clean
from people.phones import read_phones

MAX_SIGNS = 4000
_PLAIN = re.compile(r"[!-~]{1,100}")
"""What may stand in a key: ids are digits and hex; PostgreSQL refuses NUL."""
_TAP = re.compile(r"#(\d{1,18})/([\w.]{1,60})=(\S{1,60})")
_OTHERS = {
    "user_send_image": "image",
    "user_send_gif": "image",
    "user_send_sticker": "sticker",
    "user_send_audio": "voice",
    "user_send_video": "other",
    "user_send_file": "other",
    "user_send_link": "other",
    "user_send_location": "other",
    "user_send_business_card": "other",
}

Hash = Callable[[str], str]
"""Keyed hash of an address, from "zalo:<oa>:<user>"."""


class Unreadable(ValueError):
    """Signed bytes that are no event; they are kept for an officer."""


def read_event(raw: bytes, now: datetime, hash_of: Hash) -> Arrival | None:
    """The arrival that these bytes are; None for echoes of our own messages.

    Raises Unreadable.
    """
    event = _loads(raw)
    name = str(event.get("event_name", ""))
    at = _moment(event.get("timestamp"), now)
    if name.startswith("oa_send_"):
        return None
    if name in ("user_received_message", "user_seen_message"):
        return _receipt(name, event, raw, at)
    said = _said(name, event, at)
    account = str(_part(event, "recipient").get("id") or "")
    user = str(_part(event, "sender").get("id") or "")
    if said is None or not (account and user):
        kind = name if _PLAIN.fullmatch(name) else "?"
        return Kept(_key(name, event, raw), f"zalo/{kind}"[:40], now, raw)
    chat = ChatAddress(hash_of(f"zalo:{account}:{user}"), account, user)
    return Turn(_key(name, event, raw), "zalo", said, now, raw, chat=chat)


def _loads(raw: bytes) -> dict[str, Any]:
    try:
        event = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise Unreadable("not JSON") from error
    if not isinstance(event, dict):
        raise Unreadable("not an object")
    return event


def _part(event: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = event.get(name)
    return part if isinstance(part, dict) else {}


def _said(name: str, event: Mapping[str, Any], at: datetime) -> Event | None:
    if name in _OTHERS:
        return SentOther(_OTHERS[name], at)
    if name == "user_submit_info":  # no other event tells a number that the platform knows
        phone = read_phones(str(_part(event, "info").get("phone") or "")).mobile
        return SharedPhone(phone, at) if phone else None
    if name != "user_send_text":
        return None
    text = clean(str(_part(event, "message").get("text") or ""))[:MAX_SIGNS]
    tap = _TAP.fullmatch(text.strip())
    if tap:
        return Tapped(int(tap[1]), tap[2], tap[3], at)
    return Replied(text, at)


def _receipt(name: str, event: Mapping[str, Any], raw: bytes, at: datetime) -> Receipt:
    message = _part(event, "message")
    ids = message.get("msg_ids")
    named = [str(id_) for id_ in ids] if isinstance(ids, list) else [str(message.get("msg_id", ""))]
    tracking = message.get("tracking_id")
    return Receipt(
        event_key=_key(name, event, raw),
        at=at,
        seen=name == "user_seen_message",
        platform_ids=tuple(id_ for id_ in named if id_),
        tracking=str(tracking) if tracking else None,
    )


def _key(name: str, event: Mapping[str, Any], raw: bytes) -> str:
    """Account, event and message id where there is one, else the hash of the bytes."""
    id_ = _part(event, "message").get("msg_id")
    account = _part(event, "recipient").get("id") or event.get("oa_id") or ""
    key = f"zalo/{account}/{name}/{id_}"
    if id_ and name.startswith("user_") and _PLAIN.fullmatch(key):
        return key
    return f"sha256/{sha256_hex(raw)}"


def _moment(stamp: object, now: datetime) -> datetime:
    """Epoch milliseconds, as text or number; the time of arrival where it is neither."""
    try:
        return datetime.fromtimestamp(int(str(stamp)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return now
