"""`coach walk`: walks without pytest, for people and for programs."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach
from cli_walking import DIFFERS, GOALS, SLIP, walk, walks_folder, write


@pytest.fixture
def folder(tmp_path: Path, program_folder: Callable[..., Path]) -> Path:
    return walks_folder(tmp_path, program_folder())


def test_walks_that_pass_are_a_line_each_and_a_summary(folder: Path) -> None:
    done = walk(folder, "walks")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"\d+\.\d\d", "N", done.stdout) == (
        "ok    walks/kept.walk.yaml: A goal is kept[run]\n"
        "ok    walks/kept.walk.yaml: A goal is kept[sing]\n"
        "\n"
        "2 passed in N s\n"
    )


def test_one_that_fails_is_told_and_is_exit_1(folder: Path) -> None:
    write(folder / "walks" / "deeper", differs=DIFFERS)
    done = walk(folder, "walks")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert "FAIL  walks/deeper/differs.walk.yaml: It moves at once" in lines
    told = lines.index("walks/deeper/differs.walk.yaml:6: it did not move to PLAN; it stayed in WELCOME")
    assert lines[told + 1 : -2] == [
        "",
        "  turn 0: WELCOME",
        "    coach: What do you want?",
        "> turn 1: WELCOME",
        "    client: To run & to sing <now>.",
        "    coach: Run.",
        "  now in WELCOME",
        "    PLAN: no goal yet",
    ]
    assert lines[-1].startswith("2 passed, 1 failed in ")


def test_a_file_that_cannot_be_used_does_not_stop_the_rest(folder: Path) -> None:
    write(folder / "walks", a_slip=SLIP, state="walk: S\nat: PLANE\n")
    done = walk(folder, "walks/a_slip.walk.yaml", "walks")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[:2] == [
        "ERROR walks/a_slip.walk.yaml: a_slip.walk.yaml",
        "ok    walks/kept.walk.yaml: A goal is kept[run]",
    ]
    assert "walks/a_slip.walk.yaml:2: turn: there is no 'turn' here; did you mean 'turns'?" in lines
    assert "walks/state.walk.yaml:2: at: there is no state 'PLANE'; did you mean 'PLAN'?" in lines
    assert lines[-1].startswith("2 passed, 2 broken in ")


def test_for_programs_it_is_json(folder: Path) -> None:
    write(folder / "walks", differs=DIFFERS)
    done = walk(folder, "walks", "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert (told["passed"], told["failed"], told["broken"]) == (2, 1, 0)
    differs = told["walks"][0]
    assert differs.pop("seconds") > 0
    assert "> turn 1: WELCOME" in differs.pop("transcript")
    assert differs == {
        "file": "walks/differs.walk.yaml",
        "name": "It moves at once",
        "status": "failed",
        "where": "walks/differs.walk.yaml:6",
        "problem": "it did not move to PLAN; it stayed in WELCOME",
    }


@pytest.mark.slow
def test_they_run_in_another_format_and_in_their_own(folder: Path) -> None:
    raw = "walk: R\nturns: [{user: Hm., coach: {raw: 'Hm?'}, expect: {says: 'Hm?', calls: 1}}]"
    write(folder / "walks", raw=raw)
    assert walk(folder, "walks").returncode == 1
    assert walk(folder, "walks", "--format", "tags").returncode == 0
    write(folder / "walks", raw=f"format: json\n{raw}")
    assert walk(folder, "walks", "--format", "tags").returncode == 1


@pytest.mark.slow
def test_they_run_on_a_database_that_stays_and_on_none_that_is_not_named(folder: Path) -> None:
    elsewhere = {"COACH_DATABASE_URL": f"sqlite:///{folder}/other.db"}
    assert walk(folder, "walks", "--db", "sqlite:///walks.db", env=elsewhere).returncode == 0
    assert walk(folder, "walks", env=elsewhere).returncode == 0
    assert not (folder / "other.db").exists()
    assert not (folder / "coach.db").exists()
    with sqlite3.connect(folder / "walks.db") as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (2,)
    connection.close()


def test_they_run_on_postgresql_that_has_no_tables_yet(folder: Path, empty_postgres: str) -> None:
    for _ in range(2):
        assert walk(folder, "walks", "--db", empty_postgres).returncode == 0


WRONG = {
    "no paths": ((), "name the walks to run, files or folders: coach walk tests"),
    "no such path": (("nowhere",), "there is no file or folder nowhere"),
    "no walks": (("goals",), "there are no walks in goals; their files are called *.walk.yaml"),
    "no walk": (("goals/memory.py",), "goals/memory.py is no walk; the files of walks are called *.walk.yaml"),
    "no program": (("walks", "--program", "nowhere"), "nowhere"),
    "no folder for the results": (("walks", "--junit", "nowhere/x.xml"), "there is no folder nowhere"),
    "no database": (("walks", "--db", "mysql://x"), "'mysql' is no database we know"),
    "no server": (("walks", "--db", "postgresql://127.0.0.1:1/x"), "the PostgreSQL database failed"),
}


@pytest.mark.parametrize(("arguments", "problem"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_meant_is_one_line_and_exit_1(folder: Path, arguments: tuple[str, ...], problem: str) -> None:
    done = walk(folder, *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_program_of_a_file_that_cannot_be_loaded_is_told_with_its_line(folder: Path) -> None:
    write(folder / "walks", lost="walk: L\nprogram: ../nowhere\n")
    done = walk(folder, "walks/lost.walk.yaml")
    assert done.returncode == 1
    assert re.search(r"^walks/lost\.walk\.yaml:2: .*nowhere", done.stdout, re.MULTILINE)


def test_a_walk_may_name_a_program_and_needs_no_other(folder: Path) -> None:
    write(folder / "walks", kept=f"program: ../goals\n{GOALS}")
    assert coach("walk", "walks", cwd=folder).returncode == 0


def test_our_own_walks_pass() -> None:
    root = Path(__file__).parent.parent
    done = coach("walk", "tests/walks", cwd=root)
    assert done.returncode == 0, done.stdout


def test_a_walk_in_a_programs_folder_is_of_that_program(folder: Path) -> None:
    write(folder / "goals", kept=GOALS)
    done = coach("walk", "goals", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2 passed" in done.stdout
