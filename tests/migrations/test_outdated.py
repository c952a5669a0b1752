"""A database that is not at the migrations of the code says so, and is left as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from migration_steps import Run, execute, runner, url_of
from sqlalchemy import inspect
from turn_models import open_coach

from coach.errors import ConfigurationError, DatabaseOutdated
from coach.store import migrating
from coach.store.migrating import check_version, present_version, upgrade
from coach.store.tables import HEAD, VERSION_TABLE

Folder = Callable[..., Path]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_of(request, tmp_path)


@pytest.fixture
def run(empty: str) -> Run:
    return runner(empty)


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
        folder = program_folder()
        talks = open_coach(empty_postgres, folder, schema="talks")
        with pytest.raises(DatabaseOutdated, match="run: coach db upgrade --schema talks"):
            await talks.start("ann")
        await talks.close()
        coach = open_coach(empty_postgres, folder)
        try:
            for attempt in (coach.start("ann"), coach.snapshot("0123456789ab")):
                with pytest.raises(DatabaseOutdated, match="run: coach db upgrade"):
                    await attempt
            await coach.store.with_connection(upgrade)
            assert (await coach.start("ann")).opening.turn == 0
        finally:
            await coach.close()

    asyncio.run(start())
