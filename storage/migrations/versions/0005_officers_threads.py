"""What an officer must read: a thread for each reason in a talk, and its lines."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "thread",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("opened_at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("closed_at", storage.columns.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_thread_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "about", name=op.f("pk_thread")),
    )
    op.create_index("ix_thread_state", "thread", ["state", "opened_at"])
    op.create_table(
        "thread_line",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("about", sa.String(length=12), nullable=False),
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("words_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint(
            "conversation_id", "about", "event_key", name=op.f("pk_thread_line")
        ),
    )
