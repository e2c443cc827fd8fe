"""What became of mails of ours, as mails that came in told."""

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mail_return",
        sa.Column("event_key", sa.String(length=100), nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("address_hash", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=True),
        sa.Column("at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("event_key", name=op.f("pk_mail_return")),
    )
    for column in ("message_id", "address_hash", "at"):
        op.create_index(op.f(f"ix_mail_return_{column}"), "mail_return", [column])
