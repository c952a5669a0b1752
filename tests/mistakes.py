"""Small programs with one mistake each, and the line that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL

from coach import Program
from coach.errors import ProgramError

Files = dict[str, str | None]
Folder = Callable[..., Path]
WELCOME, ACTIONS, MEMORY = SMALL["states/welcome.py"], SMALL["actions/goals.py"], SMALL["memory.py"]
PLAN = """from coach import ModelSettings, State, TransitionState, to

from ..actions.goals import SaveGoal
from ..memory import Goal, GoalMemory


state = State({})
"""
SETTINGS = """from coach import Settings, to

from ..memory import GoalMemory

settings = Settings({})
"""


def complaint(folder: Path) -> str:
    """The one line that loading this folder ends with, without the folder's own path."""
    with pytest.raises(ProgramError) as caught:
        Program.load(folder)
    text = str(caught.value)
    assert "\n" not in text
    assert "coach_program_" not in text
    return text.replace(str(folder), "FOLDER")


def check(program_folder: Folder, files: Files, expected: str) -> None:
    """The complaint is `expected`, in which `…` stands for anything."""
    pattern = ".*".join(map(re.escape, expected.split("…")))
    text = complaint(program_folder(**files))
    assert re.fullmatch(pattern, text), text


def plan(arguments: str) -> Files:
    return {"states/plan.py": PLAN.format(arguments)}


def settings(arguments: str) -> Files:
    return {"states/__init__.py": SETTINGS.format(arguments)}


OTHER = """

class OtherMemory(Memory):
    pass
"""


def welcome(old: str, new: str) -> Files:
    assert old in WELCOME
    return {"states/welcome.py": WELCOME.replace(old, new)}


def action(old: str, new: str) -> Files:
    assert old in ACTIONS
    return {"actions/goals.py": ACTIONS.replace(old, new)}


def memory(old: str, new: str) -> Files:
    assert old in MEMORY
    return {"memory.py": MEMORY.replace(old, new)}
