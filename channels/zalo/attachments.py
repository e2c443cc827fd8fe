"""What a citizen attached to a message: where it can be fetched, and what can be read of it. Pure.

It fetches nothing. Payloads are those of Zalo's webhook pages; any of their fields may be missing.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from bot.events import Attached
from ground.text import clean

SENT = {
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
"""The event's name -> what the conversation calls it."""
_FETCHED = ("user_send_image", "user_send_gif", "user_send_audio", "user_send_video",
            "user_send_file")  # fmt: skip
_MAX_URL, _MAX_WORDS, _MAX_NAME = 2000, 1000, 120


def thing(name: str, message: Mapping[str, Any]) -> Attached | None:
    """The first attachment of a message, with the words beside it; None where there is nothing."""
    payload = _payload(message)
    url = _text(payload, "url", _MAX_URL) if name in _FETCHED else ""
    file = _text(payload, "name", _MAX_NAME) if name == "user_send_file" else ""
    said = " · ".join(filter(None, (_text(message, "text", _MAX_WORDS), *_told(name, payload))))
    return Attached(url, file, said) if url or said else None


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    attachments = message.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    payload = first.get("payload") if isinstance(first, dict) else None
    return payload if isinstance(payload, dict) else {}


def _told(name: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """What an officer can read without fetching anything."""
    if name == "user_send_location":
        place = payload.get("coordinates")
        both = [_text(place, key, 20) for key in ("latitude", "longitude")]
        return (", ".join(both),) if all(both) else ()
    if name == "user_send_link":
        return _text(payload, "title", 200), _text(payload, "url", _MAX_URL)
    if name == "user_send_business_card":
        return (_text(_loads(payload.get("description")), "phone", 20),)
    return ()


def _text(holder: object, key: str, most: int) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return clean(str(value))[:most] if isinstance(value, str | int | float) else ""


def _loads(value: object) -> object:
    """A card's description is JSON in a text."""
    try:
        return orjson.loads(value) if isinstance(value, str) else None
    except orjson.JSONDecodeError:
        return None
