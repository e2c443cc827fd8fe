"""By what an echo finds its message, when its call began, who closed an unknown outcome."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('sending','unknown')")


def upgrade() -> None:
    op.add_column("message", sa.Column("template", sa.String(length=24)))
    op.add_column("message", sa.Column("begun_at", Moment()))
    op.add_column("message", sa.Column("echo_hash", sa.String(length=32)))
    op.add_column("message", sa.Column("closed_by", sa.String(length=8)))
    op.create_index(
        "ix_message_echo", "message", ["echo_hash"], sqlite_where=_OPEN, postgresql_where=_OPEN
    )
