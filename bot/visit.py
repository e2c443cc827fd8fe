"""A visit at the door: what it proves begins a survey; anything else is explained.

A survey begins here by the code of its invitation, by a number that the platform tells us
(with the last signs of the case code, unless `Proof` trusts the platform), or because its person
spoke in this chat before. Of a case that is not proven nothing is said but that it waits, and
only to who shared its number. A typed number proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot import offers
from bot.binding import CODE, code_in, counted, refuses, tell
from bot.conversation import Conversation
from bot.door import HOLDS, Proof, Standing, shared
from bot.door_ports import Remembered, Tries, Waiting
from bot.effects import Gathered
from bot.events import AskedToStop, Begun, Event, Prompt, Replied, SharedPhone, Tapped
from bot.phrasebook import phrase
from bot.ports import TurnPort
from bot.receipt import RECEIPT
from bot.signs import command_in, ends_with, needs_a_person, phone_in, signs_in
from bot.turns import ChatAddress, Turn
from bot.understand.reading import LEAVING, Command

Step = tuple[int, Event]
"""A conversation, and what happens to it."""


@dataclass(slots=True)
class Visit:
    """One turn at the door. What it may begin is bound when `answer` returns."""

    port: TurnPort
    turn: Turn
    chat: ChatAddress
    standing: Standing
    now: datetime
    gathered: Gathered
    proof: Proof

    def answer(self) -> list[Step]:
        """What happens to which conversations; what is explained instead is said already."""
        event, standing = self.turn.event, self.standing
        if isinstance(event, SharedPhone):
            return [] if standing.refused else self._numbered(event.phone)
        share = shared(standing.known, self.now)
        code = code_in(self.turn)
        if code is not None and (share is None or CODE.fullmatch(code)):
            return self._coded(code)
        if share is not None and not standing.refused:
            signed = self._signed(share)
            if signed is not None:
                return signed
        if standing.waiting:
            return self._chosen()
        if standing.ended is not None:
            return [(standing.ended, event)]
        self._explain(share)
        return []

    # -- by the invitation's code ----------------------------------------------------------
    def _coded(self, code: str) -> list[Step]:
        ended = self.standing.ended
        if ended is not None and self._talks([ended])[0].facts.get(RECEIPT) == code:
            return [(ended, self.turn.event)]  # their receipt: nothing is tried
        if self._closed():
            return []
        holder = self.port.holders([code], self.now).get(code)
        if holder is not None:
            self.port.lock_people([holder.person])
            holder = self.port.holders([code], self.now)[code]  # as it stands behind the lock
        if holder is None or not holder.live or holder.used_by not in (None, self.chat.hash):
            self._wrong("code_wrong")
            return []
        self.port.bind(self.chat, Waiting(holder.conversation, holder.person), self._acted)
        event = Replied("dừng", self.turn.received_at) if refuses(self.turn) else Begun()
        return [(holder.conversation, event)]

    def _closed(self) -> bool:
        until = self._tries().closed_until
        if until is None or until <= self.now:
            return False
        self._tell("code_closed")
        return True

    def _tries(self) -> Tries:
        return self.port.tries([self.chat.hash]).get(self.chat.hash, Tries(0, None))

    def _wrong(self, key: str) -> None:
        tried = counted(self._tries(), self.now)
        self.port.save_tries({self.chat.hash: tried})
        self._tell("code_closed" if tried.closed_until is not None else key)

    # -- by a shared number ----------------------------------------------------------------
    def _numbered(self, phone: str) -> list[Step]:
        hashed = self.port.number_hash(phone)
        self._remember(replace(self.standing.known, phone=hashed, shared_at=self.now))
        number = self.port.of_number(hashed, self.now)
        if number.cases and self.proof is Proof.PLATFORM and not number.common:
            self.port.claim(self.chat.hash, [case.conversation for case in number.cases], self.now)
            waiting = self.port.waiting([self.chat.hash], self.now).get(self.chat.hash, ())
            self.standing = replace(self.standing, waiting=waiting)
        if self.standing.waiting:
            return self._offered()
        if number.cases:
            self._tell("number_waits", count=len(number.cases))
        else:
            self._tell("number_unknown")
        return []

    def _signed(self, share: str) -> list[Step] | None:
        """The last signs of a case code of the shared number; None where there are none to try."""
        signs = signs_in(self.turn)
        cases = self.port.of_number(share, self.now).cases if signs else ()
        if not signs or not cases:
            return None
        if self._closed():
            return []
        meant = [case for case in cases if ends_with(case.case_code, signs)]
        if len(meant) > 1:
            self._tell("signs_of_several")
            return []
        if not meant:
            self._wrong("signs_wrong")
            return []
        self.port.claim(self.chat.hash, [meant[0].conversation], self.now)
        return self._begin(Waiting(meant[0].conversation, meant[0].person), Begun())

    # -- by a choice, or by having spoken here before --------------------------------------
    def _chosen(self) -> list[Step]:
        event, known, waiting = self.turn.event, self.standing.known, self.standing.waiting
        if isinstance(event, Tapped) and event.question == offers.DOOR:
            return self._begin_named(event.value)
        if command_in(self.turn) in LEAVING:
            return self._refuse_all()
        offered = known.offered_at is not None and self.now - known.offered_at < HOLDS
        if offered and isinstance(event, Replied):
            ids = [id_ for id_ in known.offered if id_ in {w.conversation for w in waiting}]
            talks = self._talks(ids)
            meant = offers.chosen(event.text, talks) if ids else None
            if meant is not None:
                return self._begin_named(str(meant))
            if offers.declined(event.text):
                self._offer_nothing()
                self._tell("door_later")
                return []
        after_thanks = offered and known.offer == offers.NEXT
        if self.standing.ended is not None and (after_thanks or needs_a_person(self.turn)):
            return [(self.standing.ended, event)]
        return self._offered()

    def _offered(self) -> list[Step]:
        """The only one begins; of several one is to be chosen."""
        waiting = self.standing.waiting
        if len(waiting) == 1:
            event = self.turn.event
            return self._begin(waiting[0], event if isinstance(event, Replied) else Begun())
        talks = self._talks([one.conversation for one in waiting])
        offered = tuple(talk.id for talk in talks[: offers.MOST])
        known = self.standing.known
        self._remember(replace(known, offer=offers.CHOOSE, offered=offered, offered_at=self.now))
        tell(self.gathered, self.turn, offers.choose(talks), self.now)
        return []

    def _begin_named(self, value: str) -> list[Step]:
        found = [one for one in self.standing.waiting if str(one.conversation) == value]
        return self._begin(found[0], Begun()) if found else self._offered()

    def _begin(self, found: Waiting, event: Event) -> list[Step]:
        self.port.lock_people([found.person])
        if found not in self.port.waiting([self.chat.hash], self.now).get(self.chat.hash, ()):
            return []  # another chat was faster
        self.port.bind(self.chat, found, self._acted)
        if self.standing.known.offer is not None:
            self._offer_nothing()
        return [(found.conversation, event)]

    def _refuse_all(self) -> list[Step]:
        """A stop between two surveys: for all that wait here, confirmed once."""
        waiting, ended = self.standing.waiting, self.standing.ended
        people = {one.person for one in waiting} | set(self.port.people_of([ended or 0]).values())
        self.port.lock_people(sorted(people))
        self.port.bind(self.chat, waiting[0], self._acted)
        others = [one.conversation for one in waiting[1:]] + ([ended] if ended else [])
        return [(waiting[0].conversation, self.turn.event), *((o, AskedToStop()) for o in others)]

    # -- nothing is known ------------------------------------------------------------------
    def _explain(self, share: str | None) -> None:
        """What this is and how to get in; contact details are asked for once a day."""
        if command_in(self.turn) is Command.STOP:
            self._tell("stranger_stop")
            return
        waiting = len(self.port.of_number(share, self.now).cases) if share else 0
        if waiting:
            self._tell("number_waits", count=waiting)
            return
        self._tell("typed_phone" if phone_in(self.turn) else "stranger")
        asked = self.standing.known.asked_at
        if self.standing.refused:
            return
        if share is None and (asked is None or self.now - asked >= HOLDS):
            self._remember(replace(self.standing.known, asked_at=self.now))
            card = Prompt(phrase("vi", "contact_why"), contact=phrase("vi", "contact_title"))
            tell(self.gathered, self.turn, card, self.now, "card")

    # -- small things ----------------------------------------------------------------------
    def _tell(self, key: str, **blanks: object) -> None:
        if not self.standing.refused:
            tell(self.gathered, self.turn, Prompt(phrase("vi", key, **blanks)), self.now)

    @property
    def _acted(self) -> datetime:
        """When they did it, by the platform's clock: an event may come late."""
        return self.turn.heard_at or self.now

    def _offer_nothing(self) -> None:
        known = self.standing.known
        self._remember(replace(known, offer=None, offered=(), offered_at=None))

    def _remember(self, known: Remembered) -> None:
        self.standing = replace(self.standing, known=known)
        self.port.remember({self.chat.hash: known})

    def _talks(self, ids: Sequence[int]) -> list[Conversation]:
        loaded = self.port.load(sorted(ids))
        return [loaded[id_].conversation for id_ in ids]
