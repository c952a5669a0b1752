"""A program of actions that use the memory's collections in every way; each says what can be refused in it."""

from __future__ import annotations

from typing import Any

from collection_finding import FINDING

MEMORY = '''
from enum import Enum
from typing import Annotated

from coach import Key, Memory, Record, Records, Refused
from pydantic import Field


class Mood(Enum):
    GOOD = "good"
    BAD = "bad"


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: Annotated[int, Field(ge=0, le=5)] = 1
    why: str = ""
    mood: Mood = Mood.GOOD


class Step(Record):
    """One step; found by its id."""

    text: str


class Day(Record):
    """How a day was."""

    mood: Annotated[Mood, Key()]
    told: str = ""


class GoalMemory(Memory):
    goals: Records[Goal]
    done: Records[Goal]
    steps: Records[Step]
    days: Records[Day]

    def goal(self, name: str) -> Goal:
        found = self.goals.get(name)
        if found is None:
            raise Refused(f"nothing is called {name!r}")
        return found

    def which(self, done: bool) -> Records[Goal]:
        return self.done if done else self.goals
'''
ADDING = '''
from coach import Action, Refused, Turn

from ..memory import Goal, GoalMemory


def new_name(memory: GoalMemory, text: str, of: Goal | None = None) -> str:
    name = " ".join(text.split())
    if not name:
        raise Refused("a name is wanted")
    twin = memory.goals.get(name)
    if twin is None or (of is not None and twin.id == of.id):
        return name
    raise Refused("that is another one")


class Text(Action):
    """The base."""

    name: str


class Plain(Text):
    """TAKEN, NAMELESS"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.add(Goal(name=self.name))


class Checked(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if not self.name.strip() or self.name in turn.memory.goals:
            raise Refused("no")
        turn.memory.goals.add(Goal(name=self.name))


class CheckedElsewhere(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.add(Goal(name=new_name(turn.memory, self.name)))


class CheckedInTheOther(Text):
    """TAKEN, NAMELESS"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if self.name not in turn.memory.done:
            turn.memory.goals.add(Goal(name=self.name))


class CheckedAndAdded(Text):
    """TAKEN"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if self.name and self.name not in turn.memory.goals:
            turn.memory.goals.add(Goal(name=self.name))
            turn.memory.goals.add(Goal(name=self.name))


class OneByOne(Action):
    """Nothing."""

    names: tuple[str, ...]

    def apply(self, turn: Turn[GoalMemory]) -> None:
        there = turn.memory.which(True)
        for name in self.names:
            text = " ".join(name.split())
            if not text or text in there:
                continue
            there.add(Goal(name=text))


class CheckedBefore(Action):
    """TAKEN"""

    names: tuple[str, ...]

    def apply(self, turn: Turn[GoalMemory]) -> None:
        first = self.names[0] if self.names else "x"
        if first in turn.memory.goals or not first:
            raise Refused("no")
        for _ in self.names:
            turn.memory.goals.add(Goal(name=first))
'''
WELCOME = """
from coach import State
from ..actions import finding, goals
from coach import Action

there = {**vars(goals), **vars(finding)}.values()
actions = [each for each in there if isinstance(each, type) and issubclass(each, Action)]
actions = [each for each in actions if each not in (Action, goals.Text)]
state = State(title="Welcome", initial=True, actions=actions)
"""
FILES: dict[str, str | None] = {
    "memory.py": MEMORY,
    "actions/goals.py": ADDING,
    "actions/finding.py": FINDING,
    "states/welcome.py": WELCOME,
    "states/plan.py": None,
    "states/done.py": None,
    "prompts/plan.md.j2": None,
    "prompts/done.md.j2": None,
}
#: Whatever a model may send, by the parameter: known, unknown, nothing.
SENT: dict[str, list[Any]] = {
    "name": ["Run", "rest", "Fly", "", "x"],
    "to": ["Run", "rest", "Fly", "", "x"],
    "why": ["So", ""],
    "size": [-1, 1, 9],
    "mood": ["good", "bad", "odd"],
    "told": ["well", ""],
    "names": [(), ("Run",), ("Fly", "Fly"), ("", " "), ("Run", "Run")],
    "pairs": [(), (("Run", "So"),), (("Fly", "So"),)],
}
#: What is known before each.
KNOWN = {
    "goals": [{"name": "Run"}, {"name": "Rest"}],
    "done": [{"name": "Sing"}],
    "steps": [{"text": "Shoes"}],
    "days": [{"mood": "good"}],
}
