"""Answers with several values, answers that are kept apart, and the level of an alert."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "answer",
        sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "alert",
        sa.Column("level", sa.String(length=8), server_default="notice", nullable=False),
    )
    # SQLite keeps no length of a text, and would copy the whole table to change one.
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("answer", "value", type_=sa.String(length=2000), existing_nullable=False)
