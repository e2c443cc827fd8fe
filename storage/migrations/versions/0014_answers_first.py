"""An index for answers that wait to be sent, beside that of what we begin."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ANSWERS = sa.text("state = 'queued' AND opens IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_message_answers",
        "message",
        ["due_at"],
        sqlite_where=_ANSWERS,
        postgresql_where=_ANSWERS,
    )
