"""A real store with invited citizens, for tests: no network, and a clock that the test moves.

    async with stage(tmp_path) as s:            # or stage(postgres_url)
        an = await s.invite("An")
        await s.say("u1", an.code)              # binds the chat of user u1
        await s.tap("u1", an, "tong_the", "5")
        assert await s.said("u1") == […]

It goes in by the ports that the product uses: cases, plans, turns. It reads rows by SQL.
"""

import itertools
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import asyncpg

from bot.conversation import Conversation, Fact
from bot.door import Proof
from bot.events import (
    AskedToStop,
    Ended,
    Event,
    Replied,
    SentOther,
    SharedPhone,
    Submitted,
    Tapped,
)
from bot.service import Turns
from bot.shelf import Shelf
from bot.turns import Arrival, ChatAddress, Outcome, Turn
from cases.agencies import Agency
from cases.case import CaseRow
from cases.ports import KeptAddress, KeptCase, KeptPerson, Origin
from clock import SettableClock
from flows.model import Ending, Flow
from ground.seal import LINKS, Keyring
from people.keys import address_hash, person_hash, person_key
from plans.ports import Around, Looked, NewInvitation, SampleRow
from post.ports import NewMessage
from post.rules_file import load_rules
from storage.migrate import upgrade
from storage.outbox_rows import message_body
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.store import Store
from storage.unit import Unit
from tests.support.transcripts import FACTS, flow_named

AGENCY = Agency("H01.22", "UBND phường Long Xuyên")
ACCOUNT = "oa"
PLAN, WAVE = "thu", 1
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""09:00 of a Monday in Vietnam."""
LIFE = timedelta(days=14)
"""How long an invitation may be answered."""

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a case says of its applicant and itself; "" = its own by number, None = nothing."""

    phone: str = ""
    identity: str | None = None
    email: str | None = None
    code: str = ""


ANYBODY = Applicant()


@dataclass(frozen=True, slots=True)
class Invited:
    """A citizen who was invited, with what only they got. `id` is also the conversation's."""

    id: int
    token: str
    code: str
    ref: str
    case: int
    agency: int
    person: int
    person_hash: str


