"""Files and folders in `states/` that begin with an underscore: states import them, and they are no states."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL

from coach import Program

Folder = Callable[..., Path]

HELPER = '''
from collections.abc import Iterator

from coach import guard

from ..memory import GoalMemory


def words() -> str:
    return "no goal so far"


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        yield words()
'''


@pytest.mark.parametrize("name", ["_shared", "_shared.goals"])
def test_what_begins_with_an_underscore_helps_states_and_is_none(program_folder: Folder, name: str) -> None:
    file = f"states/{name.replace('.', '/')}.py"
    plan = (
        f"from coach import State, to\nfrom .{name} import a_goal_is_known\n"
        'state = State(title="Plan", exits=[to("DONE", when=a_goal_is_known)])\n'
    )
    helper = HELPER.replace("from ..", "from ..." if "." in name else "from ..")
    program = Program.load(program_folder(**{file: helper, "states/plan.py": plan}))
    assert list(program.states) == ["WELCOME", "PLAN", "DONE"]
    guard = program.states["PLAN"].exits[0].guard
    assert guard is not None
    assert guard.missing(program.memory()) == ("no goal so far",)


def test_what_states_import_from_there_is_part_of_the_definition(program_folder: Folder) -> None:
    plan = f"from ._words import LIMIT\n{SMALL['states/plan.py']}"

    def version(words: str, file: str = "_words.py", plan: str = plan) -> str:
        return Program.load(program_folder(**{f"states/{file}": words, "states/plan.py": plan})).version

    assert version("LIMIT = 3\n") == version("LIMIT = 3\n") == version("LIMIT = 3\r\n")
    assert version("LIMIT = 3\n") != version("LIMIT = 5\n")
    assert version("LIMIT = 3\n", "_words/__init__.py") != version("LIMIT = 5\n", "_words/__init__.py")
    unused = version("LIMIT = 3\n", plan=SMALL["states/plan.py"])
    assert unused == Program.load(program_folder()).version, "no state imports it"
