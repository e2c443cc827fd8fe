"""What leaves, and what a channel keeps for itself."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    text,
)

from storage.columns import Id, Moment
from storage.tables.meta import meta

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
    Column("account", String(24)),  # the Official Account that it leaves by; null = the usual one
    # consultation, template_user, template_phone, rating_user, rating_phone, email
    Column("way", String(16)),
    Column("price", Integer, nullable=False, server_default="0"),  # đồng, at most; as charged: sent
    Column("template", String(24)),  # the registered template that it fills in; null = none
    Column("begun_at", Moment),  # the last call began
    Column("echo_hash", String(32)),  # keyed hash of recipient and text as sent
    Column("closed_by", String(8)),  # who knew that an unknown one was sent: receipt, echo, officer
    Column("receiver", String(10)),  # of a mail: a provider's name, or one of 16 groups (keyed)
    Index(  # what we begin by mail: a receiver whose day is full is not looked through
        "ix_message_receiver",
        "receiver",
        "due_at",
        sqlite_where=text("state = 'queued' AND receiver IS NOT NULL"),
        postgresql_where=text("state = 'queued' AND receiver IS NOT NULL"),
    ),
    Index(  # what came back
        "ix_message_returned",
        "begun_at",
        sqlite_where=text("state = 'failed' AND channel = 'email'"),
        postgresql_where=text("state = 'failed' AND channel = 'email'"),
    ),
    Index(
        "ix_message_echo",
        "echo_hash",
        sqlite_where=text("state IN ('sending','unknown')"),
        postgresql_where=text("state IN ('sending','unknown')"),
    ),
    Index("ix_message_sent", "sent_at"),
    Index(  # what we begin
        "ix_message_due",
        "due_at",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(  # answers, which are not looked for among thousands of invitations
        "ix_message_answers",
        "due_at",
        sqlite_where=text("state = 'queued' AND opens IS NULL"),
        postgresql_where=text("state = 'queued' AND opens IS NULL"),
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
mail_return = Table(
    "mail_return",
    meta,
    # A mail that came in about a mail of ours: it came back, or somebody answered or complained.
    Column("event_key", String(100), primary_key=True),  # the mail as it arrived: inbox
    Column("message_id", Id, nullable=False, index=True),  # -> message
    Column("address_hash", String(32), nullable=False, index=True),  # whom ours went to
    # hard, soft, policy, delayed, auto, complaint, human
    Column("kind", String(10), nullable=False),
    Column("status", String(12)),  # RFC 3463, such as 5.1.1
    Column("at", Moment, nullable=False, index=True),
    # the Message-ID of a person's mail, for the answer to it; AAD: mail_return/<event_key>
    Column("answers_sealed", LargeBinary),
)
lane = Table(
    "lane",
    meta,
    # What leaves by one account shares its pace, its breaker and its pause, over all processes.
    Column("name", String(40), primary_key=True),  # "zalo/<oa id>", "email"
    Column("slot", Moment),  # the start of the present stretch of the rate
    Column("taken", Integer, nullable=False, server_default="0"),  # calls made in it
    Column("paused", String(200)),  # a code: why nothing leaves until an officer acts
    Column("paused_at", Moment),
    Column("told_at", Moment),  # an officer was told of this pause
    Column("failures", Integer, nullable=False, server_default="0"),  # in a row
    Column("broken_until", Moment),  # the breaker is open so long
    Column("resumed_at", Moment),  # when somebody last let it go on
)
pace = Table(
    "pace",
    meta,
    # What mail has gone to each receiver, over all processes; locked after its lane's rows.
    Column("name", String(10), primary_key=True),  # post/providers.py
    Column("slot", Moment),  # the start of the present stretch of the rate
    Column("taken", Integer, nullable=False, server_default="0"),  # in it
    Column("day", String(10)),  # 2026-11-27, in Vietnam
    Column("day_taken", Integer, nullable=False, server_default="0"),
    Column("day_most", Integer, nullable=False, server_default="0"),  # what we begin on that day
)
allowance = Table(
    "allowance",
    meta,
    # Taken before a call, given back after one that cost nothing; locked in the order of names.
    Column("name", String(100), primary_key=True),  # "plan/<name>", "templates/<oa id>/<day>"
    Column("most", BigInteger, nullable=False),  # đồng, or templates
    Column("taken", BigInteger, nullable=False),
)
outgoing = Table(
    "outgoing",
    meta,
    # A file that an officer sends; the same bytes lie here once.
    Column("id", Id, primary_key=True),
    Column("hash", String(32), nullable=False, unique=True),  # keyed, of the bytes
    Column("kind", String(8), nullable=False),  # image, gif, file
    Column("name_sealed", LargeBinary, nullable=False),  # AAD: outgoing/<hash>/name
    Column("content_sealed", LargeBinary, nullable=False),  # base64; AAD: outgoing/<hash>/content
    Column("used_at", Moment, nullable=False),
)
upload = Table(
    "upload",
    meta,
    # Where an account has uploaded a file: the platform keeps it for some days.
    Column("account", String(24), primary_key=True),
    Column("file_id", Id, primary_key=True),  # -> outgoing
    Column("token", String(200), nullable=False),  # good for nothing without the access token
    Column("at", Moment, nullable=False),
)
channel_state = Table(
    "channel_state",
    meta,
    # A channel's own keep: Zalo tokens, why it is paused.
    Column("channel", String(40), primary_key=True),  # such as "zalo/<oa id>"
    Column("value_sealed", LargeBinary, nullable=False),  # JSON; AAD: channel_state/<channel>
    Column("paused", String(200)),
    Column("changed_at", Moment, nullable=False),
    # Whose turn it is to refresh the tokens: see channels/zalo/token_ports.py.
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("lease_until", Moment),
    Column("intent_at", Moment),  # since when the refresh token may have been used up
)
