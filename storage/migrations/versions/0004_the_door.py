"""What a chat does while no talk of its is open, and which surveys it has proven."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Id, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door",
        sa.Column("address_hash", sa.String(length=32), nullable=False),
        sa.Column("asked_at", Moment()),
        sa.Column("phone_hash", sa.String(length=32)),
        sa.Column("shared_at", Moment()),
        sa.Column("offer", sa.String(length=8)),
        sa.Column("offered", sa.String(length=200)),
        sa.Column("offered_at", Moment()),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_door")),
    )
    op.create_table(
        "door_claim",
        sa.Column("conversation_id", Id, nullable=False),
        sa.Column("address_hash", sa.String(length=32), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_door_claim_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_door_claim")),
    )
    op.create_index(op.f("ix_door_claim_address_hash"), "door_claim", ["address_hash"])
