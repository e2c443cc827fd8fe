"""What was sent since a moment is found by an index: the alarm about a silence asks each minute."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_message_sent", "message", ["sent_at"])
