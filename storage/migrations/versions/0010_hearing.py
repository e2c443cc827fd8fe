"""Receipts that came too early, what citizens attach, who follows, and an inbox to look at."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("address", sa.Column("follows", sa.Boolean()))
    op.create_index("ix_inbox_received", "inbox", ["received_at"])
    op.create_index(
        "ix_inbox_unseen",
        "inbox",
        ["state"],
        sqlite_where=sa.text("state <> 'done'"),
        postgresql_where=sa.text("state <> 'done'"),
    )
    op.create_table(
        "early_receipt",
        sa.Column("platform_id", sa.String(length=80), nullable=False),
        sa.Column("delivered_at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", storage.columns.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("platform_id", name=op.f("pk_early_receipt")),
    )
    op.create_table(
        "media",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("source_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("due_at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint(
            "conversation_id",
            "about",
            "event_key",
            name=op.f("uq_media_conversation_id_about_event_key"),
        ),
    )
    op.create_index(
        "ix_media_waiting",
        "media",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
