"""From a URL, or a host's own engine, to a store."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine

from coach.errors import ConfigurationError
from coach.extras import to_install
from coach.store.sqlite import SqliteStore

if TYPE_CHECKING:
    from coach.store.postgres import PostgresStore

DEFAULT_URL = "sqlite:///coach.db"


def open_store(at: str | AsyncEngine | Engine, *, schema: str | None = None) -> SqliteStore | PostgresStore:
    """The store at a URL (`sqlite:///FILE`, `postgresql://…`) or on an engine of the host's; not yet opened.

    A host's engine is an `AsyncEngine` of asyncpg, or an `Engine` of SQLite. Raises `ConfigurationError`.
    """
    if schema is not None and not schema.replace("_", "").isalnum():
        raise ConfigurationError(f"schema {schema!r} is not a plain name")
    if isinstance(at, AsyncEngine):
        if (at.dialect.name, at.dialect.driver) != ("postgresql", "asyncpg"):
            instead = (
                "for SQLite pass a synchronous Engine, of create_engine('sqlite:///FILE')"
                if at.dialect.name == "sqlite"
                else "use one of postgresql+asyncpg"
            )
            raise ConfigurationError(f"an AsyncEngine of {at.dialect.name}+{at.dialect.driver} will not do; {instead}")
        _need_asyncpg()
        from coach.store.postgres import PostgresStore

        own = at.execution_options(isolation_level="AUTOCOMMIT")
        return PostgresStore(own, schema=schema, ours=False)
    if isinstance(at, Engine):
        if at.dialect.name != "sqlite":
            raise ConfigurationError("a synchronous engine has to be SQLite's; for PostgreSQL pass an AsyncEngine")
        return SqliteStore(at.execution_options(isolation_level="AUTOCOMMIT"), ours=False)
    scheme, _, rest = at.partition("://")
    match scheme.partition("+")[0]:  # other clients put the name of their driver behind it
        case "sqlite":
            if schema:
                raise ConfigurationError("SQLite has no schemas; leave schema out")
            if "?" in rest:
                raise ConfigurationError(f"an SQLite URL takes no options: leave out {rest[rest.index('?') :]!r}")
            return SqliteStore.connect(rest.removeprefix("/") or ":memory:")
        case "postgresql" | "postgres":
            _need_asyncpg()
            from coach.store.postgres import PostgresStore

            return PostgresStore.connect(f"postgresql://{rest}", schema=schema)
    raise ConfigurationError(f"{scheme or at!r} is no database we know; use sqlite:///FILE or postgresql://…")


def _need_asyncpg() -> None:
    if find_spec("asyncpg") is None:
        raise ConfigurationError(
            f"PostgreSQL needs the driver asyncpg; install it beside coach: {to_install('postgres')}"
        )
