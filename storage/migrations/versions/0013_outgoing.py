"""Files that officers send, and where an account has uploaded them."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing",
        sa.Column("id", Id, nullable=False),
        sa.Column("hash", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("hash", name=op.f("uq_outgoing_hash")),
    )
    op.create_table(
        "upload",
        sa.Column("account", sa.String(length=24), nullable=False),
        sa.Column("file_id", Id, nullable=False),
        sa.Column("token", sa.String(length=200), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("account", "file_id", name=op.f("pk_upload")),
    )
