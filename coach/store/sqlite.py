"""SQLite: one connection in a thread of its own, a claim and a commit one hop each.

SQLite has one writer, so `BEGIN IMMEDIATE` queues writers instead of failing them. A commit waits for
the disk; a claim does not (it need not survive a crash).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, Executable, Row, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from coach.errors import DatabaseUnavailable
from coach.store.migrating import check_version, is_empty, present_version, upgrade
from coach.store.moments import moment
from coach.store.rows import Claimed, Done, Held, Mark, NewConversation, NewTurn, Standing, Whose, Window
from coach.store.sqlite_failing import remedy
from coach.store.sqlite_statements import (
    BEGUN,
    DONE,
    FORGET,
    INTO,
    MOVE_ON,
    NOTICES,
    RECENT,
    RECORDS,
    REFUSED,
    RELEASE,
    STANDING,
    STANDS,
    TAKE,
)
from coach.store.turn_rows import rows_of

T = TypeVar("T")


class SqliteStore:
    """Conversations in an SQLite file, or in memory for tests."""

    def __init__(self, engine: Engine, *, ours: bool = True) -> None:
        self.engine = engine
        self._ours = ours
        self.ahead = timedelta()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="coach-sqlite")
        self._open: Connection | None = None
        self._closed = False

    @classmethod
    def connect(cls, path: str) -> SqliteStore:
        """A store on a file; `:memory:` (or nothing) lasts as long as the store is open."""
        engine = create_engine(
            URL.create("sqlite", database=path),
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # they are a client's words, and errors are logged
            poolclass=StaticPool,
            connect_args={"timeout": 30, "check_same_thread": False},
        )
        return cls(engine)

    async def open(self) -> None:
        await self._hop(self._begin)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            try:
                ending = asyncio.get_running_loop().run_in_executor(self._thread, self._end)
            except RuntimeError:  # Python ends, and has ended the thread: nobody else uses the connection
                self._end()
            else:
                await ending
            self._thread.shutdown(wait=False)

    def clock(self) -> datetime:
        return moment(self._now())

    async def create(self, new: NewConversation) -> tuple[int, bytes | None] | None:
        return await self._hop(self._create, new)

    async def claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None = None
    ) -> Claimed | Done | Held | None:
        return await self._hop(self._claim, whose, key, token, lease, window, known)

    async def commit(self, id: int, token: int, new: NewTurn) -> datetime | None:
        return await self._hop(self._commit, id, token, new)

    async def release(self, id: int, token: int) -> None:
        await self._hop(self._release, id, token)

    async def fetch(self, *statements: Executable) -> list[list[Row[Any]]]:
        return await self._hop(self._fetch, statements)

    async def with_connection(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the connection, in its thread and in a transaction; the tables are not looked at."""

        def run() -> T:
            with self._transaction():
                return work(self._connected())

        return await self._hop(run)

    # --- in the thread ------------------------------------------------------------------------

    def _begin(self) -> None:
        connection = self._connected()
        if present_version(connection) is None and is_empty(connection):
            with self._transaction():
                upgrade(connection)
        check_version(connection)

    def _connected(self) -> Connection:
        if self._open is None:
            connection = self.engine.connect()
            try:
                connection.exec_driver_sql("PRAGMA journal_mode = WAL")
                connection.exec_driver_sql("PRAGMA foreign_keys = ON")
            except BaseException:
                connection.close()
                raise
            self._open = connection
        return self._open

    def _end(self) -> None:
        if self._open is not None:
            self._open.close()
        if self._ours:
            self.engine.dispose()

    def _create(self, new: NewConversation) -> tuple[int, bytes | None] | None:
        turn = new.turn
        with self._transaction() as connection:
            if turn.key is not None:
                there: tuple[int, bytes] | None = connection.execute(BEGUN, (new.tenant, new.user, turn.key)).fetchone()
                if there is not None:
                    return there
            now = self._now()
            row = (
                new.id, new.tenant, new.user, turn.key, turn.digest, turn.label, new.program, turn.version, turn.state,
                turn.entered, turn.scalars, turn.serial, 0, turn.dialogue, now, now,
            )  # fmt: skip
            connection.execute(INTO["conversations"], row)
            self._write(connection, new.id, turn, now, keyed=False)
        return None

    def _claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None
    ) -> Claimed | Done | Held | None:
        asked = {"id": whose.id, "tenant": whose.tenant, "user": whose.user, "key": key, "token": token}
        with self._transaction(durable=False) as connection:
            now = self._now()
            asked |= {"now": now, "lease": int(lease * 1e6)}
            row = connection.execute(STANDING, asked).fetchone()
            if row is None:
                return None
            *stands, turned_at, claimed_until = row
            if key is not None and (done := connection.execute(DONE, asked).fetchone()) is not None:
                return Done(*done)
            if connection.execute(TAKE, asked).rowcount == 0:
                return Held((claimed_until - now) / 1e6)
            standing = dict(zip(STANDS, stands, strict=True))
            times = moment(turned_at), moment(now), timedelta(microseconds=max(0, now - turned_at))  # or set back
            if known == Mark(times[0], standing["turn"], standing["serial"]):
                return Claimed(token, *times, None)
            first = window.first(standing["dialogue"])
            asked |= {"turn": standing["turn"], "dialogue": standing["dialogue"], "first": first}
            (notices,) = connection.execute(NOTICES, asked).fetchone()
            recent, records, refused = (
                connection.execute(statement, asked).fetchall() for statement in (RECENT, RECORDS, REFUSED)
            )
        found = Standing(**standing, notices=notices, recent=recent, records=records, refused=refused)
        return Claimed(token, *times, found)

    def _commit(self, id: int, token: int, new: NewTurn) -> datetime | None:
        with self._transaction() as connection:
            now = self._now()
            moved = {
                "id": id, "token": token, "state": new.state, "version": new.version, "entered": new.entered,
                "scalars": new.scalars, "serial": new.serial, "number": new.number,
                "dialogue": new.dialogue, "offer": new.offer, "taken_by": new.taken_by, "now": now,
            }  # fmt: skip
            if connection.execute(MOVE_ON, moved).rowcount == 0:
                return None
            self._write(connection, id, new, now)
        return moment(now)

    def _write(self, connection: sqlite3.Connection, id: int, new: NewTurn, now: int, *, keyed: bool = True) -> None:
        for table, rows in rows_of(id, new, now, keyed=keyed).items():
            if rows:
                connection.executemany(INTO[table], rows)
        connection.executemany(FORGET, [(id, gone) for gone in new.removed])

    def _release(self, id: int, token: int) -> None:
        with self._transaction(durable=False) as connection:
            connection.execute(RELEASE, (id, token))

    def _fetch(self, statements: Sequence[Executable]) -> list[list[Row[Any]]]:
        with self._transaction(begin="BEGIN"):
            return [list(self._connected().execute(statement)) for statement in statements]

    # --- inside -------------------------------------------------------------------------------

    @contextmanager
    def _transaction(self, *, begin: str = "BEGIN IMMEDIATE", durable: bool = True) -> Iterator[sqlite3.Connection]:
        """The driver's connection, in a transaction: a statement through SQLAlchemy costs several times as much."""
        connection: Any = self._connected().connection.driver_connection
        # NORMAL waits for the disk before the log is written back into the file, and never else: with OFF, a
        # loss of power after that could take what was committed before.
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute(begin)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _now(self) -> int:
        return time.time_ns() // 1000 + self.ahead // timedelta(microseconds=1)

    async def _hop(self, work: Callable[..., T], *arguments: Any) -> T:
        try:
            hopping = asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)
        except RuntimeError as error:
            raise DatabaseUnavailable("the store was closed; open another one") from error
        try:
            return await hopping
        except (sqlite3.Error, DBAPIError) as error:
            said = str(error.orig if isinstance(error, DBAPIError) else error)
            raise DatabaseUnavailable(remedy(said, self.engine.url.database or ":memory:")) from error