@dataclass(slots=True)
class Stage:
    """The store and everything beside it. `numbers` makes what must be unique."""

    store: Store
    clock: SettableClock
    keyring: Keyring
    flow: Flow
    turns: Turns
    place: Path | str
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    aside: set[str] = field(default_factory=set)  # numbers of agents and desks

    # -- inviting --------------------------------------------------------------------------
    async def invite(self, name: str = "An", whose: Applicant = ANYBODY, **facts: Fact) -> Invited:
        """A case of a new citizen, drawn and invited now. `facts`: `plan__consent=True`, …"""
        number = next(self.numbers)
        kept = self._case(name, number, whose)
        return await self.store.run(lambda unit: self._invite(unit, name, number, kept, facts))

    async def let_go(self, invited: Invited) -> None:
        """Nobody answered in time: silent, its contacts are free, it may still be answered."""
        looked = Looked(invited.id, self.clock.now(), 1, "silent")
        await self.store.run(lambda unit: unit.plans.looked([looked], [], self.clock.now()))

    async def set_aside(self, phone: str) -> None:
        """The number is an agent's or a desk's."""
        hashed = address_hash(self.keyring, "phone", phone)
        await self.store.run(lambda unit: unit.cases.set_aside([hashed]))
        self.aside.add(phone)

    def _invite(
        self, unit: Unit, name: str, number: int, kept: KeptCase, facts: Mapping[str, Fact]
    ) -> Invited:
        now = self.clock.now()
        unit.cases.keep_agencies([AGENCY])
        agency = unit.plans.units([AGENCY.code])[AGENCY.code]
        unit.cases.keep_cases([kept], Origin("thu.csv", now))
        unit.plans.save_sample(PLAN, WAVE, [SampleRow(kept.row.key, agency.id, number, True)])
        unit.flows.keep(self.flow, now)
        candidate = unit.plans.candidates(PLAN, WAVE, agency.id, Around(now, 1, "", now))[0]
        new = NewInvitation(
            candidate=candidate,
            agency=agency.id,
            plan=PLAN,
            wave=WAVE,
            ref=f"ref{number:05d}",
            token=f"token-of-{name.lower()}-{number:08d}",
            code=_code(number),
            invited_at=now,
            expires_at=now + LIFE,
            check_at=now + timedelta(days=3),
            flow=self.flow.name,
            flow_hash=self.flow.hash,
            facts={**FACTS, **{key.replace("__", "."): value for key, value in facts.items()}},
            first=_letter(candidate.person_hash, candidate.contacts[0].hash, now),
        )
        unit.plans.invite([new], now)
        link = unit.conversations.by_ref(self.keyring.mac(LINKS, new.token))
        if link is None:
            raise AssertionError("the invitation was not stored")
        at = (candidate.case, agency.id, candidate.person, candidate.person_hash)
        return Invited(link.conversation.id, new.token, new.code, new.ref, *at)

    def _case(self, name: str, number: int, whose: Applicant) -> KeptCase:
        code = whose.code or f"H01.22-261102-{number:04d}"
        row = CaseRow(
            key=code, code=code,
            agency=AGENCY.code, procedure_code="1.004873", procedure="Cấp bản sao trích lục",
            field="Hộ tịch", filed_online=False, applicant_kind="1", status="10", refused=False,
            received_at=START - timedelta(days=20), due_at=START - timedelta(days=10),
            returned_at=START - timedelta(days=11), returned_on=date(2026, 11, 12), name=name,
            identity=whose.identity, phone=whose.phone or f"849{number:08d}", landline=None,
            email=whose.email,
        )  # fmt: skip
        key = person_key(row.marks(), row.key, self.aside)
        person = person_hash(self.keyring, key)
        phone = self._address("phone", row.phone or "", person)
        email = self._address("email", row.email, person) if row.email else None
        return KeptCase(
            row=row,
            content_hash=self.keyring.mac("content", row.content()),
            name_sealed=self.keyring.seal(name, f"case_file/{row.key}"),
            person=KeptPerson(person, key.kind, self.keyring.seal(name, f"person/{person}")),
            addresses=(phone, email) if email else (phone,),
            phone_hash=phone.hash,
            email_hash=email.hash if email else None,
        )

    def _address(self, channel: Literal["phone", "email"], value: str, person: str) -> KeptAddress:
        hashed = address_hash(self.keyring, channel, value)
        return KeptAddress(hashed, channel, self.keyring.seal(value, f"address/{hashed}"), person)

    # -- what happens ----------------------------------------------------------------------
    def chat(self, user: str) -> ChatAddress:
        """The chat of a user id of the account."""
        hashed = self.keyring.mac("address", f"zalo:{ACCOUNT}:{user}")
        return ChatAddress(hashed, ACCOUNT, user)

    def turn(self, user: str, event: Event, key: str | None = None) -> Turn:
        """An event in a user's chat; without `key` it is a new one."""
        key = key or f"zalo/{ACCOUNT}/{next(self.numbers)}"
        return Turn(key, "zalo", event, self.clock.now(), b"{}", chat=self.chat(user))

    async def say(self, user: str, text: str, key: str | None = None) -> Outcome:
        """Words typed now."""
        return await self.store.turn(self.turn(user, Replied(text, self.clock.now()), key))

    async def tap(
        self, user: str, invited: Invited, question: str, value: str, key: str | None = None
    ) -> Outcome:
        """A button of that invitation's conversation."""
        tapped = Tapped(invited.id, question, value, self.clock.now())
        return await self.store.turn(self.turn(user, tapped, key))

    async def send(self, user: str, what: str) -> Outcome:
        """A picture, voice message or sticker."""
        return await self.store.turn(self.turn(user, SentOther(what, self.clock.now())))

    async def share(self, user: str, phone: str, key: str | None = None) -> Outcome:
        """A number that the platform tells us, as its owner let it."""
        return await self.store.turn(self.turn(user, SharedPhone(phone, self.clock.now()), key))

    async def post(self, invited: Invited, key: str | None = None, **fields: str) -> Outcome:
        """A page posted."""
        return await self._beside(invited, "web", Submitted(fields), key)

    async def stop(self, invited: Invited) -> Outcome:
        """The one-click stop of the page or the mail."""
        return await self._beside(invited, "web", AskedToStop(), f"web/{invited.id}/stop")

    async def end(self, invited: Invited, ending: Ending = Ending.EXPIRED) -> Outcome:
        """The plan closes it."""
        return await self._beside(invited, "clock", Ended(ending), None)

    async def _beside(self, invited: Invited, kind: str, event: Event, key: str | None) -> Outcome:
        key = key or f"{kind}/{next(self.numbers)}"
        at = self.clock.now()
        return await self.store.turn(Turn(key, kind, event, at, b"", conversation=invited.id))

    async def together(self, arrivals: Sequence[Arrival]) -> dict[str, Outcome]:
        """Arrivals that travel in one batch as far as they may; outcomes by event key."""
        outcomes: dict[str, Outcome] = {}
        left = list(arrivals)
        while left:
            now, batch_of = self.clock.now(), list(left)
            batch = await self.store.run(
                lambda unit, these=batch_of, at=now: self.turns.take(unit.turns, these, at)  # type: ignore[misc]
            )
            outcomes |= batch.outcomes
            left = batch.later
        return outcomes

    # -- what stands in the database -------------------------------------------------------
    async def sql(self, statement: str) -> list[Row]:
        """Rows of a statement written by hand, as the engine gives them; also one that changes."""
        if isinstance(self.place, Path):
            return _on_sqlite(self.place, statement)
        connection = await asyncpg.connect(self.place)
        try:
            return [dict(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    async def conversation(self, invited: Invited) -> Conversation:
        """The conversation as it stands."""
        found = await self.store.read(lambda unit: unit.conversations.by_id(invited.id))
        if found is None:
            raise AssertionError("no such conversation")
        return found

    async def answers(self, invited: Invited) -> list[tuple[str, int, str]]:
        """(question, revision, value), in the order of recording."""
        rows = await self.sql(
            "SELECT l.id, a.question, a.revision, a.value FROM answer a JOIN ledger l ON l.subject "
            "= 'answer/' || a.conversation_id || '/' || a.question || '/' || a.revision "
            f"WHERE a.conversation_id = {invited.id} ORDER BY l.id"
        )
        return [(str(r["question"]), int(str(r["revision"])), str(r["value"])) for r in rows]

    async def state(self, invited: Invited) -> str:
        """The invitation's state."""
        rows = await self.sql(f"SELECT state FROM invitation WHERE id = {invited.id}")
        return str(rows[0]["state"])

    async def said(self, user: str, state: str = "queued") -> list[str]:
        """The texts in the outbox for a user's chat, oldest first."""
        return [str(body["prompt"]["text"]) for body in await self.bodies(user, state)]

    async def bodies(self, user: str, state: str = "queued") -> list[Any]:
        """The bodies of these messages."""
        rows = await self.sql(
            "SELECT key, body_sealed FROM message "
            f"WHERE recipient = '{self.chat(user).hash}' AND state = '{state}' ORDER BY id"
        )
        return [message_body(self.keyring, str(r["key"]), _bytes(r["body_sealed"])) for r in rows]


@asynccontextmanager
async def stage(
    place: Path | str, flow: str | Flow = "hai-long-tthc", proof: Proof = Proof.CODE4
) -> AsyncIterator[Stage]:
    """A stage over a folder (SQLite) or a database's `postgresql://…`, with the newest schema."""
    survey = flow if isinstance(flow, Flow) else flow_named(flow)
    clock, keyring = SettableClock(START), Keyring(bytes(range(32)))
    turns = Turns(Shelf([survey]), proof, load_rules())
    where: Path | str = place / "langnghe.db" if isinstance(place, Path) else place
    store: Store = (
        SqliteStore(where, keyring, turns.take, clock)
        if isinstance(where, Path)
        else PostgresStore(where, keyring, turns.take, clock)
    )
    await store.migrate(upgrade)
    await store.start()
    try:
        yield Stage(store, clock, keyring, survey, turns, where)
    finally:
        await store.stop()


def _code(number: int) -> str:
    """A short code of its own for each number."""
    signs = "23456789"
    return "K7" + "".join(signs[(number >> shift) & 7] for shift in (15, 12, 9, 6, 3, 0))


def _letter(person: str, phone: str, now: datetime) -> NewMessage:
    return NewMessage(
        key="invite/1/zalo", invitation=None, purpose="invite", channel="zalo", recipient=phone,
        subject_hash=person, body={"kind": "invite"}, due_at=now,
    )  # fmt: skip


def _on_sqlite(path: Path, statement: str) -> list[Row]:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(statement)]


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError("not sealed bytes")
    return value
