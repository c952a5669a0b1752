"""Databases that have no tables yet, and the steps that migrations take on them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from alembic import command
from coach.store import migrating
from coach.store.connecting import open_store
from coach.store.tables import VERSION_TABLE, metadata

Run = Callable[[Callable[[Connection], Any]], Any]


def url_of(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that has no tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/coach.db"
    url: str = request.getfixturevalue("empty_postgres")
    return url


def runner(empty: str) -> Run:
    """Runs work on a connection to the database, in a transaction."""

    def run(work: Callable[[Connection], Any]) -> Any:
        async def once() -> Any:
            store = open_store(empty)
            try:
                return await store.with_connection(work)
            finally:
                await store.close()

        return asyncio.run(once())

    return run


def differences(connection: Connection) -> list[Any]:
    options = {"version_table": VERSION_TABLE, "compare_type": True, "compare_server_default": True}
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    return found


def execute(statement: str) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        connection.execute(text(statement))

    return work


def downgrade(connection: Connection, to: str = "base") -> None:
    config = migrating._config()
    config.attributes["connection"] = connection
    command.downgrade(config, to)
