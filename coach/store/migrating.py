"""Bringing a database's tables up to date, and checking that they are."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema

from coach.errors import ConfigurationError, DatabaseOutdated
from coach.store.tables import HEAD, VERSION_TABLE, metadata

if TYPE_CHECKING:
    from alembic.config import Config

_PACKAGE = Path(__file__).parent.parent
_MAKING = 0x636F616368  # the number of a lock, "coach" in letters
_DUPLICATE = "42P07"  # PostgreSQL's code for it, whatever language it speaks


def present_version(connection: Connection, schema: str | None = None) -> str | None:
    """The migration a database is at; None where it has none of our tables."""
    if not inspect(connection).has_table(VERSION_TABLE, schema=schema):
        return None
    table = f'"{schema}".{VERSION_TABLE}' if schema else VERSION_TABLE
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()


def is_empty(connection: Connection) -> bool:
    """Whether nothing at all is in an SQLite file."""
    return connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").first() is None


def check_version(connection: Connection, schema: str | None = None) -> None:
    """Raise `DatabaseOutdated` unless the tables are those of this version."""
    present = present_version(connection, schema)
    if present == HEAD:
        return
    if present is not None and present not in _known():
        raise _too_new(present)
    at = f"is at migration {present}" if present else "has no tables of coach yet"
    there = f" --schema {quote(schema)}" if schema else ""
    raise DatabaseOutdated(f"the database {at}, this version wants {HEAD}; run: coach db upgrade{there}")


def one_at_a_time(connection: Connection) -> None:
    """Wait until nobody else upgrades the database, who then waits for the end of this transaction.

    On SQLite a transaction that writes waits anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING})"))


def upgrade(connection: Connection, schema: str | None = None) -> None:
    """Run the migrations that are missing, in the transaction of `connection`.

    `schema` is made where there is none. Two that do so at once do it one after the other. Raises `DatabaseOutdated`,
    or `ConfigurationError` where somebody else's table is in the way.
    """
    from alembic import command  # 0.2 s to import, and needed almost never

    one_at_a_time(connection)
    present = present_version(connection, schema)
    if present is not None and present not in _known():
        raise _too_new(present)
    if schema is not None and not inspect(connection).has_schema(schema):
        connection.execute(CreateSchema(schema))
    config = _config()
    config.attributes |= {"connection": connection, "schema": schema}
    try:
        command.upgrade(config, "head")
    except DBAPIError as error:
        if (taken := _taken(error)) is None:
            raise
        raise ConfigurationError(
            f"the database has something called {taken!r} already that coach did not make; take another database, or "
            "on PostgreSQL a schema of its own (--schema NAME)"
        ) from error


def upgrade_empty(connection: Connection, schema: str | None = None) -> None:
    """Make the tables where there are none of ours yet, in the transaction of `connection`; else leave them alone.

    Two that do so at once do it one after the other.
    """
    one_at_a_time(connection)
    if present_version(connection, schema) is None:
        upgrade(connection, schema)


def _taken(error: DBAPIError) -> str | None:
    """The name of ours that is taken, where that is the error."""
    said = str(error.orig)
    if getattr(error.orig, "sqlstate", None) != _DUPLICATE and "already exists" not in said:
        return None
    indexes = (index.name for table in metadata.tables.values() for index in table.indexes if index.name)
    return next((name for name in (*metadata.tables, *indexes) if re.search(rf"\b{name}\b", said)), "coach")


def _too_new(present: str) -> DatabaseOutdated:
    return DatabaseOutdated(
        f"the database is at migration {present}, which this version of coach ({HEAD}) does not know; install the "
        "version that made it (coach db upgrade goes forward only)"
    )


def _known() -> set[str]:
    """The migrations that this version has."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    return config


def migrations() -> Path:
    """The folder of the migrations: beside the package in a checkout, inside it when installed."""
    bundled = _PACKAGE / "bundled" / "alembic"
    return bundled if bundled.exists() else _PACKAGE.parent / "alembic"
