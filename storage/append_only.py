"""Makes a table refuse UPDATE and DELETE, by trigger on both engines and by grant on PostgreSQL.

Triggers stop every role; the revoked grants stop all but the owner a step earlier.
"""

from typing import Any, Protocol


class Operations(Protocol):
    """What of `alembic.op` is used here."""

    def get_bind(self) -> Any:
        """The connection."""
        ...

    def execute(self, sqltext: str) -> None:
        """Run a statement."""
        ...


def guard(op: Operations, table: str) -> None:
    """Refuse changes of `table`'s rows from now on."""
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres(op, table)
    else:
        _on_sqlite(op, table)


def _on_sqlite(op: Operations, table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _on_postgres(op: Operations, table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
    op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER")
