"""More of the small program of the fixtures, for walks that do not go as expected; and what is said of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import SMALL

from coach import Action, Program, Walk


class Break(Action):
    """The program's, which breaks."""


BREAK = '''
from coach import Action, Turn

from ..memory import GoalMemory


class Break(Action):
    """Break inside."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return str(1 // 0)
'''
PLANNING = '''
"""The client plans the goal."""

from coach import State, to

from ..actions.goals import SaveGoal
from ..actions.more import Break

state = State(title="Plan", actions=[SaveGoal, Break], exits=[to("DONE"), to("WELCOME")])
'''
#: More than two goals, which its invariant forbids.
INVARIANT = '''
    @invariant
    def goals_are_few(self) -> Iterator[str]:
        """There are two goals at the most."""
        if len(self.goals) > 2:
            yield f"there are {len(self.goals)}"
'''
UNBOUNDED = {
    "memory.py": "from collections.abc import Iterator\nfrom coach import invariant\n" + SMALL["memory.py"] + INVARIANT
}
FILES = {"actions/more.py": BREAK, "states/plan.py": PLANNING}


def said(expectation: Callable[[], object]) -> list[str]:
    """The lines of what an expectation that is not met says."""
    with pytest.raises(AssertionError) as raised:
        expectation()
    return str(raised.value).splitlines()


def differing(lines: list[str]) -> list[str]:
    return [line[1:].strip() for line in lines if line.startswith(">")]


def pasted(told: str, program: Program) -> None:
    """Run the test that stands in the failure."""
    _, _, source = told.partition("into a test:\n\n")
    names: dict[str, Callable[..., None]] = {}
    exec(source.partition("\nThe same as a file")[0], names)
    if "Program" in names:
        names["test_found"](program)
    else:
        with Walk(program) as walk:
            names["test_found"](walk)
