"""The engines a store stands on: ours or the host's, in a schema of its own, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from turn_models import PiecesModel, count, open_coach, said

from coach import Coach
from coach.errors import ConfigurationError
from coach.store.connecting import open_store
from coach.store.migrating import upgrade
from coach.store.tables import conversations

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_our_tables_can_live_in_a_schema_of_their_own(empty_postgres: str, program_folder: Folder) -> None:
    folder = program_folder()
    making = open_store(empty_postgres, schema="coaching")
    await making.with_connection(lambda connection: upgrade(connection, "coaching"))
    await making.with_connection(lambda connection: upgrade(connection, "coaching"))
    await making.close()
    async with open_coach(empty_postgres, folder, PiecesModel(said("Hi.")), schema="coaching") as coach:
        begun = await coach.start("ann", key="c")
        result = await coach.say(begun.id, "Hello", key="k")
        assert await coach.say(begun.id, "Hello", key="k") == result
        assert (await coach.snapshot(begun.id)).turn == 1
        assert (await count(coach))["turns"] == 2
        listed = select(text("table_schema FROM information_schema.tables WHERE table_name LIKE '%turns%'"))
        [[row]] = await coach.store.fetch(listed)
        assert row[0] == "coaching"


@pytest.fixture
def host_engine(postgres: str) -> AsyncEngine:
    return create_async_engine(postgres.replace("postgresql://", "postgresql+asyncpg://"), pool_size=1, max_overflow=0)


async def test_a_host_may_bring_its_own_engine_and_keeps_using_it(
    host_engine: AsyncEngine, program_folder: Folder
) -> None:
    model = PiecesModel(said("Hi."))
    async with Coach.open(host_engine, program=program_folder(), model=model) as coach:
        begun = await coach.start("ann")
        async with host_engine.begin() as connection:
            await connection.execute(text("CREATE TABLE of_the_host (id int)"))
        assert (await coach.say(begun.id, "Hello")).message == "Hi."
        async with host_engine.begin() as connection:  # still with transactions that can be undone
            await connection.execute(text("INSERT INTO of_the_host VALUES (1)"))
            await connection.rollback()
    async with host_engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM of_the_host"))).scalar() == 0
    await host_engine.dispose()


def test_a_host_engine_of_sqlite(tmp_path: Path, program_folder: Folder) -> None:
    async def talk(engine: Engine) -> None:
        async with Coach.open(engine, program=program_folder(), model=PiecesModel(said("Hi."))) as coach:
            begun = await coach.start("ann")
            assert (await coach.say(begun.id, "Hello")).message == "Hi."

    engine = create_engine(f"sqlite:///{tmp_path}/host.db", connect_args={"check_same_thread": False})
    asyncio.run(talk(engine))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM turns")).scalar() == 2
    engine.dispose()


@pytest.mark.parametrize(
    ("at", "options", "says"),
    [
        ("mysql://localhost/x", {}, "'mysql' is no database we know"),
        ("", {}, "no database we know"),
        ("coach.db", {}, "use sqlite:///FILE"),
        ("sqlite:///x.db", {"schema": "s"}, "SQLite has no schemas"),
        ("postgresql://localhost/x", {"schema": 'a"; DROP TABLE turns; --'}, "is not a plain name"),
    ],
)
def test_a_database_that_cannot_be_is_an_error_before_anything_is_opened(
    at: str, options: dict[str, str], says: str
) -> None:
    with pytest.raises(ConfigurationError, match=says):
        open_store(at, **options)


def test_engines_of_other_kinds_are_refused() -> None:
    pytest.importorskip("aiosqlite")
    with pytest.raises(ConfigurationError, match=r"sqlite\+aiosqlite will not do; for SQLite pass a synchronous"):
        open_store(create_async_engine("sqlite+aiosqlite://"))


def test_a_synchronous_engine_of_postgresql_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="pass an AsyncEngine"):
        open_store(create_engine("postgresql+asyncpg://localhost/x"))


def test_without_its_driver_postgresql_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.store.connecting.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'asyncpg<0\.33,>=0\.32'"):
        open_store("postgresql://localhost/x")


async def test_times_are_kept_to_the_microsecond_and_in_utc(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        begun = await coach.start("ann")
        [message] = (await coach.snapshot(begun.id)).messages
        assert message.at.utcoffset() == timedelta(0)
        assert abs(message.at - datetime.now(UTC)) < timedelta(seconds=10)
        later = message.at + timedelta(microseconds=1)
        [[row]] = await coach.store.fetch(select(conversations).where(conversations.c.created_at < later))
        assert row.created_at == message.at
