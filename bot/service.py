"""Taking turns: a batch of arrivals in one transaction, one statement a table.

It opens no transaction and no socket. The store calls it with a port, inside a write
transaction, and acknowledges every arrival after the commit (house.md §4).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.binding import another_code, known_again, put_in_line, tell
from bot.conversation import Status
from bot.door import Proof, Standing, keep_number, knocks, standings
from bot.effects import Gathered, gather
from bot.events import (
    Begun,
    HandedBack,
    Prompt,
    Rated,
    Replied,
    SharedPhone,
    Tapped,
    WentSilent,
    Withdrew,
    Woken,
)
from bot.handing import quiet
from bot.line import offer_more
from bot.phrasebook import phrase
from bot.ports import InboxRow, Loaded, Place, TurnPort
from bot.pushing import followed
from bot.shelf import Shelf
from bot.step import step
from bot.turns import Arrival, Echo, Kept, Outcome, RatedAt, Receipt, Returned, Touch, Turn
from bot.visit import Visit
from bot.walk import LEAVES
from post.rules import RuleBook


@dataclass(slots=True)
class Batch:
    """What became of a batch: outcomes by event key, and the arrivals that must wait."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    later: list[Arrival] = field(default_factory=list)


class Turns:
    """The bot's service. It keeps nothing between batches but the compiled flows."""

    def __init__(
        self, shelf: Shelf, proof: Proof = Proof.CODE4, rules: RuleBook | None = None
    ) -> None:
        self.shelf = shelf
        self.proof = proof
        self.rules = rules  # None: what follows from stars waits on the page

    def take(self, port: TurnPort, arrivals: Sequence[Arrival], now: datetime) -> Batch:
        """Take a batch as far as it goes; safe to call again with the same arrivals."""
        batch = Batch()
        turns = [arrival for arrival in arrivals if isinstance(arrival, Turn)]
        chats = sorted({turn.chat.hash for turn in turns if turn.chat})
        places = port.places(chats)
        names = {turn.event_key: turn.message for turn in turns if turn.message}
        rated = port.rated(names, now) if names else {}
        where = _Where(places, standings(port, chats, places, now), rated, now)
        people = port.people_of(_conversations(turns, where))
        chosen = _choose(arrivals, where, people, batch)
        fresh = port.take_in([_inbox(arrival, where) for arrival in chosen])
        gathered = Gathered()
        new = [arrival for arrival in chosen if arrival.event_key in fresh]
        _noticed(port, new, gathered)
        self._returned(port, new, now)
        loaded = _load(port, chosen, where, people)
        unbound: list[Turn] = []
        for turn in chosen:
            if not isinstance(turn, Turn):
                state = "done" if turn.event_key in fresh else "duplicate"
                batch.outcomes[turn.event_key] = Outcome(state)
                continue
            here = loaded.get(where.conversation(turn) or 0)
            if turn.event_key not in fresh:
                known = here.conversation if here else None
                batch.outcomes[turn.event_key] = Outcome("duplicate", known)
            elif here is None:
                unbound.append(turn)
            else:
                stars = rated.get(turn.event_key)
                found = replace(turn, rated=stars) if stars is not None else turn
                batch.outcomes[turn.event_key] = self._bound(port, found, here, now, gathered)
        for turn in unbound:
            batch.outcomes[turn.event_key] = self._at_door(port, turn, where, gathered)
        offer_more(port, gathered.ended, now, gathered)
        gathered.write(port, now)
        return batch

    def _returned(self, port: TurnPort, fresh: Sequence[Arrival], now: datetime) -> None:
        """What mails that came in say of mails of ours."""
        told = [one for one in fresh if isinstance(one, Returned)]
        told += [turn.mail for turn in fresh if isinstance(turn, Turn) and turn.mail]
        if told:
            port.returned(told, self.rules.rules_at(now) if self.rules else None, now)

    def _bound(
        self, port: TurnPort, turn: Turn, here: Loaded, now: datetime, gathered: Gathered
    ) -> Outcome:
        """A turn of a chat or page that stands somewhere. A code there is no answer."""
        conv = here.conversation
        if turn.chat is None or conv.status is not Status.OPEN:
            return self._step(port, turn, here, now, gathered)
        keep_number(port, turn, now)
        calm = quiet(conv, now)  # an officer has the word: the bot asks and explains nothing
        meant = known_again(port, turn, here, now)
        if meant is None and another_code(turn):
            put_in_line(port, turn, now)
            if not calm:
                tell(gathered, turn, Prompt(phrase(conv.language, "in_line")), now)
                return Outcome("done", conv)
        elif meant is not None and not (calm and isinstance(meant, Begun)):
            turn = replace(turn, event=meant)
        elif calm and isinstance(turn.event, SharedPhone):
            return Outcome("done", conv)
        return self._step(port, turn, here, now, gathered)

    def _step(
        self, port: TurnPort, turn: Turn, here: Loaded, now: datetime, gathered: Gathered
    ) -> Outcome:
        """One pure step. One that raises marks its own row, and the others go on."""
        try:
            flow = self.shelf.get(here.conversation.flow_hash, port)
            if self.rules is not None and isinstance(turn.event, Rated):
                turn = followed(port, turn, (flow, here), self.rules.rules_at(now), now)
            turn = _pushed(port, turn, here)
            moved, effects = step(flow, here.conversation, turn.event, now)
            moved = gather(gathered, turn, here, (flow, moved, effects), now)
        except Exception as error:  # noqa: BLE001  the outermost edge of a turn
            gathered.errors[turn.event_key] = type(error).__name__
            return Outcome("quarantined", here.conversation)
        ended = moved.status is Status.ENDED and here.conversation.status is not Status.ENDED
        answered = isinstance(turn.event, Replied | Tapped)  # not by silence: nothing is pushed
        if ended and answered and turn.chat and moved.ending not in LEAVES:
            gathered.ended.append((turn, moved))
        return Outcome("done", moved, here.conversation)

    def _at_door(self, port: TurnPort, turn: Turn, where: "_Where", gathered: Gathered) -> Outcome:
        """A turn of a chat that has no open talk: it begins one, or something is explained."""
        chat, now = turn.chat, where.now
        if chat is None:
            return Outcome("unknown")
        if isinstance(turn.event, Withdrew):
            return self._withdrawn(port, turn, chat.hash, gathered)
        visit = Visit(port, turn, chat, where.standings[chat.hash], now, gathered, self.proof)
        steps = visit.answer()
        ids = sorted(conversation for conversation, _ in steps)
        port.lock_people(sorted(set(port.people_of(ids).values())))
        loaded = port.load(ids)
        outcomes = [
            self._step(port, replace(turn, event=event), loaded[id_], now, gathered)
            for id_, event in steps
        ]
        return outcomes[0] if outcomes else Outcome("unknown")

    def _withdrawn(self, port: TurnPort, turn: Turn, chat: str, gathered: Gathered) -> Outcome:
        """Every talk of the chat ends, each with a thread for the officer; then the chat is cut."""
        talks = port.talks_of(chat)
        port.lock_people(sorted(set(port.people_of(talks).values())))
        loaded = port.load(talks)
        for id_ in talks:
            self._step(port, turn, loaded[id_], turn.received_at, gathered)
        gathered.cut.append(chat)
        return Outcome("done" if talks else "unknown")


