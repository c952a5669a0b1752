"""A new database in memory for every walk, with our tables in it from the start.

The migrations run once per process; each walk begins from a copy of the pages they left. That takes
0.3 ms where running them takes 11 (measured with SQLite 3.40).
"""

from __future__ import annotations

import sqlite3
from functools import cache

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from coach.store.migrating import upgrade

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
