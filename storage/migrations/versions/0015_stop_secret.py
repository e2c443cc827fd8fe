"""A secret of its own for the one-click stop of an invitation's mails, by its keyed hash."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("stop_hash", sa.String(32)))
    op.create_index("uq_invitation_stop", "invitation", ["stop_hash"], unique=True)
