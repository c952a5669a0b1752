"""`coach walk --coverage`: how much of a program its walks show, without pytest."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_running import coach

KEPT = """\
walk: A goal is kept
turns:
  - user: I want to run.
    coach: {message: "Well.", actions: [{type: SAVE_GOAL, name: Run}]}
"""


@pytest.fixture
def folder(tmp_path: Path, program_folder: Callable[..., Path]) -> Path:
    """A folder with a program in `goals` and a walk in `walks`."""
    program_folder().rename(tmp_path / "goals")
    (tmp_path / "walks").mkdir()
    (tmp_path / "walks" / "kept.walk.yaml").write_text(KEPT, encoding="utf-8")
    return tmp_path


def walk(folder: Path, *arguments: str) -> Any:
    return coach("walk", "--program", "goals", *arguments, cwd=folder)


def test_what_the_walks_have_seen_is_a_table_below_the_summary(folder: Path) -> None:
    done = walk(folder, "--coverage", "walks")
    assert (done.returncode, done.stderr) == (0, "")
    summary, table = done.stdout.split(" s\n", 1)
    assert "1 passed in" in summary
    assert table.startswith("\ngoals, version ")
    assert "  to PLAN (model): never taken" in table
    assert re.search(r"^states visited +1/3 +33\.3 %$", table, re.MULTILINE)


@pytest.mark.usefixtures("drawing")
def test_its_files_are_those_of_pytest_and_the_graph_reads_them(folder: Path) -> None:
    done = walk(folder, "walks", "--coverage=coverage.json", "--coverage=pages/coverage.html")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(" s\nWrote coverage.json\nWrote pages/coverage.html\n")
    found = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
    assert (found["program"], found["totals"]["states"]) == ("goals", [1, 3])
    assert "<svg" in (folder / "pages" / "coverage.html").read_text(encoding="utf-8")
    drawn = coach("graph", "--program", "goals", "--coverage", "coverage.json", cwd=folder)
    assert "never taken" in drawn.stdout


def test_for_programs_it_is_beside_the_walks(folder: Path) -> None:
    [found] = json.loads(walk(folder, "walks", "--json", "--coverage").stdout)["coverage"]
    assert found["states"]["WELCOME"]["actions"] == [{"type": "SAVE_GOAL", "applied": 1}]
    assert "coverage" not in json.loads(walk(folder, "walks", "--json").stdout)


def test_each_program_that_is_walked_has_its_own(folder: Path, program_folder: Callable[..., Path]) -> None:
    program_folder().rename(folder / "others")
    other = f"program: ../others\n{KEPT}"
    (folder / "walks" / "other.walk.yaml").write_text(other, encoding="utf-8")
    (folder / "others" / "states" / "__init__.py").write_text(
        "from coach import Settings\nfrom ..memory import GoalMemory\n\n"
        'settings = Settings(memory=GoalMemory, name="others")\n',
        encoding="utf-8",
    )
    done = walk(folder, "walks", "--coverage")
    assert done.stdout.index("\ngoals, version ") < done.stdout.index("\nothers, version ")
    told = json.loads(walk(folder, "walks", "--json", "--coverage").stdout)
    assert [each["program"] for each in told["coverage"]] == ["goals", "others"]
    both = walk(folder, "walks", "--coverage=coverage.json")
    assert both.returncode == 1
    assert both.stderr == (
        "coach: the walks are of several programs, 'goals' and 'others', and coverage.json has room for one; "
        "run the walks of one program\n"
    )
    assert not (folder / "coverage.json").exists()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("coverage.csv", "coach: the name coverage.csv does not tell its format; call it *.json or *.html\n"),
        ("goals/memory.py/coverage.json", "coach: goals/memory.py/coverage.json cannot be written (*)"),
    ],
)
def test_a_file_that_cannot_be_is_told_of(folder: Path, file: str, said: str) -> None:
    done = walk(folder, "walks", f"--coverage={file}")
    assert done.returncode == 1
    assert done.stderr.startswith(said.removesuffix("*)"))


def test_help_shows_that_the_file_is_behind_an_equals_sign(folder: Path) -> None:
    assert "--coverage [=FILE]" in walk(folder, "--help").stdout
