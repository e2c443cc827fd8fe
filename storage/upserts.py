"""INSERT with ON CONFLICT, which SQLAlchemy spells by dialect though both engines mean the same."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def insert_for(dialect: str) -> Any:
    """The dialect's `insert`, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert if dialect == "postgresql" else sqlite.insert


def inserter(connection: Connection) -> Any:
    """The same for a connection."""
    return insert_for(connection.dialect.name)
