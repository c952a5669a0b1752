"""The databases of walks: a new one in memory for each, with our tables in it from the start; or one that is given.

The migrations run once per process; each walk begins from a copy of the pages they left. That takes
0.3 ms where running them takes 11 (measured with SQLite 3.40).
"""

from __future__ import annotations

import asyncio
import sqlite3
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from coach.store.connecting import open_store
from coach.store.migrating import upgrade, upgrade_empty

#: The URL that stands for a database of the walk's own.
IN_MEMORY = "sqlite://"


def new_database() -> Engine:
    """An SQLite database in memory that has our tables and nothing in them."""
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    raw.deserialize(_migrated())
    return _engine(raw)


@cache
def _migrated() -> bytes:
    """The pages of a database that was just migrated."""
    raw = sqlite3.connect(":memory:")
    engine = _engine(raw)
    with engine.begin() as connection:
        upgrade(connection)
    pages = raw.serialize()
    engine.dispose()
    return pages


def _engine(raw: sqlite3.Connection) -> Engine:
    return create_engine("sqlite://", creator=lambda: raw, poolclass=StaticPool)


@cache
def prepared(url: str) -> str:
    """The same URL, once its database has our tables: they are made where there are none.

    Raises `ConfigurationError`, or a `StoreError` where it cannot be reached or its tables are of another version.
    """
    if url == IN_MEMORY:
        return url

    async def prepare() -> None:
        store = open_store(url)
        try:
            await store.with_connection(upgrade_empty)
            await store.open()
        finally:
            await store.close()

    asyncio.run(prepare())
    return url
