"""Mistakes in a program's source are placed at the program's own line."""

from __future__ import annotations

from inspect import signature

import pytest
from mistakes import (
    Folder,
    check,
    complaint,
)

from coach.loading.slips import DECLARATIONS, NEEDED


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("state = (\n", "plan.py:1: '(' was never closed"),
        ("x = 1\ndef broken(:\n", "plan.py:2: invalid syntax"),
        ("x = '\0'\n", "plan.py:1: there is a NUL character in it"),
        ("# coding: nonsense\n", "plan.py:1: it cannot be read: unknown encoding: nonsense"),
        ("\nraise ValueError('two\\nlines')\n", "plan.py:2: ValueError: two lines"),
        ("import sys\nsys.exit()\n", "plan.py:2: SystemExit: raised"),
        (
            "from ..memroy import Goal\n",
            "plan.py:1: ModuleNotFoundError: No module named 'memroy'; did you mean 'memory'?",
        ),
        (
            "from ..actions.gaols import SaveGoal\n",
            "plan.py:1: ModuleNotFoundError: No module named 'actions.gaols'; did you mean 'goals'?",
        ),
        (
            "from actions.goals import SaveGoal\n",
            "plan.py:1: ModuleNotFoundError: No module named 'actions'; "
            "a program's own modules are imported with leading dots",
        ),
        (
            "from ._shaerd import x\n",
            "plan.py:1: ModuleNotFoundError: No module named 'states._shaerd'; did you mean '_shared'?",
        ),
        (
            "def to(where):\n    return where\n\n\nto('DONE', wen=1)\n",
            "plan.py:5: TypeError: to() got an unexpected keyword argument 'wen'",
        ),
        ("import no_such_library\n", "plan.py:1: ModuleNotFoundError: No module named 'no_such_library'"),
        (
            "from ..memory import GaolMemory\n",
            "plan.py:1: ImportError: cannot import name 'GaolMemory' from 'memory' (…); did you mean 'GoalMemory'?",
        ),
        (
            "from coach import Stat\n",
            "plan.py:1: ImportError: cannot import name 'Stat' from 'coach' (…); did you mean 'State'?",
        ),
        (
            "from coach import State\nstate = Sate(title='x')\n",
            "plan.py:2: NameError: name 'Sate' is not defined; did you mean 'State'?",
        ),
        ("x = nothing_like_it\n", "plan.py:1: NameError: name 'nothing_like_it' is not defined"),
        (
            "import coach\nstate = coach.Sate()\n",
            "plan.py:2: AttributeError: module 'coach' has no attribute 'Sate'; did you mean 'State'?",
        ),
        (
            "from ..actions.goals import SaveGoal\n\nSaveGoal(nmae='x')\n",
            "plan.py:3: ValidationError: name: is required; nmae: there is no such parameter",
        ),
    ],
)
def test_a_mistake_in_the_source(program_folder: Folder, source: str, expected: str) -> None:
    check(program_folder, {"states/_shared.py": "", "states/plan.py": source}, f"states/{expected}")


def test_a_source_that_is_no_text_is_named(program_folder: Folder) -> None:
    folder = program_folder()
    (folder / "actions/goals.py").write_bytes(b"x = '\xff'\n")
    assert complaint(folder).startswith("actions/goals.py:1: it cannot be read: ")
    folder = program_folder()
    (folder / "prompts/plan.md.j2").write_bytes(b"\xff")
    assert complaint(folder).startswith("prompts/plan.md.j2: it cannot be read: ")


def test_a_mistake_is_placed_where_it_is_and_not_where_it_is_imported(program_folder: Folder) -> None:
    check(program_folder, {"actions/goals.py": "\n\nx = y\n"}, "actions/goals.py:3: NameError: name 'y' is not defined")


def test_every_argument_that_a_declaration_needs_has_a_sentence() -> None:
    needed = {
        parameter.name
        for made in DECLARATIONS.values()
        for parameter in signature(made).parameters.values()
        if parameter.default is parameter.empty
    }
    assert needed == NEEDED.keys()


def test_a_mistake_in_another_library_is_placed_at_the_program_s_own_line(program_folder: Folder) -> None:
    source = "import json\n\nx = json.loads('{')\n"
    check(program_folder, {"states/plan.py": source}, "states/plan.py:3: JSONDecodeError: …")
