"""Verified bytes read as one JSON object, strictly. Pure.

UTF-8 alone, no NaN, no key twice, no lone surrogate, no number beyond a double, no deep nesting.
What is refused is kept for an officer by who calls.
"""

import json
from collections.abc import Mapping
from typing import Any

import orjson

from channels.zalo.signature import Verified

MAX_DEPTH = 16
"""Objects in objects; the platform's own events have five."""


class Unreadable(ValueError):
    """Signed bytes that are no event; they are kept for an officer."""


def decode(body: Verified) -> Mapping[str, Any]:
    """The event as plain data. Raises Unreadable, and nothing else."""
    try:
        event = orjson.loads(body.raw)  # the strict reader, but it takes a key that stands twice
        if orjson.dumps(event) != body.raw:  # then none did; else it is spelled in another way
            event = _DECODER.decode(body.raw.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    if not isinstance(event, dict):
        raise Unreadable("not an object")
    if body.raw.count(b"{") + body.raw.count(b"[") > MAX_DEPTH and _deeper(event, MAX_DEPTH):
        raise Unreadable("too deep")
    return event


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _deeper(value: object, left: int) -> bool:
    if isinstance(value, dict):
        return left == 0 or any(_deeper(part, left - 1) for part in value.values())
    if isinstance(value, list):
        return left == 0 or any(_deeper(part, left - 1) for part in value)
    return False
