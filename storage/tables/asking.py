"""Who is asked: draws, samples, invitations and the contacts they hold."""

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
    text,
)

from storage.columns import Id, Moment
from storage.tables.meta import meta

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
    # open -> started -> valid | partial | ineligible; open -> silent | unreachable | quota_full;
    # refused
    Column("state", String(12), nullable=False),
    Column("token_hash", String(32), nullable=False, unique=True),
    # of the mail's one-click stop; NULL on invitations from before it had a secret of its own
    Column("stop_hash", String(32)),
    Column("code_hash", String(32), nullable=False, unique=True),
    Column(
        "secrets_sealed", LargeBinary, nullable=False
    ),  # JSON token, code, stop; AAD: invitation/<ref>
    # of the receipt's code; NULL on invitations from before there were receipts
    Column("receipt_hash", String(32), index=True),
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
    Index("uq_invitation_stop", "stop_hash", unique=True),
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
