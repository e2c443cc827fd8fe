"""The floor of a turn: its usual rows written by a bare Core micro-batch, and nothing else.

One statement a table, as many as a batch of real turns needs, with values made beforehand: no
bot, no sealing, no queue, no waiting citizen. Rows that only some turns write (a warned agency,
an invitation that ends) are left out, so the floor is rather too high than too low.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bench.stopwatch import Lap, Stopwatch
from bench.world import World
from storage import tables as t
from storage.postgres import PostgresStore, postgres_engine
from storage.sqlite import sqlite_engine

Rows: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Bytes of the sealed columns, as the real turns of this run wrote them."""

    raw: int
    state: int
    body: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The values of one batch, table by table."""

    chats: list[str]
    ids: list[int]
    inbox: Rows
    heard: Rows
    conversation: Rows
    answer: Rows
    secret: Rows
    ledger: Rows
    message: Rows


_PLACES = (
    select(t.conversation.c.chat_hash, t.conversation.c.id, t.conversation.c.status)
    .where(t.conversation.c.chat_hash.in_(bindparam("chats", expanding=True)))
    .order_by(t.conversation.c.updated_at)
)
_LOCK = (
    select(t.person.c.id)
    .where(t.person.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(t.person.c.id)
    .with_for_update()
)
_LOAD = (
    select(t.conversation, t.person.c.key_hash, t.invitation.c.case_id, t.invitation.c.agency_id)
    .join(t.invitation, t.invitation.c.id == t.conversation.c.id)
    .join(t.person, t.person.c.id == t.conversation.c.person_id)
    .where(t.conversation.c.id.in_(bindparam("ids", expanding=True)))
)
_HEARD = (
    update(t.address).where(t.address.c.hash == bindparam("of")).values(heard_at=bindparam("at"))
)
_MOVE = (
    update(t.conversation)
    .where(t.conversation.c.id == bindparam("of"))
    .values(state=bindparam("new"), status=bindparam("now"), updated_at=bindparam("at"))
)
_INSERTS = {
    name: (
        dialect.insert(t.inbox).on_conflict_do_nothing().returning(t.inbox.c.event_key),
        dialect.insert(t.message).on_conflict_do_nothing(),
    )
    for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
}


def write(connection: Connection, batch: Batch) -> None:
    """All statements of one batch, within the caller's transaction."""
    into_inbox, into_outbox = _INSERTS[connection.dialect.name]
    connection.execute(_PLACES, {"chats": batch.chats}).all()
    connection.execute(into_inbox, batch.inbox).all()
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"ids": batch.ids}).all()
    connection.execute(_LOAD, {"ids": batch.ids}).all()
    connection.execute(_HEARD, batch.heard)
    connection.execute(_MOVE, batch.conversation)
    connection.execute(t.answer.insert(), batch.answer)
    connection.execute(t.answer_secret.insert(), batch.secret)
    connection.execute(t.ledger.insert(), batch.ledger)
    connection.execute(into_outbox, batch.message)


def batches(
    world: World, turns: int, size: int, made_of: tuple[Sizes, datetime, int]
) -> Iterator[Batch]:
    """The batches of a round; `made_of` holds the sizes, the time and the round's number."""
    for start in range(0, turns, size):
        pairs = [
            (n % world.people + 1, n // world.people)
            for n in range(start, min(start + size, turns))
        ]
        yield _batch(world, pairs, made_of)


def _batch(
    world: World, pairs: Sequence[tuple[int, int]], made_of: tuple[Sizes, datetime, int]
) -> Batch:
    sizes, at, lap = made_of
    chats = {id_: world.chat(id_).hash for id_, _ in pairs}
    named = [(id_, f"{id_}/{lap}/{turn}") for id_, turn in pairs]
    heard = [{"of": chats[id_], "at": at} for id_, _ in pairs]
    moved = [{"of": id_, "new": bytes(sizes.state), "now": "open", "at": at} for id_, _ in pairs]
    return Batch(
        chats=list(chats.values()),
        ids=list(chats),
        inbox=[_inbox(key, sizes.raw, at) for _, key in named],
        heard=sorted(heard, key=lambda row: str(row["of"])),
        conversation=moved,
        answer=[_answer(world, id_, key, at) for id_, key in named],
        secret=[_secret(id_, key) for id_, key in named],
        ledger=[_ledger(id_, key, at) for id_, key in named],
        message=[_message(chats[id_], key, sizes.body, at) for id_, key in named],
    )


def _inbox(key: str, size: int, at: datetime) -> dict[str, Any]:
    return {
        "event_key": f"zalo/579745863508352884/user_send_text/{key}",
        "kind": "zalo",
        "received_at": at,
        "state": "done",
        "error": None,
        "raw_sealed": bytes(size),
    }


def _answer(world: World, id_: int, key: str, at: datetime) -> dict[str, Any]:
    return {
        "conversation_id": id_,
        "question": key,
        "revision": 1,
        "case_id": id_,
        "agency_id": 1 + id_ % 29,
        "plan": "bench",
        "wave": 1,
        "flow": world.flow.name,
        "flow_hash": world.flow.hash,
        "kind": "scale",
        "value": "4",
        "channel": "zalo",
        "way_in": "tap",
        "language": "vi",
        "at": at,
    }


def _secret(id_: int, key: str) -> dict[str, Any]:
    named = {"conversation_id": id_, "question": key, "revision": 1}
    return {**named, "salt": bytes(32), "words_sealed": None}


def _ledger(id_: int, key: str, at: datetime) -> dict[str, Any]:
    return {"kind": "answer", "at": at, "subject": f"answer/{id_}/{key}/1", "commitment": "0" * 64}


def _message(chat: str, key: str, size: int, at: datetime) -> dict[str, Any]:
    return {
        "key": f"{key}/reply/zalo",
        "invitation_id": int(key.partition("/")[0]),
        "purpose": "reply",
        "channel": "zalo",
        "recipient": chat,
        "subject_hash": None,
        "body_sealed": bytes(size),
        "opens": None,
        "closes": None,
        "created_at": at,
        "due_at": at,
        "not_after": None,
        "state": "queued",
        "fence": 0,
        "lease_until": None,
        "tries": 0,
        "tracking": None,
        "error": None,
    }


def on_sqlite(path: Path, made: Sequence[Batch]) -> Lap:
    """One thread, one transaction a batch."""
    engine = sqlite_engine(path)
    with engine.connect() as connection:
        watch = Stopwatch()
        for batch in made:
            with connection.begin():
                write(connection, batch)
        lap = watch.lap(sum(len(batch.ids) for batch in made))
    engine.dispose()
    return lap


async def on_postgres(url: str, made: Sequence[Batch]) -> Lap:
    """As many writers as the store has, one transaction a batch."""
    engine = postgres_engine(url)
    left = iter(made)

    async def writer() -> None:
        async with engine.connect() as connection:
            for batch in left:
                async with connection.begin():
                    await connection.run_sync(write, batch)

    watch = Stopwatch()
    async with asyncio.TaskGroup() as writers:
        for _ in range(PostgresStore.WORKERS):
            writers.create_task(writer())
    lap = watch.lap(sum(len(batch.ids) for batch in made))
    await engine.dispose()
    return lap
