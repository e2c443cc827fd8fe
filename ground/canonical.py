"""JSON with one spelling for one value: sorted keys, UTF-8, no white space, no floats."""

import hashlib
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """The bytes that hashes are taken over (a subset of RFC 8785: floats are refused)."""
    _refuse_floats(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no one spelling; pass an integer or text")
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list | tuple):
        return
    for part in value:
        if not isinstance(part, str):  # nearly all are
            _refuse_floats(part)


def sha256_hex(data: bytes) -> str:
    """SHA-256 as 64 hex signs."""
    return hashlib.sha256(data).hexdigest()
