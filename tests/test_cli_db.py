"""`coach db upgrade`: from nothing, from nowhere, and where there is nothing to do."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from pathlib import Path

import pytest
from cli_running import CALLED, COMMAND, coach, environment, objects

from coach.store.tables import HEAD


def test_a_new_file_gets_its_tables_then_is_up_to_date_and_a_newer_one_is_left_alone(tmp_path: Path) -> None:
    first = coach("db", "upgrade", cwd=tmp_path)
    assert (first.returncode, first.stdout) == (0, f"The database was upgraded: no tables → {HEAD}\n")
    second = coach("db", "upgrade", "--db", f"sqlite:///{tmp_path}/coach.db", cwd=tmp_path)
    assert (second.returncode, second.stdout) == (0, f"The database is up to date: {HEAD}\n")
    with sqlite3.connect(tmp_path / "coach.db") as connection:
        connection.execute("UPDATE coach_alembic_version SET version_num = '9999'")
    connection.close()
    done = coach("db", "upgrade", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("coach: the database is at migration 9999, which this version of coach")
    assert done.stderr.count("\n") == 1


def test_several_that_upgrade_at_once_do_it_one_after_the_other(empty_postgres: str, tmp_path: Path) -> None:
    command = [*COMMAND, "db", "upgrade", "--db", empty_postgres]
    running = [
        subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(4)
    ]
    said = [each.communicate()[0].decode() for each in running]
    made, there = f"The database was upgraded: no tables → {HEAD}\n", f"The database is up to date: {HEAD}\n"
    assert sorted(said) == [there, there, there, made]


@pytest.mark.slow
def test_postgresql_is_upgraded_in_a_schema_of_its_own_and_then_serves(empty_postgres: str, tmp_path: Path) -> None:
    there = {"COACH_DATABASE_URL": empty_postgres}
    before = coach("chat", "--schema", "talks", text="hello\n", cwd=tmp_path, env=there)
    assert (before.returncode, before.stdout) == (1, "")
    told = before.stderr.rstrip().partition("; run: ")[2]
    assert told == f"{CALLED} db upgrade --schema talks"

    upgraded = coach(*told.split()[3:], cwd=tmp_path, env=there)
    assert (upgraded.stdout, upgraded.stderr) == (f"The database was upgraded: no tables → {HEAD}\n", "")
    assert asyncio.run(_schemas(empty_postgres)) == {"talks"}

    after = coach("chat", "--schema", "talks", "--json", text="Anna\n", cwd=tmp_path, env=there)
    assert [turn["turn"] for turn in objects(after.stdout)] == [0, 1]


async def _schemas(url: str) -> set[str]:
    import asyncpg

    connection = await asyncpg.connect(url)
    rows = await connection.fetch("SELECT schemaname FROM pg_tables WHERE tablename = 'conversations'")
    await connection.close()
    return {row["schemaname"] for row in rows}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_that_would_be_gone_at_once_is_refused(url: str, tmp_path: Path) -> None:
    done = coach("db", "upgrade", "--db", url, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "coach: this database is in memory and gone when the command ends; name a file with --db sqlite:///FILE\n"
    )
    assert not list(tmp_path.iterdir())


def test_a_database_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = coach("db", "upgrade", "--db", "postgresql://127.0.0.1:1/x", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "check that the server runs and that the URL is right" in done.stderr
    assert done.stderr.count("\n") == 1
