"""What arrived and what was said: inbox, conversations, answers, ledger, alerts."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from storage.columns import Id, Moment
from storage.tables.meta import meta

inbox = Table(
    "inbox",
    meta,
    Column("event_key", String(100), primary_key=True),  # account + event + message id, or SHA-256
    Column("kind", String(40), nullable=False),
    Column("received_at", Moment, nullable=False),
    # done; kept = nothing followed from it; quarantined = it broke; looked = an officer saw it
    Column("state", String(12), nullable=False),
    Column("error", String(200)),
    Column("raw_sealed", LargeBinary),  # AAD: inbox/<event_key>
    Index("ix_inbox_received", "received_at"),
    Index(
        "ix_inbox_unseen",
        "state",
        sqlite_where=text("state <> 'done'"),
        postgresql_where=text("state <> 'done'"),
    ),
)
early_receipt = Table(
    "early_receipt",
    meta,
    # It overtook the answer to our own call: no message has this platform id yet.
    Column("platform_id", String(80), primary_key=True),
    Column("delivered_at", Moment, nullable=False),
    Column("seen_at", Moment),
)

flow_version = Table(
    "flow_version",
    meta,
    Column("hash", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("source", Text, nullable=False),
    Column("first_used_at", Moment, nullable=False),
)
flow_publication = Table(
    "flow_publication",
    meta,
    # Append-only. The highest number of a name is the version that new invitations get.
    Column("name", String(80), primary_key=True),
    Column("number", Integer, primary_key=True),  # 1-based; a roll-back gets a new one
    Column("hash", String(64), ForeignKey("flow_version.hash"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("publisher", String(80), nullable=False),  # as the system knows them
    Column("note", String(500), nullable=False),
    Column("meaning", Text, nullable=False),  # JSON: ids of questions that mean something else now
)

conversation = Table(
    "conversation",
    meta,
    Column("id", Id, primary_key=True),  # the invitation's id
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("flow", String(80), nullable=False),
    Column("flow_hash", String(64), nullable=False),
    Column("state", LargeBinary, nullable=False),  # JSON, sealed; AAD: conversation/<id>
    Column("status", String(10), nullable=False),  # waiting, open, ended
    Column("chat_hash", String(32), index=True),  # the bound chat address, once bound
    Column("updated_at", Moment, nullable=False),
    Index(
        "uq_conversation_open_chat",
        "chat_hash",
        unique=True,
        sqlite_where=text("chat_hash IS NOT NULL AND status = 'open'"),
        postgresql_where=text("chat_hash IS NOT NULL AND status = 'open'"),
    ),
)
wake_up = Table(
    "wake_up",
    meta,
    Column("conversation_id", Id, ForeignKey("conversation.id"), primary_key=True),
    Column("step", String(60), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("state", String(8), nullable=False),  # waiting, done
    Index("ix_wake_due", "state", "due_at"),
)
thread = Table(
    "thread",
    meta,
    # What an officer must read; one for each reason in a talk, opened again when more is said.
    Column("conversation_id", Id, ForeignKey("conversation.id"), primary_key=True),
    Column("about", String(12), primary_key=True),  # person, accusation, distress, erase, …
    Column("state", String(8), nullable=False),  # open, closed
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index("ix_thread_state", "state", "opened_at"),
)
thread_line = Table(
    "thread_line",
    meta,
    Column("conversation_id", Id, primary_key=True),
    Column("about", String(12), primary_key=True),
    Column("event_key", String(100), primary_key=True),  # the event as it arrived: inbox
    Column("at", Moment, nullable=False),
    Column(
        "what", String(10), nullable=False
    ),  # text, image, voice, other, officer, withdraw, call
    Column("words_sealed", LargeBinary),  # AAD: thread/<conversation>/<about>/<event_key>
)
media = Table(
    "media",
    meta,
    # What a citizen sent beside words, fetched before its link dies; one for a line of a thread.
    Column("id", Id, primary_key=True),
    Column("conversation_id", Id, nullable=False),
    Column("about", String(12), nullable=False),
    Column("event_key", String(100), nullable=False),  # -> thread_line
    Column("source_sealed", LargeBinary, nullable=False),  # JSON url, name; AAD: media/<event_key>
    Column("state", String(8), nullable=False),  # waiting, here, failed
    Column("due_at", Moment, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("error", String(40)),  # a kind, never an address
    Column("kind", String(40)),  # as sniffed: image/jpeg, …
    Column("size", Integer),  # bytes
    Column("content_sealed", LargeBinary),  # base64; AAD: media/<event_key>/content
    UniqueConstraint("conversation_id", "about", "event_key"),
    Index(
        "ix_media_waiting",
        "due_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)
answer = Table(
    "answer",
    meta,
    # Append-only, by trigger and grant. A changed mind is a new revision.
    Column("conversation_id", Id, primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("revision", Integer, primary_key=True),  # 1-based
    Column("case_id", Id, nullable=False),
    Column("agency_id", Id, nullable=False),
    Column("plan", String(60), nullable=False),
    Column("wave", Integer, nullable=False),
    Column("flow", String(80), nullable=False),
    Column("flow_hash", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    # "" what is sealed; "?" not known; "-" skipped; "/" fell off the path; several by commas
    Column("value", String(2000), nullable=False),
    Column("channel", String(8), nullable=False),  # zalo, web
    Column("way_in", String(10), nullable=False),  # tap, typed, form, computed, path
    Column("language", String(8), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sensitive", Boolean, nullable=False, server_default=false()),  # exported on request
    Index("ix_answer_tally", "plan", "wave", "agency_id", "question", "value"),
)
answer_secret = Table(
    "answer_secret",
    meta,
    # What an erasure removes: the salt of the commitment and the words as given.
    Column("conversation_id", Id, primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("words_sealed", LargeBinary),  # AAD: answer/<conversation>/<question>/<revision>
)
ledger = Table(
    "ledger",
    meta,
    # Append-only. `leaf` and `previous` are filled by the chaining job of a later release.
    Column("id", Id, primary_key=True),
    Column("kind", String(12), nullable=False),  # answer
    Column("at", Moment, nullable=False),
    Column("subject", String(100), nullable=False, unique=True),  # answer/<conv>/<question>/<rev>
    Column("commitment", String(64), nullable=False),
)
alert = Table(
    "alert",
    meta,
    # Once per case and question, whatever is corrected afterwards.
    Column("case_id", Id, primary_key=True),
    Column("question", String(60), primary_key=True),
    Column("conversation_id", Id, nullable=False, index=True),
    Column("agency_id", Id, ForeignKey("agency.id"), nullable=False),
    Column("plan", String(60), nullable=False),
    Column("value", String(60), nullable=False),
    Column("level", String(8), nullable=False, server_default="notice"),  # notice, urgent
    Column("at", Moment, nullable=False, index=True),
    Column("case_shared", Boolean, nullable=False),  # the citizen said yes
)
