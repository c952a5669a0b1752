"""Migrations: they make the tables that the code declares, there and back, or leave nothing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from migration_steps import Run, differences, downgrade, runner, url_of
from sqlalchemy import inspect
from turn_models import open_coach

from coach.errors import DatabaseOutdated
from coach.store import migrating
from coach.store.migrating import check_version, present_version, upgrade
from coach.store.tables import HEAD, VERSION_TABLE

Folder = Callable[..., Path]
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return url_of(request, tmp_path)


@pytest.fixture
def run(empty: str) -> Run:
    return runner(empty)


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
