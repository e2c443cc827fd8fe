"""Who is next in line: the one line that follows a thanks where other cases of the chat wait."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import offers
from bot.binding import tell
from bot.conversation import Conversation
from bot.door_ports import Remembered
from bot.effects import Gathered
from bot.ports import TurnPort
from bot.turns import Turn


def offer_more(
    port: TurnPort, ended: Sequence[tuple[Turn, Conversation]], now: datetime, gathered: Gathered
) -> None:
    """Offer what else waits to the chats whose survey has just ended; it begins nothing."""
    chats = sorted({turn.chat.hash for turn, _ in ended if turn.chat})
    if not chats:
        return
    refused, waiting, known = port.refused(chats), port.waiting(chats, now), port.remembered(chats)
    for turn, conv in ended:
        chat = turn.chat.hash if turn.chat else ""
        ids = [one.conversation for one in waiting.get(chat, ()) if one.conversation != conv.id]
        if not ids or chat in refused:
            continue
        loaded = port.load(ids)
        talks = [loaded[id_].conversation for id_ in ids]
        tell(gathered, turn, offers.more(talks, conv.language), now, "next")
        offered = replace(
            known.get(chat, Remembered()),
            offer=offers.NEXT,
            offered=tuple(ids[: offers.MOST]),
            offered_at=now,
        )
        port.remember({chat: offered})
