"""INSERT with ON CONFLICT, which SQLAlchemy spells by dialect though both engines mean the same."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def inserter(connection: Connection) -> Any:
    """The dialect's `insert`, with `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert
