"""`coach walk` in a folder with a program and walks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cli_running import coach

from coach.testing.files.script_yaml import ENDING

GOALS = """\
walk: A goal is kept
cases: [{goal: run}, {goal: sing}]
turns:
  - user: "I want to {goal}."
    coach: {message: "Well.", actions: [{type: SAVE_GOAL, name: "{goal}"}]}
    expect: {applied: SAVE_GOAL}
"""
DIFFERS = """\
walk: It moves at once
turns:
  - user: To run & to sing <now>.
    coach: Run.
    expect:
      moves_to: PLAN
"""
SLIP = "walk: W\nturn: []\n"


def walks_folder(folder: Path, program: Path) -> Path:
    """The folder, with the program in `goals` and walks in `walks`."""
    program.rename(folder / "goals")
    (folder / "walks" / "deeper").mkdir(parents=True)
    (folder / "walks" / ".hidden").mkdir()
    write(folder / "walks", kept=GOALS)
    write(folder / "walks" / ".hidden", slip=SLIP)
    return folder


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name}{ENDING}").write_text(text, encoding="utf-8")


def walk(folder: Path, *arguments: object, **options: Any) -> Any:
    return coach("walk", "--program", "goals", *arguments, cwd=folder, **options)
