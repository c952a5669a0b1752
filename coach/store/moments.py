"""Times as databases keep them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(microseconds: int) -> datetime:
    """A time as SQLite keeps it: microseconds since 1970, UTC."""
    return _EPOCH + timedelta(microseconds=microseconds)


def micros(at: datetime) -> int:
    """The same number of a time."""
    return (at - _EPOCH) // timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A time with its zone: `timestamptz`; on SQLite microseconds since 1970 in an integer."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        native = DateTime(timezone=True) if dialect.name == "postgresql" else BigInteger()
        return dialect.type_descriptor(native)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return micros(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return moment(value) if isinstance(value, int) else value
