"""A long message in parts, each sent and recorded by itself, in order. Pure.

A chat refuses what is too long, and a part that failed must not be sent again with those that
arrived. It cuts where a reader would pause, and gives buttons to the last part, where one answers.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.events import Prompt
from ground.text import clean
from post.ports import NewMessage

MOST_SIGNS = 2000
"""Of one chat message, after NFC (post/rules.yaml: max_text)."""
PAGE_LINE = 200
"""Kept free where the citizen's own link is put under the text."""
_BUTTONS = 5
"""More options than these are listed in the text by number."""
_SOONEST = 1 / 3
"""A part is never shorter than this share of its room, if it can be cut later."""
_PAUSES = (
    re.compile(r"\n\s*\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…:;])\s"),
    re.compile(r"\s"),
)
"""A paragraph, a line, a sentence, a word."""


def parted(message: NewMessage) -> list[NewMessage]:
    """The message itself, or its parts; the first keeps the key, so that it is sent once still."""
    prompt: Any = message.body.get("prompt")
    if not isinstance(prompt, Prompt) or prompt.contact:
        return [message]
    room = MOST_SIGNS - _below(prompt)
    text = clean(prompt.text)
    if len(text) <= room:
        return [message]
    *first, last = split(text, MOST_SIGNS, max(room, 1))
    said = [*(Prompt(part) for part in first), replace(prompt, text=last)]
    return [_part(message, each, place) for place, each in enumerate(said)]


def _part(message: NewMessage, prompt: Prompt, place: int) -> NewMessage:
    body = {**message.body, "prompt": prompt}
    if place:
        body.pop("quote", None)
    if not prompt.page:
        body["page"] = False
        body.pop("token", None)
    key = f"{message.key}/{place + 1}" if place else message.key
    return replace(message, key=key, body=body)


def _below(prompt: Prompt) -> int:
    """The signs that are put under the text: a numbered list, the citizen's own link."""
    signs = PAGE_LINE if prompt.page else 0
    if prompt.listed or len(prompt.options) > _BUTTONS:
        signs += len(clean(prompt.how)) + 1
        signs += sum(len(clean(option.label)) + 5 for option in prompt.options)
    return signs


def split(text: str, most: int, most_of_last: int) -> Sequence[str]:
    """The parts of `text`, none longer than `most` signs and the last than `most_of_last`."""
    parts: list[str] = []
    rest = text.strip()
    while len(rest) > most_of_last:
        # Where this leaves the last part, it is left half full: never a word by itself.
        room = min(most, len(rest) - (most_of_last + 1) // 2)
        place = _pause(rest, room)
        parts.append(rest[:place].rstrip())
        rest = rest[place:].lstrip()
    return [*parts, rest]


def _pause(text: str, room: int) -> int:
    """Where to cut the first `room` signs; in the middle of a word where there is no pause."""
    for pause in _PAUSES:
        found = [m.end() for m in pause.finditer(text, 0, room + 1) if m.start() <= room]
        if found and found[-1] >= room * _SOONEST:
            return found[-1]
    return room
