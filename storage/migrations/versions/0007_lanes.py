"""By which account and way a message leaves, what it costs, and the lanes that messages share."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("account", sa.String(length=24)))
    op.add_column("message", sa.Column("way", sa.String(length=16)))
    op.add_column("message", sa.Column("price", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "lane",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("slot", storage.columns.Moment()),
        sa.Column("taken", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("paused", sa.String(length=200)),
        sa.Column("paused_at", storage.columns.Moment()),
        sa.Column("told_at", storage.columns.Moment()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("broken_until", storage.columns.Moment()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lane")),
    )
