"""`coach db`: the database's tables."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection

from coach.cli.files import check_lasts
from coach.cli.output import write
from coach.errors import DatabaseOutdated
from coach.store.connecting import open_store
from coach.store.migrating import one_at_a_time, present_version, upgrade
from coach.store.sqlite import SqliteStore


def upgrade_database(db: str, schema: str | None) -> None:
    """Run the migrations that are missing and say from where to where. Raises a `CoachError`."""
    before, after = asyncio.run(_upgrade(db, schema))
    if before == after:
        write(f"The database is up to date: {after}\n")
    else:
        write(f"The database was upgraded: {before or 'no tables'} → {after}\n")


async def _upgrade(db: str, schema: str | None) -> tuple[str | None, str | None]:
    store = open_store(db, schema=schema)
    check_lasts(store)

    def work(connection: Connection) -> tuple[str | None, str | None]:
        one_at_a_time(connection)
        before = present_version(connection, schema)
        upgrade(connection, schema)
        return before, present_version(connection, schema)

    try:
        new = isinstance(store, SqliteStore) and _is_empty(store)
        with suppress(DatabaseOutdated):  # which is what we are here for
            await store.open()
        before, after = await store.with_connection(work)
        return None if new else before, after
    finally:
        await store.close()


def _is_empty(store: SqliteStore) -> bool:
    """Whether the file is not there yet: opening it makes the tables already."""
    file = Path(store.engine.url.database or "")
    return not file.is_file() or file.stat().st_size == 0
