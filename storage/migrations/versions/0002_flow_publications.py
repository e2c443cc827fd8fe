"""The history of publications: which version of a survey is in use since when; append-only."""

import sqlalchemy as sa
from alembic import op

import storage.columns
from storage.append_only import guard

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "flow_publication",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("at", storage.columns.Moment(timezone=True), nullable=False),
        sa.Column("publisher", sa.String(length=80), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["hash"], ["flow_version.hash"], name=op.f("fk_flow_publication_hash")
        ),
        sa.PrimaryKeyConstraint("name", "number", name=op.f("pk_flow_publication")),
    )
    guard(op, "flow_publication")
