"""Many rows through one INSERT, without SQLAlchemy building a parameter set for each.

Building those sets costs several times what the database takes for the rows. The statement is
still SQLAlchemy's, compiled for the dialect; only the values go straight to the driver.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import BindParameter, Connection, Dialect, Insert, LargeBinary, Table, Update

from storage.upserts import insert_for

Make: TypeAlias = Callable[[Any], Any] | None
"""What turns a Python value into the driver's; None where it goes as it is."""
Value: TypeAlias = Callable[[Mapping[str, Any]], Any]
"""What takes a driver's value from a row."""


@lru_cache(maxsize=64)
def missing_only(table: Table, dialect: str) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING; the same object each time, so that it is compiled once."""
    insert: Insert = insert_for(dialect)(table).on_conflict_do_nothing()
    return insert


@lru_cache(maxsize=64)
def plain(table: Table) -> Insert:
    """INSERT; the same object each time."""
    return table.insert()


def insert_many(connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run `insert` for every row; all rows have the same columns."""
    if rows:
        sql, made = _prepared(insert, connection.dialect, tuple(rows[0]))
        values = [
            tuple(make(row[name]) if make else row[name] for name, make in made) for row in rows
        ]
        connection.exec_driver_sql(sql, values)


def update_many(
    connection: Connection, statement: Update, rows: Sequence[Mapping[str, Any]]
) -> int | None:
    """Run `statement`, which names its values, for every row; how many rows it met, if known.

    The statement must be the same object each time: it is compiled once.
    """
    if not rows:
        return 0
    sql, given = _prepared_update(statement, connection.dialect)
    values = [tuple(value(row) for value in given) for row in rows]
    met = connection.exec_driver_sql(sql, values).rowcount
    return met if met >= 0 else None


@lru_cache(maxsize=64)
def _prepared(
    insert: Insert, dialect: Dialect, columns: tuple[str, ...]
) -> tuple[str, tuple[tuple[str, Make], ...]]:
    compiled = insert.compile(dialect=dialect, column_keys=list(columns))
    table = insert.table
    assert isinstance(table, Table)
    names = compiled.positiontup or ()
    return str(compiled), tuple((name, _make(table, name, dialect)) for name in names)


@lru_cache(maxsize=64)
def _prepared_update(statement: Update, dialect: Dialect) -> tuple[str, tuple[Value, ...]]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), tuple(
        _value(compiled.binds[name], dialect) for name in compiled.positiontup or ()
    )


def _value(bound: BindParameter[Any], dialect: Dialect) -> Value:
    """How a row gives this value; the statement's own constants are the same for every row."""
    make: Make = bound.type.dialect_impl(dialect).bind_processor(dialect)
    name = bound.key
    if not bound.required:
        constant = make(bound.value) if make else bound.value
        return lambda _row: constant
    return (lambda row: make(row[name])) if make else itemgetter(name)


def _make(table: Table, name: str, dialect: Dialect) -> Make:
    kind = table.c[name].type
    if isinstance(kind, LargeBinary):
        return None
    made: Make = kind.dialect_impl(dialect).bind_processor(dialect)
    return made
