"""The pace of mail by receiver, and what came back of it."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_WAITING = sa.text("state = 'queued' AND receiver IS NOT NULL")
_RETURNED = sa.text("state = 'failed' AND channel = 'email'")


def upgrade() -> None:
    op.add_column("message", sa.Column("receiver", sa.String(10)))
    # Whom a sealed mail goes to is not read here: those that wait keep the pace of one group.
    op.execute("UPDATE message SET receiver = 'other/0' WHERE channel = 'email'")
    op.create_index(
        "ix_message_receiver",
        "message",
        ["receiver", "due_at"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "ix_message_returned",
        "message",
        ["begun_at"],
        sqlite_where=_RETURNED,
        postgresql_where=_RETURNED,
    )
    op.add_column("lane", sa.Column("resumed_at", Moment))
    op.create_table(
        "pace",
        sa.Column("name", sa.String(10), primary_key=True),
        sa.Column("slot", Moment),
        sa.Column("taken", sa.Integer, nullable=False, server_default="0"),
        sa.Column("day", sa.String(10)),
        sa.Column("day_taken", sa.Integer, nullable=False, server_default="0"),
        sa.Column("day_most", sa.Integer, nullable=False, server_default="0"),
    )
