"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, TypeDecorator

Id = BigInteger().with_variant(Integer, "sqlite")
"""64-bit key; on SQLite the plain INTEGER that aliases the rowid."""


class Moment(TypeDecorator[datetime]):
    """An aware time. Stored in UTC: a timestamptz on PostgreSQL, epoch milliseconds on SQLite.

    SQLAlchemy's own DateTime comes back naive on SQLite, in whatever zone it went in.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value.isoformat()}")
        if dialect.name == "sqlite":
            return round(value.timestamp() * 1000)
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromtimestamp(value / 1000, UTC)
