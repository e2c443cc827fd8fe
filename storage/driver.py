"""A statement handed to the driver as it is: its text and ready values, nothing in between.

SQLAlchemy takes twenty times as long to execute a small statement as SQLite does. What is run here
was compiled by SQLAlchemy for the dialect, once (`storage/bulk.py`); errors are its own as well, so
that the store's doors see no difference. It refuses to work outside a transaction that was begun
through SQLAlchemy: the driver would commit each statement by itself.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, InvalidRequestError

Values = tuple[Any, ...]


def begin(connection: Connection, sql: str) -> None:
    """Run what begins a transaction. Raises DBAPIError."""
    cursor = connection.connection.cursor()
    _run(connection, cursor, lambda: cursor.execute(sql))


def rows_of(connection: Connection, sql: str, values: Values) -> list[Values]:
    """What the statement gives back. Raises sqlalchemy.exc.DBAPIError."""
    cursor = _cursor(connection)
    _run(connection, cursor, lambda: cursor.execute(sql, values))
    return list(cursor.fetchall())


def run_many(connection: Connection, sql: str, rows: Sequence[Values]) -> int:
    """How many rows it met; -1 where the driver does not count. Raises DBAPIError."""
    cursor = _cursor(connection)
    _run(connection, cursor, lambda: cursor.executemany(sql, rows))
    return int(cursor.rowcount)


def _cursor(connection: Connection) -> Any:
    if not connection.in_transaction():
        raise InvalidRequestError("no transaction was begun")
    return connection.connection.cursor()


def _run(connection: Connection, cursor: Any, call: Callable[[], object]) -> None:
    dialect = connection.dialect
    assert dialect.loaded_dbapi is not None
    try:
        call()
    except dialect.loaded_dbapi.Error as error:
        lost = dialect.is_disconnect(error, connection.connection, cursor)
        if lost:
            connection.invalidate(error)
        raise DBAPIError.instance(  # it names no values: they are people's
            None, None, error, dialect.loaded_dbapi.Error,
            hide_parameters=True, connection_invalidated=lost, dialect=dialect,
        ) from error  # fmt: skip
