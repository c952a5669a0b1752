"""`coach explore`: what it prints, writes and returns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_running import coach

from coach.testing.files.script_yaml import load_script

Folder = Callable[..., Path]

CLOSED = '''
from collections.abc import Iterator

from coach import State, guard, to
from ..memory import GoalMemory


@guard
def impossible(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "the client is not ready"


state = State(title="Plan", exits=[to("DONE", when=impossible), to("WELCOME", speaks="old")])
'''


def test_the_walks_are_written_and_pass(program_folder: Folder, tmp_path: Path) -> None:
    folder = program_folder()
    done = coach("explore", "--program", folder, "--depth", 0, "-o", "walks", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "01-welcome-to-plan.walk.yaml  WELCOME → PLAN, 3 turns\n"
        "02-plan-to-done.walk.yaml  PLAN → DONE, 1 turn\n"
        "03-plan-to-welcome.walk.yaml  PLAN → WELCOME, 1 turn\n"
        "\ngoals: 3 of 3 exits opened; 3 walks, written to walks\n"
    )
    walked = coach("walk", "walks", cwd=tmp_path)
    assert walked.returncode == 0, walked.stdout
    assert "3 passed" in walked.stdout
    script, _ = load_script(tmp_path / "walks" / "02-plan-to-done.walk.yaml")
    assert script.program is not None
    assert (tmp_path / "walks" / script.program).resolve() == folder.resolve()


def test_what_is_not_opened_is_told_with_the_place_and_what_is_missing(program_folder: Folder, tmp_path: Path) -> None:
    folder = program_folder(**{"states/plan.py": CLOSED})
    done = coach("explore", "--program", folder, "--depth", 0, cwd=tmp_path)
    assert done.returncode == 1
    assert "not opened: PLAN → DONE (" in done.stdout
    assert (
        "states/plan.py:15)\n  it wants: The client is ready\n  still missing: the client is not ready\n" in done.stdout
    )
    assert done.stdout.endswith("goals: 2 of 3 exits opened; 2 walks; write them with -o FOLDER\n")
    told = json.loads(coach("explore", "--program", folder, "--json", cwd=tmp_path).stdout)
    assert (told["exits"], told["opened"]) == (3, 2)
    [closed] = told["unopened"]
    assert closed["missing"] == ["the client is not ready"]


def test_what_tests_have_covered_is_left_out(program_folder: Folder, tmp_path: Path) -> None:
    taken = {"WELCOME": [("PLAN", 2)], "PLAN": [("DONE", 0), ("WELCOME", 1)]}
    states = {
        name: {"exits": [{"target": target, "by": "model", "taken": times} for target, times in exits]}
        for name, exits in taken.items()
    }
    (tmp_path / "coverage.json").write_text(json.dumps({"states": states}))
    done = coach("explore", "--program", program_folder(), "--coverage", "coverage.json", "--json", cwd=tmp_path)
    files = [walk["file"] for walk in json.loads(done.stdout)["walks"]]
    assert files == ["01-welcome-to-plan.walk.yaml", "02-plan-to-done.walk.yaml"]
    wrong = coach("explore", "--program", program_folder(), "--coverage", "nothing.json", cwd=tmp_path)
    assert wrong.returncode != 0
    assert "nothing.json is no coverage.json; make one with: pytest --coach-cov-report=json" in wrong.stderr


@pytest.mark.slow
def test_walks_with_interludes_say_so_and_pass(tmp_path: Path) -> None:
    done = coach("explore", "--interludes", "--depth", 0, "-o", "walks", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    walked = coach("walk", "walks", cwd=tmp_path)
    assert walked.returncode == 0, walked.stdout
    files = sorted((tmp_path / "walks").iterdir())
    assert [load_script(file)[0].interludes for file in files] == [True] * len(files)
