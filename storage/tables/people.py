"""People and how they are reached: persons, addresses, refusals, and what chats did at the door."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    LargeBinary,
    SmallInteger,
    String,
    Table,
)

from storage.columns import Id, Moment
from storage.tables.meta import meta

person = Table(
    "person",
    meta,
    Column("id", Id, primary_key=True),
    Column("key_hash", String(32), nullable=False, unique=True),
    Column("key_kind", String(8), nullable=False),  # identity, phone, email, case (no usable key)
    Column("name_sealed", LargeBinary),  # AAD: person/<key_hash>
    Column("first_seen_at", Moment, nullable=False),
)
address = Table(
    "address",
    meta,
    Column("hash", String(32), primary_key=True),  # keyed hash of channel + account + value
    Column("channel", String(8), nullable=False),  # phone, email, zalo (a user id of one account)
    Column("person_id", Id, ForeignKey("person.id"), index=True),  # null = agent, or not known
    Column("value_sealed", LargeBinary, nullable=False),  # AAD: address/<hash>
    Column("state", String(10), nullable=False),  # usable, shared (agent or desk), dead
    # the last thing its owner did in chat that opens the platform's window, by its own clock
    Column("heard_at", Moment),
    Column("follows", Boolean),  # the account, as the platform told last; null = it never did
)
refusal = Table(
    "refusal",
    meta,
    # A keyed hash of the person key or of an address: it outlives erasure and re-import.
    Column("subject_hash", String(32), primary_key=True),
    Column("at", Moment, nullable=False),
    Column("channel", String(8), nullable=False),
)
code_try = Table(
    "code_try",
    meta,
    Column("address_hash", String(32), primary_key=True),
    Column("wrong", SmallInteger, nullable=False),
    Column("closed_until", Moment),
)
door = Table(
    "door",
    meta,
    # What a chat did while no talk of its was open. A day later none of it counts.
    Column("address_hash", String(32), primary_key=True),
    Column("asked_at", Moment),  # when contact details were last asked for
    Column("phone_hash", String(32)),  # the number shared last -> address.hash
    Column("shared_at", Moment),
    Column("offer", String(8)),  # choose, or next = offered behind a thanks
    Column("offered", String(200)),  # conversations, by commas, as they were numbered
    Column("offered_at", Moment),
)
door_claim = Table(
    "door_claim",
    meta,
    # A chat has proven this survey and not begun it yet; who came first keeps it.
    Column("conversation_id", Id, ForeignKey("conversation.id"), primary_key=True),
    Column("address_hash", String(32), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)
