"""Every table, in lock order: inbox, address, person, conversation, invitation, outbox.

`docs/data.md` names for each its owner room, class of personal data and retention.
Columns ending in `_sealed` are AES-GCM, those ending in `_hash` keyed hashes (ground/seal.py).
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.columns import Id, Moment

meta = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    }
)

# -- what arrived --------------------------------------------------------------------------
inbox = Table(
    "inbox",
    meta,
    Column("event_key", String(100), primary_key=True),  # account + event + message id, or SHA-256
    Column("kind", String(40), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String(12), nullable=False),  # done, quarantined
    Column("error", String(200)),
    Column("raw_sealed", LargeBinary),  # AAD: inbox/<event_key>
)

# -- people/ -------------------------------------------------------------------------------
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
    Column("heard_at", Moment),  # the last thing its owner did in chat
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

# -- cases/ --------------------------------------------------------------------------------
agency = Table(
    "agency",
    meta,
    Column("id", Id, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("names", Text, nullable=False),  # JSON list of other names
    Column("valid_from", Date),
    Column("valid_to", Date),
)
case = Table(
    "case_file",
    meta,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),  # independent of the source
    Column("code", String(60), nullable=False),
    Column("agency_id", Id, ForeignKey("agency.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), index=True),
    Column("procedure_code", String(60)),
    Column("procedure", String(500)),
    Column("field", String(200)),
    Column("filed_online", Boolean, nullable=False),
    Column("applicant_kind", String(2)),
    Column("status", String(2), nullable=False),
    Column("refused", Boolean, nullable=False),  # the result was a written refusal
    Column("received_at", Moment),
    Column("due_at", Moment),
    Column("returned_at", Moment),
    Column("returned_on", Date),  # the Vietnamese day of returned_at
    Column("phone_hash", String(32)),  # -> address.hash
    Column("email_hash", String(32)),
    Column("content_hash", String(32), nullable=False),  # keyed; the same content changes nothing
    Column("source", String(80), nullable=False),
    Column("first_seen_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Index("ix_case_frame", "agency_id", "returned_on"),
    Index("ix_case_phone", "phone_hash"),
    Index("ix_case_email", "email_hash"),
)
rejected_row = Table(
    "rejected_row",
    meta,
    Column("id", Id, primary_key=True),
    Column("source", String(200), nullable=False),
    Column("place", String(80), nullable=False),  # "row 17", "data[3]"
    Column("reason", String(400), nullable=False),  # names the field, never the value
    Column("hint", String(200)),  # "did you mean"
    Column("raw_hash", String(32), nullable=False),
    Column("raw_sealed", LargeBinary, nullable=False),  # AAD: rejected_row/<raw_hash>
    Column("at", Moment, nullable=False),
    UniqueConstraint("source", "place", "raw_hash"),
)

# -- flows/ --------------------------------------------------------------------------------
flow_version = Table(
    "flow_version",
    meta,
    Column("hash", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("source", Text, nullable=False),
    Column("first_used_at", Moment, nullable=False),
)

# -- plans/ --------------------------------------------------------------------------------
draw = Table(
    "draw",
    meta,
    Column("plan", String(60), primary_key=True),
    Column("wave", Integer, primary_key=True),
    Column("drawn_at", Moment, nullable=False),
    Column("seed", String(80), nullable=False),
    Column("record", Text, nullable=False),  # canonical JSON: frame hash, rule, ordered hashes
    Column("plan_source", Text, nullable=False),  # the YAML it was drawn with
)
sample = Table(
    "sample",
    meta,
    # One drawn case; position runs over the main list, then the reserve list of its agency.
    Column("plan", String(60), primary_key=True),
    Column("wave", Integer, primary_key=True),
    Column("case_id", Id, ForeignKey("case_file.id"), primary_key=True),
    Column("agency_id", Id, ForeignKey("agency.id"), nullable=False),
    Column("position", Integer, nullable=False),  # 1-based
    Column("main", Boolean, nullable=False),
    # waiting, called; or why it was passed over: unreachable, refused, same_person, same_contact
    Column("state", String(12), nullable=False),
    UniqueConstraint("plan", "wave", "agency_id", "position"),
    Index("ix_sample_state", "plan", "wave", "agency_id", "state", "position"),
)

# -- bot/ ----------------------------------------------------------------------------------
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
    Column("value", String(60), nullable=False),  # "" for free words; "?" not known; "-" skipped
    Column("channel", String(8), nullable=False),  # zalo, web
    Column("way_in", String(10), nullable=False),  # tap, typed, form
    Column("language", String(8), nullable=False),
    Column("at", Moment, nullable=False),
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
    Column("at", Moment, nullable=False, index=True),
    Column("case_shared", Boolean, nullable=False),  # the citizen said yes
)

# -- invitation: plans/ opens it, bot/ moves it -------------------------------------------
invitation = Table(
    "invitation",
    meta,
    Column("id", Id, primary_key=True),
    Column("ref", String(24), nullable=False, unique=True),  # tracking id; random, says nothing
    Column("plan", String(60), nullable=False),
    Column("wave", Integer, nullable=False),
    Column("case_id", Id, ForeignKey("case_file.id"), nullable=False),
    Column("agency_id", Id, ForeignKey("agency.id"), nullable=False),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    # open -> started -> valid | partial; open -> silent | unreachable | quota_full; refused
    Column("state", String(12), nullable=False),
    Column("token_hash", String(32), nullable=False, unique=True),
    Column("code_hash", String(32), nullable=False, unique=True),
    Column(
        "secrets_sealed", LargeBinary, nullable=False
    ),  # JSON token, code; AAD: invitation/<ref>
    Column("code_used", Boolean, nullable=False),
    Column("invited_at", Moment, nullable=False),  # the moment it was called up
    Column("expires_at", Moment, nullable=False),
    Column("reminded", SmallInteger, nullable=False),  # reminders enqueued
    Column("check_at", Moment, nullable=False),  # when the clockwork looks again
    Column("started_at", Moment),
    Column("ended_at", Moment),
    UniqueConstraint("case_id", "plan", "wave"),
    Index("ix_invitation_state", "plan", "wave", "agency_id", "state"),
    Index("ix_invitation_check", "state", "check_at"),
    Index(
        "ix_invitation_expires",
        "expires_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "uq_invitation_one_open",
        "person_id",
        unique=True,
        sqlite_where=text("state IN ('open','started')"),
        postgresql_where=text("state IN ('open','started')"),
    ),
)
invitation_contact = Table(
    "invitation_contact",
    meta,
    # One open invitation per contact, by a unique key; rows go when the invitation closes.
    Column("address_hash", String(32), primary_key=True),
    Column("invitation_id", Id, ForeignKey("invitation.id"), nullable=False, index=True),
)

# -- post/ ---------------------------------------------------------------------------------
message = Table(
    "message",
    meta,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),  # what/purpose/attempt/channel
    Column("invitation_id", Id, index=True),
    Column("purpose", String(12), nullable=False),  # invite, remind, reply, stop, alert, help
    Column("channel", String(8), nullable=False),  # zalo, email
    Column("recipient", String(32), nullable=False),  # address hash; order is kept per recipient
    Column("subject_hash", String(32)),  # the person's key hash, for the refusal check
    Column("body_sealed", LargeBinary, nullable=False),  # JSON; AAD: message/<key>
    # Local minutes of the day between which it may leave; null = at any hour.
    Column("opens", SmallInteger),
    Column("closes", SmallInteger),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("not_after", Moment),  # later than this it is dropped, not sent late
    Column("state", String(8), nullable=False),  # see post/states.py
    Column("fence", Integer, nullable=False),
    Column("lease_until", Moment),
    Column("tries", SmallInteger, nullable=False),
    Column("platform_id", String(80), index=True),  # the platform's message id
    Column("tracking", String(48), index=True),  # our correlation id, echoed in receipts
    Column("sent_at", Moment),
    Column("delivered_at", Moment),
    Column("seen_at", Moment),
    Column("error", String(120)),  # kind and code, never a text with data
    Index(
        "ix_message_due",
        "due_at",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_message_unfinished",
        "recipient",
        "id",
        sqlite_where=text("state IN ('queued','leased','sending')"),
        postgresql_where=text("state IN ('queued','leased','sending')"),
    ),
    Index(
        "ix_message_lease",
        "lease_until",
        sqlite_where=text("state IN ('leased','sending')"),
        postgresql_where=text("state IN ('leased','sending')"),
    ),
)
channel_state = Table(
    "channel_state",
    meta,
    # A channel's own keep: Zalo tokens, why it is paused.
    Column("channel", String(40), primary_key=True),  # such as "zalo/<oa id>"
    Column("value_sealed", LargeBinary, nullable=False),  # JSON; AAD: channel_state/<channel>
    Column("paused", String(200)),
    Column("changed_at", Moment, nullable=False),
)
