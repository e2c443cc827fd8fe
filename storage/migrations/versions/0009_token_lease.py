"""Whose turn it is to refresh an account's tokens, and since when one may be used up."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    fence = sa.Column("fence", sa.Integer(), nullable=False, server_default="0")
    op.add_column("channel_state", fence)
    op.add_column("channel_state", sa.Column("lease_until", storage.columns.Moment()))
    op.add_column("channel_state", sa.Column("intent_at", storage.columns.Moment()))
