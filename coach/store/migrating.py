"""Bringing a database's tables up to date, and checking that they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.schema import CreateSchema

from coach.errors import DatabaseOutdated
from coach.store.tables import HEAD, VERSION_TABLE

if TYPE_CHECKING:
    from alembic.config import Config

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
    if present == HEAD:
        return
    if present is not None and present not in _known():
        raise _too_new(present)
    at = f"is at migration {present}" if present else "has no tables of coach yet"
    raise DatabaseOutdated(f"the database {at}, this version wants {HEAD}; run: coach db upgrade")


def upgrade(connection: Connection, schema: str | None = None) -> None:
    """Run the migrations that are missing, in the transaction of `connection`. Raises `DatabaseOutdated`.

    `schema` is made where there is none.
    """
    from alembic import command  # 0.2 s to import, and needed almost never

    present = present_version(connection, schema)
    if present is not None and present not in _known():
        raise _too_new(present)
    if schema is not None and not inspect(connection).has_schema(schema):
        connection.execute(CreateSchema(schema))
    config = _config()
    config.attributes |= {"connection": connection, "schema": schema}
    command.upgrade(config, "head")


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