@dataclass(frozen=True, slots=True)
class _Where:
    """Where the chats of a batch stand, as the batch found them."""

    places: Mapping[str, Place]
    standings: Mapping[str, Standing]
    rated: Mapping[str, RatedAt]  # by the key of the event
    now: datetime

    def conversation(self, turn: Turn) -> int | None:
        """The conversation that the turn belongs to; None = it is taken at the door."""
        if turn.message is not None:
            found = self.rated.get(turn.event_key)
            return found.conversation if found else None
        place = self.places.get(turn.chat.hash) if turn.chat else None
        if place is None or self.knocks(turn):
            return turn.conversation
        return place.conversation

    def knocks(self, turn: Turn) -> bool:
        """Whether the turn may bind a chat or cut it: it shares its batch with no other."""
        if isinstance(turn.event, Withdrew):
            return True
        if turn.message is not None:
            found = self.rated.get(turn.event_key)
            return found is not None and found.chat is not None and not found.own
        standing = self.standings.get(turn.chat.hash) if turn.chat else None
        return standing is not None and knocks(turn, standing, self.now)


def _pushed(port: TurnPort, turn: Turn, here: Loaded) -> Turn:
    """What the clockwork or an officer begins is said in the person's chat, if they have one."""
    if here.chat_hash is None or not isinstance(turn.event, HandedBack | Woken | WentSilent):
        return turn
    return replace(turn, chat=port.chat(here.chat_hash))


def _inbox(arrival: Arrival, where: _Where) -> InboxRow:
    if isinstance(arrival, Receipt):
        return InboxRow(arrival.event_key, "receipt", arrival.received_at or arrival.at, b"")
    row = InboxRow(arrival.event_key, arrival.kind, arrival.received_at, arrival.raw)
    if isinstance(arrival, Turn) and arrival.message and where.conversation(arrival) is None:
        return replace(row, state="kept")  # of a message that we do not know
    if not isinstance(arrival, Kept):
        return row
    state = "kept" if arrival.broken is None else "quarantined"
    return replace(row, state=state, error=arrival.broken)


def _noticed(port: TurnPort, fresh: Sequence[Arrival], gathered: Gathered) -> None:
    """What the new arrivals say beside what they lead to: receipts, echoes, who acted when."""
    if receipts := [one for one in fresh if isinstance(one, Receipt)]:
        port.receipts(receipts)
    if echoes := [one for one in fresh if isinstance(one, Echo)]:
        port.echoed(echoes)
    gathered.touches += [one for one in fresh if isinstance(one, Touch)]
    for turn in fresh:
        if isinstance(turn, Turn) and turn.chat and turn.heard_at:
            gathered.heard[turn.chat.hash] = turn.heard_at  # one turn of a chat in a batch


def _conversations(arrivals: Sequence[Arrival], where: _Where) -> list[int]:
    found = {where.conversation(turn) for turn in arrivals if isinstance(turn, Turn)}
    return sorted(id_ for id_ in found if id_ is not None)


def _choose(
    arrivals: Sequence[Arrival],
    where: _Where,
    people: Mapping[int, int],
    batch: Batch,
) -> list[Arrival]:
    """Two turns of one person never share a batch, and a turn that may bind runs alone."""
    chosen: list[Arrival] = []
    seen: set[str] = set()
    binding = False
    for arrival in arrivals:
        if not isinstance(arrival, Turn):
            if arrival.event_key in seen:
                batch.outcomes[arrival.event_key] = Outcome("duplicate")
                continue
            chosen.append(arrival)
            seen.add(arrival.event_key)
            continue
        here = where.conversation(arrival)
        whose = f"person/{people[here]}" if here is not None and here in people else arrival.who
        may_bind = where.knocks(arrival)
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
    where: _Where,
    people: Mapping[int, int],
) -> Mapping[int, Loaded]:
    ids = _conversations(chosen, where)
    if not ids:
        return {}
    port.lock_people(sorted({people[id_] for id_ in ids if id_ in people}))
    return port.load(ids)
