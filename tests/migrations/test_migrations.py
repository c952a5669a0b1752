"""Migrations: they make the tables that the code declares, there and back; a database that is not at them says so."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from turn_models import PiecesModel, open_coach, said

from alembic import command
from coach.errors import ConfigurationError, DatabaseOutdated
from coach.store import migrating
from coach.store.connecting import open_store
from coach.store.migrating import check_version, present_version, upgrade
from coach.store.tables import HEAD, VERSION_TABLE, metadata

Folder = Callable[..., Path]
ROOT = Path(__file__).parent.parent.parent
Run = Callable[[Callable[[Connection], Any]], Any]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that has no tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/coach.db"
    url: str = request.getfixturevalue("empty_postgres")
    return url


@pytest.fixture
def run(empty: str) -> Run:
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


def test_the_migrations_make_the_tables_that_are_declared(run: Run) -> None:
    run(upgrade)
    assert run(differences) == []
    assert run(present_version) == HEAD
    run(check_version)


def test_migrating_again_changes_nothing(run: Run, empty: str, program_folder: Folder) -> None:
    folder = program_folder()

    async def use(id: str = "") -> str:
        async with open_coach(empty, folder) as coach:
            return (await coach.snapshot(id)).messages[0].text if id else (await coach.start("ann")).id

    run(upgrade)
    id = asyncio.run(use())
    run(upgrade)
    assert run(differences) == []
    assert asyncio.run(use(id)) == "What do you want?"


def test_the_newest_migration_is_the_one_the_code_wants() -> None:
    scripts = ScriptDirectory.from_config(migrating._config())
    assert scripts.get_heads() == [HEAD]


def test_downgrading_takes_all_tables_away_and_upgrading_brings_them_back(run: Run) -> None:
    run(upgrade)
    run(downgrade)
    assert run(lambda connection: inspect(connection).get_table_names()) == [VERSION_TABLE]
    with pytest.raises(DatabaseOutdated, match="coach db upgrade"):
        run(check_version)
    run(upgrade)
    assert run(differences) == []


def test_a_database_of_an_older_version_names_the_way_out(
    run: Run, empty: str, program_folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(upgrade)
    monkeypatch.setattr(migrating, "HEAD", "0999")
    with pytest.raises(DatabaseOutdated, match=f"is at migration {HEAD}, .* wants 0999; run: coach db upgrade"):
        asyncio.run(open_coach(empty, program_folder()).start("ann"))


def test_a_database_of_a_newer_version_is_left_alone(run: Run, empty: str, program_folder: Folder) -> None:
    run(upgrade)
    run(execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    says = r"is at migration 9999, which this version of coach \(.*\) does not know.*coach db upgrade"
    with pytest.raises(DatabaseOutdated, match=says):
        asyncio.run(open_coach(empty, program_folder()).start("ann"))
    with pytest.raises(DatabaseOutdated, match=says):
        run(upgrade)
    assert run(present_version) == "9999"


def test_a_database_with_other_tables_is_not_migrated_by_itself(run: Run, empty: str, program_folder: Folder) -> None:
    run(execute("CREATE TABLE of_somebody_else (id int)"))
    with pytest.raises(DatabaseOutdated, match=r"has no tables of coach yet.*run: coach db upgrade"):
        asyncio.run(open_coach(empty, program_folder()).start("ann"))
    assert run(lambda connection: inspect(connection).get_table_names()) == ["of_somebody_else"]
    run(upgrade)
    run(check_version)


@pytest.mark.parametrize("name", ["conversations", "offers"])
def test_a_table_of_somebody_else_that_has_our_name_is_named_and_left(run: Run, name: str) -> None:
    run(execute(f"CREATE TABLE {name} (id int)"))
    with pytest.raises(ConfigurationError, match=f"something called '{name}' already that coach did not make"):
        run(upgrade)
    assert run(lambda connection: inspect(connection).get_table_names()) == [name]


def test_an_empty_postgresql_database_is_not_migrated_by_itself(empty_postgres: str, program_folder: Folder) -> None:
    async def start() -> None:
        coach = open_coach(empty_postgres, program_folder())
        try:
            for attempt in (coach.start("ann"), coach.snapshot("0123456789ab")):
                with pytest.raises(DatabaseOutdated, match="run: coach db upgrade"):
                    await attempt
            await coach.store.with_connection(upgrade)
            assert (await coach.start("ann")).opening.turn == 0
        finally:
            await coach.close()

    asyncio.run(start())


def test_a_migration_that_fails_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from alembic.operations import Operations

    made: list[str] = []
    real = Operations.create_table

    def create(self: Operations, name: str, *columns: Any, **options: Any) -> Any:
        made.append(name)
        if len(made) == 3:
            raise RuntimeError("the power went")
        return real(self, name, *columns, **options)

    monkeypatch.setattr("alembic.op.create_table", lambda *a, **o: create(Operations(_context()), *a, **o))
    with pytest.raises(RuntimeError, match="power"):
        run(upgrade)
    monkeypatch.undo()
    assert run(lambda connection: inspect(connection).get_table_names()) == []
    run(upgrade)
    assert run(differences) == []


def _context() -> MigrationContext:
    from alembic import context

    return context.get_context()


def test_the_alembic_command_works_from_the_repository(empty: str) -> None:
    env = os.environ | {"COACH_DATABASE_URL": empty}
    for words in (["upgrade", "head"], ["check"]):
        command_line = [sys.executable, "-m", "alembic", *words]
        done = subprocess.run(command_line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
    assert "No new upgrade operations" in done.stdout


def test_a_conversation_goes_on_after_the_tables_were_made_again_from_a_copy(
    tmp_path: Path, program_folder: Folder
) -> None:
    """A backup made while the coach is open is a whole database."""
    folder = program_folder()

    async def begin() -> str:
        async with open_coach(f"sqlite:///{tmp_path}/one.db", folder) as coach:
            begun = await coach.start("ann")
            source, copy = sqlite3.connect(tmp_path / "one.db"), sqlite3.connect(tmp_path / "two.db")
            source.backup(copy)
            source.close()
            copy.close()
            return begun.id

    async def look(id: str) -> int:
        async with open_coach(f"sqlite:///{tmp_path}/two.db", folder) as coach:
            return (await coach.snapshot(id)).turn

    assert asyncio.run(look(asyncio.run(begin()))) == 0


def test_a_conversation_from_before_offers_goes_on(run: Run, empty: str, program_folder: Folder) -> None:
    model = PiecesModel(said("What else?"))

    async def begin() -> str:
        coach = open_coach(empty, program_folder())
        try:
            return (await coach.start("ann")).id
        finally:
            await coach.close()

    async def go_on(id: str) -> None:
        async with open_coach(empty, program_folder(), model) as coach:
            assert (await coach.say(id, "Hello.")).offer is None
            assert [m.text for m in (await coach.snapshot(id)).messages] == [
                "What do you want?",
                "Hello.",
                "What else?",
            ]

    run(upgrade)
    id = asyncio.run(begin())
    run(lambda connection: downgrade(connection, "0001"))
    with pytest.raises(DatabaseOutdated, match="is at migration 0001, this version wants"):
        asyncio.run(go_on(id))
    run(upgrade)
    asyncio.run(go_on(id))
