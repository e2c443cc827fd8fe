"""The canonical form of a compiled survey, over which its hash is taken.

A changed comment, order of keys or spacing keeps the hash; a changed word, value, order of
questions or condition changes it. What a survey does not use is left out of the hash, so that a
release which can say more keeps the hashes of surveys that say no more.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from flows.model import Condition, Flow, Formula
from ground.canonical import canonical, sha256_hex

NOT_MEANT = frozenset(("hash", "source", "by_id", "untranslated", "unreviewed"))
"""Fields of a flow that do not change what it asks."""


def hash_of(flow: Flow) -> str:
    """SHA-256 of the flow's plain form, as 64 hex signs."""
    return sha256_hex(canonical(_used(plain(flow))))


def plain(flow: Flow) -> dict[str, Any]:
    """Everything that a flow means, as plain data."""
    return {
        field.name: _plain(getattr(flow, field.name))
        for field in fields(flow)
        if field.init and field.name not in NOT_MEANT
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Condition | Formula):
        return value.source
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        told = (field.name for field in fields(value) if field.init)  # the rest follows
        return {name: _plain(getattr(value, name)) for name in told}
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _used(value: Any) -> Any:
    """Without what says nothing: no words, no choices, not required, …"""
    if isinstance(value, dict):
        parts = {key: _used(part) for key, part in value.items()}
        return {key: part for key, part in parts.items() if part not in (None, False, "", [], {})}
    return [_used(part) for part in value] if isinstance(value, list) else value
