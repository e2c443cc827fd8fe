"""The door: where a chat stands that has no open talk, and what it may prove there. Pure but for
the port that it is given; what is said and begun at the door stands in visit.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.binding import code_in
from bot.door_ports import DoorPort, Remembered, Waiting
from bot.events import SharedPhone
from bot.ports import Place
from bot.signs import signs_in
from bot.turns import Turn

HOLDS = timedelta(hours=24)
"""So long a shared number and an offer count; contact details are asked for no more often."""


class Proof(StrEnum):
    """What a number that the platform tells us proves."""

    CODE4 = "code4"  # something only with the last four signs of the case code
    PLATFORM = "platform"  # that the chat is its owner's


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a chat stands that has no open talk."""

    ended: int | None  # its last talk
    waiting: tuple[Waiting, ...]
    refused: bool
    known: Remembered


def standings(
    port: DoorPort, chats: Sequence[str], places: Mapping[str, Place], now: datetime
) -> Mapping[str, Standing]:
    """Where each of these chats stands; one with an open talk is not at the door."""
    away = [chat for chat in chats if chat not in places or not places[chat].open]
    if not away:
        return {}
    refused, waiting, known = port.refused(away), port.waiting(away, now), port.remembered(away)
    return {
        chat: Standing(
            places[chat].conversation if chat in places else None,
            () if chat in refused else waiting.get(chat, ()),
            chat in refused,
            known.get(chat, Remembered()),
        )
        for chat in away
    }


def knocks(turn: Turn, standing: Standing, now: datetime) -> bool:
    """Whether something may begin by this turn: it is taken at the door, and alone."""
    return (
        code_in(turn) is not None
        or isinstance(turn.event, SharedPhone)
        or bool(standing.waiting)
        or (shared(standing.known, now) is not None and signs_in(turn) is not None)
    )


def shared(known: Remembered, now: datetime) -> str | None:
    """The number that was shared, while it counts."""
    return known.phone if known.shared_at and now - known.shared_at < HOLDS else None


def keep_number(port: DoorPort, turn: Turn, now: datetime) -> None:
    """Keep the number that was shared in the middle of a survey: it counts after it."""
    if turn.chat is None or not isinstance(turn.event, SharedPhone):
        return
    known = port.remembered([turn.chat.hash]).get(turn.chat.hash, Remembered())
    hashed = port.number_hash(turn.event.phone)
    port.remember({turn.chat.hash: replace(known, phone=hashed, shared_at=now)})
