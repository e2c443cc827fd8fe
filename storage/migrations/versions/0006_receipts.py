"""The receipt of a completed talk, by the keyed hash of its code. Older invitations have none."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invitation", sa.Column("receipt_hash", sa.String(length=32)))
    op.create_index(op.f("ix_invitation_receipt_hash"), "invitation", ["receipt_hash"])
