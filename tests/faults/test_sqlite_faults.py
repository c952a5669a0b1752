"""SQLite fails underneath: a full disk, a held file, a file that is something else. An error, and nothing lost."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection
from turn_models import PiecesModel, SteadyModel, count, goal, open_coach, said

from coach import Coach
from coach.errors import ConfigurationError, DatabaseUnavailable

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
LONG = "words " * 10_000


async def limit(coach: Coach, spare: int) -> None:
    """Leave the database room for so many more pages."""

    def work(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + spare}")

    await coach.store.with_connection(work)


@pytest.fixture
def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/coach.db"


async def test_a_full_disk_loses_nothing_and_the_key_is_free(file: str, program_folder: Folder) -> None:
    model = PiecesModel(said("Fine."), said(LONG, goal("Run")), said(LONG, goal("Run")))
    async with open_coach(file, program_folder(), model) as coach:
        begun = await coach.start("ann")
        first = await coach.say(begun.id, "Hello", key="1")
        before = await count(coach)
        await limit(coach, 0)
        with pytest.raises(DatabaseUnavailable, match=r"disk is full.*free some space"):
            await coach.say(begun.id, LONG, key="2")
        with pytest.raises(DatabaseUnavailable, match="free some space"):
            await coach.start("bea", memory={"goals": [{"name": "g" * 90_000}]})
        assert await count(coach) == before
        assert await coach.say(begun.id, "Hello", key="1") == first
        await limit(coach, 1000)
        result = await coach.say(begun.id, LONG, key="2")
        assert (result.turn, result.message) == (2, LONG.strip())


FULL = """
import asyncio, resource, sys
from datetime import timedelta
from coach import Coach, Program
from coach.errors import DatabaseUnavailable
from turn_models import SteadyModel, said

async def main(database, folder):
    async with Coach.open(database, program=Program.load(folder), model=SteadyModel(said("words " * 2000))) as coach:
        begun = await coach.start("ann")
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        kept = 0
        while True:
            try:
                await coach.say(begun.id, "Hello", key=str(kept))
                kept += 1
            except DatabaseUnavailable as error:
                said_so = str(error)
                break
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        coach.store.ahead += timedelta(minutes=2)
        again = await coach.say(begun.id, "Hello", key=str(kept))
        print(kept, again.turn, (await coach.snapshot(begun.id)).turn)
        print(said_so)

asyncio.run(main(*sys.argv[1:]))
"""


def test_a_disk_that_fills_up_for_real_keeps_every_turn_that_was_told(
    file: str, program_folder: Folder, tmp_path: Path
) -> None:
    here = Path(__file__).parent.parent
    env = os.environ | {"PYTHONPATH": f"{here}{os.pathsep}{here.parent}"}
    command = [sys.executable, "-c", FULL, file, str(program_folder())]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    numbers, told = done.stdout.splitlines()
    kept, again, last = map(int, numbers.split())
    assert kept > 0
    assert again == last == kept + 1
    assert re.search("disk is full.*free some space|disk I/O error.*the disk may be full", told)
    database = sqlite3.connect(file.removeprefix("sqlite:///"))
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("SELECT count(*) FROM turns").fetchone() == (kept + 2,)
    database.close()


async def test_a_file_that_another_process_holds_is_an_error_that_says_so(
    file: str, program_folder: Folder, tmp_path: Path
) -> None:
    async with open_coach(file, program_folder(), PiecesModel(said("Fine."))) as coach:
        begun = await coach.start("ann")

        def impatient(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")

        await coach.store.with_connection(impatient)
        holder = sqlite3.connect(tmp_path / "coach.db", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseUnavailable, match=r"locked.*another process holds the file"):
            await coach.say(begun.id, "Hello")
        assert (await coach.snapshot(begun.id)).turn == 0  # reading goes on
        holder.execute("ROLLBACK")
        holder.close()
        assert (await coach.say(begun.id, "Hello")).turn == 1


async def test_a_file_that_goes_wrong_while_the_model_thinks_gives_an_error(
    file: str, program_folder: Folder, tmp_path: Path
) -> None:
    gate = asyncio.Event()
    model = PiecesModel([gate, said("Fine.")], said("Fine."))
    async with open_coach(file, program_folder(), model) as coach:
        begun = await coach.start("ann")
        turn = asyncio.create_task(coach.say(begun.id, "Hello", key="k"))
        await model.asked.wait()
        other = sqlite3.connect(tmp_path / "coach.db")
        other.execute("ALTER TABLE turns RENAME TO elsewhere")
        gate.set()
        with pytest.raises(DatabaseUnavailable, match="no such table"):
            await turn
        other.execute("ALTER TABLE elsewhere RENAME TO turns")
        other.close()
        assert (await coach.say(begun.id, "Hello", key="k")).turn == 1


async def test_what_is_no_database_is_an_error_and_is_left_alone(program_folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann, " * 100, encoding="utf-8")
    cases = {
        "letter.txt": "the file is something else",
        "nowhere/coach.db": "check that the folder exists",
        ".": "check that the folder exists",
    }
    folder = program_folder()
    for path, remedy in cases.items():
        coach = open_coach(f"sqlite:///{tmp_path}/{path}", folder)
        for _ in range(2):
            with pytest.raises(DatabaseUnavailable, match=remedy):
                await coach.start("ann")
        await coach.close()
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8").startswith("Dear Ann")


async def test_a_file_that_cannot_be_written_is_an_error(file: str, program_folder: Folder, tmp_path: Path) -> None:
    folder = program_folder()
    async with open_coach(file, folder) as coach:
        begun = await coach.start("ann")

        def read_only(connection: Connection) -> None:
            connection.exec_driver_sql("PRAGMA query_only = ON")

        await coach.store.with_connection(read_only)
        with pytest.raises(DatabaseUnavailable, match="cannot be written"):
            await coach.say(begun.id, "Hello")


async def test_a_new_file_gets_its_tables_and_an_empty_one_too(program_folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    for name in ("empty.db", "new.db"):
        async with open_coach(f"sqlite:///{tmp_path}/{name}", program_folder()) as coach:
            assert (await coach.start("ann")).opening.turn == 0


async def test_a_claim_never_makes_a_committed_turn_less_durable(file: str, program_folder: Folder) -> None:
    """With `synchronous` off, a log that is written back during a claim could be lost, turns and all."""
    async with open_coach(file, program_folder(), SteadyModel(said("Yes."))) as coach:
        seen: list[str] = []

        def watch(connection: Connection) -> None:
            driver = connection.connection.dbapi_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_trace_callback(seen.append)

        await coach.store.with_connection(watch)
        begun = await coach.start("ann")
        await coach.say(begun.id, "Hello")
        levels = [line.split("=")[1].strip() for line in seen if "synchronous" in line]
        assert set(levels) == {"NORMAL", "FULL"}
        commit = max(index for index, line in enumerate(seen) if line.startswith("INSERT INTO turns"))
        assert [line for line in seen[:commit] if "synchronous" in line][-1].endswith("FULL")


async def test_a_store_that_was_closed_says_so(file: str, program_folder: Folder) -> None:
    coach = open_coach(file, program_folder())
    begun = await coach.start("ann")
    await coach.close()
    await coach.close()
    for attempt in (coach.start("ann"), coach.say(begun.id, "Hello"), coach.snapshot(begun.id)):
        with pytest.raises(ConfigurationError, match="closed"):
            await attempt
    with pytest.raises(DatabaseUnavailable, match="closed"):
        await coach.store.fetch()
