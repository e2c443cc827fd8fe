"""Taking turns: a batch of arrivals in one transaction, one statement a table.

It opens no transaction and no socket. The store calls it with a port, inside a write
transaction, and acknowledges every arrival after the commit (house.md §4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.binding import another_code, code_in, known_again, refuses, strangers, tell
from bot.conversation import Status
from bot.effects import Gathered, gather
from bot.events import Begun, Replied
from bot.ports import InboxRow, Loaded, Place, TurnPort
from bot.shelf import Shelf
from bot.step import step
from bot.turns import Arrival, Kept, Outcome, Receipt, Turn
from flows.model import Ending


@dataclass(slots=True)
class Batch:
    """What became of a batch: outcomes by event key, and the arrivals that must wait."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    later: list[Arrival] = field(default_factory=list)


class Turns:
    """The bot's service. It keeps nothing between batches but the compiled flows."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def take(self, port: TurnPort, arrivals: Sequence[Arrival], now: datetime) -> Batch:
        """Take a batch as far as it goes; safe to call again with the same arrivals."""
        batch = Batch()
        turns = [arrival for arrival in arrivals if isinstance(arrival, Turn)]
        places = port.places(sorted({turn.chat.hash for turn in turns if turn.chat}))
        people = port.people_of(_conversations(turns, places))
        chosen = _choose(arrivals, places, people, batch)
        fresh = port.take_in([_inbox(arrival) for arrival in chosen])
        _receipts(port, chosen, fresh)
        loaded = _load(port, chosen, places, people)
        gathered = Gathered()
        unbound: list[Turn] = []
        for turn in chosen:
            if not isinstance(turn, Turn):
                batch.outcomes[turn.event_key] = Outcome("done")
                continue
            here = loaded.get(_conversation_of(turn, places) or 0)
            if turn.event_key not in fresh:
                known = here.conversation if here else None
                batch.outcomes[turn.event_key] = Outcome("duplicate", known)
            elif here is None:
                unbound.append(turn)
            else:
                batch.outcomes[turn.event_key] = self._bound(port, turn, here, now, gathered)
        self._strangers(port, unbound, now, gathered, batch)
        _hush(port, unbound, places, gathered)
        gathered.write(port, now)
        return batch

    def _bound(
        self, port: TurnPort, turn: Turn, here: Loaded, now: datetime, gathered: Gathered
    ) -> Outcome:
        """A turn of a chat or page that stands somewhere. A code there is no answer."""
        if turn.chat is not None and here.conversation.status is Status.OPEN:
            meant = known_again(port, turn, here, now)
            if meant is not None:
                turn = replace(turn, event=meant)
            elif another_code(turn):
                tell(gathered, turn, "finish_first", now)
                return Outcome("done", here.conversation)
        return self._step(port, turn, here, now, gathered)

    def _step(
        self, port: TurnPort, turn: Turn, here: Loaded, now: datetime, gathered: Gathered
    ) -> Outcome:
        """One pure step. One that raises marks its own row, and the others go on."""
        try:
            flow = self.shelf.get(here.conversation.flow_hash, port)
            moved, effects = step(flow, here.conversation, turn.event, now)
            moved = gather(gathered, turn, here, (flow, moved, effects), now)
        except Exception as error:  # noqa: BLE001  the outermost edge of a turn
            gathered.errors[turn.event_key] = type(error).__name__
            return Outcome("quarantined", here.conversation)
        return Outcome("done", moved)

    def _strangers(
        self,
        port: TurnPort,
        turns: Sequence[Turn],
        now: datetime,
        gathered: Gathered,
        batch: Batch,
    ) -> None:
        """Those whose address stands nowhere: a code binds them, anything else is explained."""
        chats = [turn for turn in turns if turn.chat is not None]
        for turn in turns:
            batch.outcomes[turn.event_key] = Outcome("unknown")
        for turn, holder in strangers(port, chats, now, gathered):
            here = port.load([holder.conversation])[holder.conversation]
            said = Replied("dừng", turn.received_at) if refuses(turn) else Begun()
            begun = Turn(turn.event_key, turn.kind, said, turn.received_at, chat=turn.chat)
            batch.outcomes[turn.event_key] = self._step(port, begun, here, now, gathered)


def _hush(
    port: TurnPort, turns: Sequence[Turn], places: Mapping[str, Place], gathered: Gathered
) -> None:
    """After a refusal nothing is said, not even that a code is wrong."""
    chats = {turn.chat.hash for turn in turns if turn.chat and turn.chat.hash in places}
    if not chats:
        return
    loaded = port.load(sorted(places[chat].conversation for chat in chats))
    refused = {
        chat
        for chat in chats
        if loaded[places[chat].conversation].conversation.ending is Ending.REFUSED
    }
    gathered.messages = [
        m for m in gathered.messages if m.purpose != "help" or m.recipient not in refused
    ]


def _inbox(arrival: Arrival) -> InboxRow:
    if isinstance(arrival, Receipt):
        return InboxRow(arrival.event_key, "receipt", arrival.at, b"")
    return InboxRow(arrival.event_key, arrival.kind, arrival.received_at, arrival.raw)


def _receipts(port: TurnPort, chosen: Sequence[Arrival], fresh: set[str]) -> None:
    new = [a for a in chosen if isinstance(a, Receipt) and a.event_key in fresh]
    if new:
        port.receipts(new)


def _conversation_of(turn: Turn, places: Mapping[str, Place]) -> int | None:
    if turn.conversation is not None:
        return turn.conversation
    place = places.get(turn.chat.hash) if turn.chat else None
    if place is None or (not place.open and code_in(turn) is not None):
        return None  # nowhere yet, or a new code after an earlier survey ended
    return place.conversation


def _conversations(arrivals: Sequence[Arrival], places: Mapping[str, Place]) -> list[int]:
    found = {_conversation_of(turn, places) for turn in arrivals if isinstance(turn, Turn)}
    return sorted(id_ for id_ in found if id_ is not None)


def _choose(
    arrivals: Sequence[Arrival],
    places: Mapping[str, Place],
    people: Mapping[int, int],
    batch: Batch,
) -> list[Arrival]:
    """Two turns of one person never share a batch, and a turn that may bind runs alone."""
    chosen: list[Arrival] = []
    seen: set[str] = set()
    binding = False
    for arrival in arrivals:
        if isinstance(arrival, Receipt | Kept):
            if arrival.event_key in seen:
                batch.outcomes[arrival.event_key] = Outcome("duplicate")
                continue
            chosen.append(arrival)
            seen.add(arrival.event_key)
            continue
        here = _conversation_of(arrival, places)
        whose = f"person/{people[here]}" if here is not None and here in people else arrival.who
        may_bind = here is None and code_in(arrival) is not None
        if whose in seen or binding or (may_bind and chosen):
            batch.later.append(arrival)
            seen.add(whose)  # the later turns of this person wait behind it
            continue
        seen.add(whose)
        chosen.append(arrival)
        binding = may_bind
    return chosen


def _load(
    port: TurnPort,
    chosen: Sequence[Arrival],
    places: Mapping[str, Place],
    people: Mapping[int, int],
) -> Mapping[int, Loaded]:
    ids = _conversations(chosen, places)
    if not ids:
        return {}
    port.lock_people(sorted({people[id_] for id_ in ids if id_ in people}))
    return port.load(ids)
