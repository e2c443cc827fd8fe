"""Statements for many rows or keys, compiled once for each dialect and run by the driver.

Executing a statement through SQLAlchemy, and building its parameter sets, costs many times what the
database takes. The statements are still SQLAlchemy's, so that both engines mean the same; only the
values go straight to the driver (`storage/driver.py`). A statement must be the same object each
time: what is compiled is remembered by it.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Delete,
    Dialect,
    Insert,
    LargeBinary,
    Select,
    Table,
    Update,
)
from sqlalchemy.types import TypeEngine

from storage.driver import Values, rows_of, run_many
from storage.upserts import insert_for

T = TypeVar("T")
Make: TypeAlias = Callable[[Any], Any] | None
"""What turns a Python value into the driver's, or back; None where it goes as it is."""
Value: TypeAlias = Callable[[Any], Any]
"""What takes a driver's value from a row, or from a list of keys."""


@lru_cache(maxsize=64)
def missing_only(table: Table, dialect: str) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING; the same object each time, so that it is compiled once."""
    insert: Insert = insert_for(dialect)(table).on_conflict_do_nothing()
    return insert


@lru_cache(maxsize=64)
def new_only(table: Table, dialect: str, *named: str) -> Insert:
    """The same, giving back the columns `named` of the rows that were not there."""
    returning: Insert = missing_only(table, dialect).returning(*(table.c[name] for name in named))
    return returning


@lru_cache(maxsize=64)
def plain(table: Table) -> Insert:
    """INSERT; the same object each time."""
    return table.insert()


def insert_many(connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Run `insert` for every row; all rows have the same columns."""
    if rows:
        sql, given = _inserting(insert, connection.dialect, tuple(rows[0]))
        run_many(connection, sql, [tuple(value(row) for value in given) for row in rows])


def insert_new(
    connection: Connection, insert: Insert, rows: Sequence[Mapping[str, Any]]
) -> list[Values]:
    """Run `insert`, made by `new_only`, for all rows at once; what was new."""
    if not rows:
        return []
    padded = _padded(rows)
    sql, given = _inserting(insert, connection.dialect, tuple(rows[0]), len(padded))
    values = tuple(value(row) for row in padded for value in given)
    return _made(rows_of(connection, sql, values), _back(insert, connection.dialect))


def update_many(
    connection: Connection, statement: Update, rows: Sequence[Mapping[str, Any]]
) -> int | None:
    """Run `statement`, which names its values, for every row; how many rows it met, if known."""
    if not rows:
        return 0
    sql, given = _updating(statement, connection.dialect)
    met = run_many(connection, sql, [tuple(value(row) for value in given) for row in rows])
    return met if met >= 0 else None


def of_keys(
    connection: Connection, statement: Select[Any] | Update | Delete, keys: Sequence[Any]
) -> list[Values]:
    """Run `statement`, whose one open value is a list, with these keys; the rows it gives back."""
    if not keys:
        return []
    padded = _padded(keys)
    sql, given = _asking(statement, connection.dialect, len(padded))
    rows = rows_of(connection, sql, tuple(value(padded) for value in given))
    return _made(rows, _back(statement, connection.dialect))


def _padded(items: Sequence[T]) -> list[T]:
    """The last one again until their number is a power of two: few texts are to be prepared."""
    size = 1 << (len(items) - 1).bit_length()
    return [*items, *repeat(items[-1], size - len(items))]


def _made(rows: list[Values], makes: Sequence[Make]) -> list[Values]:
    if not any(makes):
        return rows
    return [
        tuple(make(value) if make else value for make, value in zip(makes, row, strict=True))
        for row in rows
    ]


@lru_cache(maxsize=128)
def _inserting(
    insert: Insert, dialect: Dialect, columns: tuple[str, ...], times: int = 1
) -> tuple[str, Sequence[Value]]:
    """The text that inserts so many rows at once, and what takes the values of one."""
    several = insert.values([dict.fromkeys(columns)] * times) if times > 1 else insert
    compiled = several.compile(dialect=dialect, column_keys=list(columns))
    table, names = insert.table, (compiled.positiontup or [])[: len(columns)]
    assert isinstance(table, Table)
    names = [name.removesuffix("_m0") for name in names] if times > 1 else names
    return str(compiled), [_taken(name, _make(table.c[name].type, dialect)) for name in names]


@lru_cache(maxsize=64)
def _updating(statement: Update, dialect: Dialect) -> tuple[str, Sequence[Value]]:
    compiled = statement.compile(dialect=dialect)
    return str(compiled), [
        _value(compiled.binds[name], dialect) for name in compiled.positiontup or ()
    ]


@lru_cache(maxsize=256)
def _asking(
    statement: Select[Any] | Update | Delete, dialect: Dialect, times: int
) -> tuple[str, Sequence[Value]]:
    """The text that asks for so many keys, and what takes its values from them."""
    compiled = statement.compile(dialect=dialect)
    (keys,) = (bound for bound in compiled.binds.values() if bound.expanding)
    expanded = compiled.construct_expanded_state({keys.key: list(range(times))})
    place = {name: at for at, name in enumerate(expanded.parameter_expansion[keys.key])}
    make = _make(keys.type, dialect)
    return expanded.statement, [
        _taken(place[name], make) if name in place else _value(compiled.binds[name], dialect)
        for name in expanded.positiontup or ()
    ]


@lru_cache(maxsize=64)
def _back(statement: Select[Any] | Insert | Update | Delete, dialect: Dialect) -> Sequence[Make]:
    """What makes the values of a row that it gives back."""
    columns: Sequence[ColumnElement[Any]] = list(statement.exported_columns)
    return [
        None
        if isinstance(column.type, LargeBinary)
        else column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in columns
    ]


def _value(bound: BindParameter[Any], dialect: Dialect) -> Value:
    """How a row gives this value; the statement's own constants are the same for every row."""
    make = _make(bound.type, dialect)
    if bound.required:
        return _taken(bound.key, make)
    constant = make(bound.value) if make else bound.value
    return lambda _row: constant


def _taken(key: str | int, make: Make) -> Value:
    return (lambda row: make(row[key])) if make else itemgetter(key)


def _make(kind: TypeEngine[Any], dialect: Dialect) -> Make:
    if isinstance(kind, LargeBinary):
        return None
    made: Make = kind.dialect_impl(dialect).bind_processor(dialect)
    return made
