"""Bringing a database's tables up to date, and checking that they are."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from coach.errors import DatabaseOutdated
from coach.store.tables import HEAD, VERSION_TABLE

_PACKAGE = Path(__file__).parent.parent


def present_version(connection: Connection, schema: str | None = None) -> str | None:
    """The migration a database is at; None where it has none of our tables."""
    if not inspect(connection).has_table(VERSION_TABLE, schema=schema):
        return None
    table = f'"{schema}".{VERSION_TABLE}' if schema else VERSION_TABLE
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()


def check_version(connection: Connection, schema: str | None = None) -> None:
    """Raise `DatabaseOutdated` unless the tables are those of this version."""
    present = present_version(connection, schema)
    if present != HEAD:
        at = f"is at migration {present}" if present else "has no tables of coach yet"
        raise DatabaseOutdated(f"the database {at}, this version wants {HEAD}; run: coach db upgrade")


def upgrade(connection: Connection, schema: str | None = None) -> None:
    """Run the migrations that are missing, in one transaction where the database can."""
    from alembic.config import Config

    from alembic import command  # 0.2 s to import, and needed almost never

    config = Config()
    config.set_main_option("script_location", str(migrations()).replace("%", "%%"))
    config.attributes |= {"connection": connection, "schema": schema}
    command.upgrade(config, "head")


def migrations() -> Path:
    """The folder of the migrations: beside the package in a checkout, inside it when installed."""
    bundled = _PACKAGE / "bundled" / "alembic"
    return bundled if bundled.exists() else _PACKAGE.parent / "alembic"
