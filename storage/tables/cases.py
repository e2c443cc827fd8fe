"""Agencies, completed cases, and rows in quarantine."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Id, Moment
from storage.tables.meta import meta

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
    Column("name_sealed", LargeBinary),  # the applicant on this case; AAD: case_file/<key>
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
