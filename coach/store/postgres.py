"""PostgreSQL: a claim is one statement and so is a commit, each its own transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import Connection, Executable, Row
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from coach.errors import ConfigurationError, DatabaseUnavailable
from coach.store.lending import Lender
from coach.store.migrating import check_version
from coach.store.postgres_statements import CLAIM, CLAIM_KNOWN, COMMIT, CREATE, LOAD, OFFERS, RELEASE, opening, written
from coach.store.postgres_url import connecting
from coach.store.rows import Claimed, Done, Held, Mark, NewConversation, NewTurn, Standing, Whose, Window

T = TypeVar("T")

_AT_ONCE = 8  # connections that turns use at once: with more of them each finds its caches colder
_ASIDE = 4  # and some for everything else
_CONNECTING = 10.0  # seconds
_ANSWERING = 30.0  # seconds that a statement may take; a server that says nothing for longer is gone

_LOST = (
    OSError,  # among them TimeoutError
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
)
_FAILURES = (asyncpg.PostgresError, *_LOST, DBAPIError, AsyncAdapt_asyncpg_dbapi.Error, PoolTimeout)


class PostgresStore:
    """Conversations on PostgreSQL, through asyncpg on connections of SQLAlchemy's pool."""

    def __init__(self, engine: AsyncEngine, *, schema: str | None = None, ours: bool = True) -> None:
        self.engine = engine
        self.schema = schema
        self.ahead = timedelta()
        self._ours = ours
        self._told: tuple[datetime, float] | None = None
        # A host's pool is the host's to count: nothing of it is held between turns.
        self._lender = Lender(engine, most=_AT_ONCE, keep=_AT_ONCE if ours else 0)
        prefix = f'"{schema}".' if schema else ""
        commits = (COMMIT.replace("{offers}", more) for more in ("", OFFERS))
        self._claim, self._claim_known, self._load, self._create, self._release, self._commit, self._commit_offers = (
            statement.replace("{s}", prefix) for statement in (CLAIM, CLAIM_KNOWN, LOAD, CREATE, RELEASE, *commits)
        )

    @classmethod
    def connect(cls, url: str, *, schema: str | None = None) -> PostgresStore:
        """A store of its own on a `postgresql://` URL, in any form the server's own tools take."""
        address, options = connecting(url, _CONNECTING)

        async def connection() -> Any:
            try:
                return await asyncpg.connect(address, command_timeout=_ANSWERING, **options)
            except ValueError as error:
                raise ConfigurationError(f"the PostgreSQL URL cannot be used ({error})") from error

        engine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=connection,
            pool_size=_AT_ONCE + _ASIDE,
            max_overflow=0,
            pool_reset_on_return=None,  # nothing here leaves a transaction or a setting behind
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,  # they are a client's words, and errors are logged
        )
        return cls(engine, schema=schema)

    async def open(self) -> None:
        async with self._failures(), self.engine.connect() as connection:
            await connection.run_sync(check_version, self.schema)

    async def close(self) -> None:
        await self._lender.close()
        if self._ours:
            await self.engine.dispose()

    def clock(self) -> datetime | None:
        if self._told is None:
            return None
        time, heard = self._told
        return time + timedelta(seconds=monotonic() - heard)

    async def create(self, new: NewConversation) -> tuple[int, bytes | None] | None:
        for _ in range(2):
            row = await self._row(self._create, *opening(new, self.ahead), again=True)
            if row is not None:
                return None if row["id"] == new.id else (row["id"], row["digest"])
        raise DatabaseUnavailable("the conversation could not be kept beside another that was being kept; try again")

    async def claim(
        self, whose: Whose, key: str | None, token: int, lease: float, window: Window, known: Mark | None = None
    ) -> Claimed | Done | Held | None:
        asked = (whose.id, whose.tenant, whose.user, key, self.ahead)
        taking, needs = (token, timedelta(seconds=lease)), (window.size, window.block)
        if known is not None and (row := await self._row(self._claim_known, *asked, *taking, again=True)) is not None:
            if known == Mark(row["turned_at"], row["turn"], row["serial"]):
                return self._claimed(token, row, None)
            return await self._read(asked, needs, token)
        row = await self._row(self._claim, *asked, *needs, *taking, again=True)
        if row is None:
            return None
        if row["claimed_at"] is None:
            if row["done"] is not None:
                return Done(row["done"], row["digest"])
            return Held(max(0.0, row["held"]) if row["held"] is not None else lease)
        if row["claimed_at"] != row["turned_at"]:
            # A turn was committed, or the conversation begun again, between this statement's snapshot and its
            # lock on the row: what was read is old. The claim is ours, so nothing can change any more: read again.
            return await self._read(asked, needs, token)
        return self._claimed(token, row, _standing(row))

    async def commit(self, id: int, token: int, new: NewTurn) -> datetime | None:
        try:
            statement = self._commit_offers if new.offers else self._commit
            row = await self._row(statement, *written(id, token, new, self.ahead))
        except DatabaseUnavailable as error:
            if isinstance(error.__cause__, _LOST):
                raise DatabaseUnavailable(
                    "the connection was lost while the turn was being written, so it was kept whole or not at all; "
                    "ask again with the same key to know"
                ) from error
            raise
        if row is None:
            return None
        at: datetime = row["turned_at"]
        self._told = at, monotonic()
        return at

    async def release(self, id: int, token: int) -> None:
        await self._row(self._release, id, token, again=True)

    async def fetch(self, *statements: Executable) -> list[list[Row[Any]]]:
        try:
            return await self._fetch(statements)
        except DatabaseUnavailable as error:
            if isinstance(error.__cause__, DBAPIError) and error.__cause__.connection_invalidated:
                return await self._fetch(statements)  # the pool has dropped its dead connections
            raise

    async def _fetch(self, statements: Sequence[Executable]) -> list[list[Row[Any]]]:
        translated = {"schema_translate_map": {None: self.schema}}
        async with self._failures(), self.engine.connect() as connection:
            # One moment for all of them, so that a turn is seen whole or not at all.
            connection = await connection.execution_options(isolation_level="REPEATABLE READ", **translated)
            async with connection.begin():
                return [list(await connection.execute(statement)) for statement in statements]

    async def with_connection(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on a connection, in a transaction."""
        async with self._failures(), self.engine.connect() as connection:
            translated = {"schema_translate_map": {None: self.schema}}
            connection = await connection.execution_options(isolation_level="READ COMMITTED", **translated)
            async with connection.begin():
                return await connection.run_sync(work)

    # --- inside -------------------------------------------------------------------------------

    async def _read(self, asked: Sequence[Any], needs: Sequence[int], token: int) -> Claimed | Done | None:
        """What a turn needs of a conversation that is claimed. Its key may have been used until just then."""
        row = await self._row(self._load, *asked, *needs)
        if row is not None and row["done"] is not None:
            await self.release(asked[0], token)
            return Done(row["done"], row["digest"])
        return self._claimed(token, row, _standing(row)) if row is not None else None

    def _claimed(self, token: int, row: Any, standing: Standing | None) -> Claimed:
        at, now = row["turned_at"], row["now"]
        self._told = now, monotonic()
        since_last = max(timedelta(), now - at)  # a clock may be set back
        return Claimed(token, at, now, since_last, standing)

    async def _row(self, statement: str, *parameters: Any, again: bool = False) -> Any:
        """Run one statement in autocommit.

        `again`: it may run twice, so where it finds its connection dead it is run on another one, until a new
        one fails as well.
        """
        try:
            while True:
                lent = await self._lender.lend()
                used, lent.used = lent.used, True
                try:
                    return await lent.driver.fetchrow(statement, *parameters)
                except _LOST:
                    lent.driver.terminate()
                    if not (again and used):
                        raise
                finally:
                    await self._lender.give_back(lent)
        except _FAILURES as error:
            raise _unavailable(error) from error

    @asynccontextmanager
    async def _failures(self) -> AsyncIterator[None]:
        try:
            yield
        except _FAILURES as error:
            raise _unavailable(error) from error


def _unavailable(error: Exception) -> DatabaseUnavailable:
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
    return DatabaseUnavailable(
        f"the PostgreSQL database failed ({said or type(error).__name__}); "
        "check that the server runs and that the URL is right, then try again"
    )


def _standing(row: Any) -> Standing:
    return Standing(
        program=row["program"],
        version=row["version"],
        state=row["state"],
        entered=row["entered"],
        scalars=row["scalars"],
        serial=row["serial"],
        turn=row["turn"],
        dialogue=row["dialogue"],
        label=row["label"],
        offer=row["offer"],
        taken_by=row["taken_by"],
        notices=row["notices"],
        recent=_pairs(row["roles"], row["texts"]),
        records=_pairs(row["collections"], row["datas"]),
        refused=_pairs(row["types"], row["reasons"]),
    )


def _pairs(first: Sequence[str] | None, second: Sequence[str] | None) -> list[tuple[str, str]]:
    return list(zip(first or (), second or (), strict=True))
