"""A small program in which goals come, grow and go, and questions are put, beside the fixture `program_folder`."""

from __future__ import annotations

from offering import FILES as OFFERING

MEMORY = '''
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from coach import Key, Memory, Record, Records, invariant


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1


class Note(Record):
    """Something that was noticed; it has no key."""

    text: str
    at: datetime | None = None


class GoalMemory(Memory):
    ready: bool = False
    mood: str | None = None
    goals: Records[Goal]
    notes: Records[Note]

    @invariant
    def moderate(self) -> Iterator[str]:
        """No goal is larger than 100."""
        for goal in self.goals:
            if goal.size > 100:
                yield f"{goal.name} is of size {goal.size}"
'''
ACTIONS = (
    OFFERING["actions/__init__.py"]
    + '''

class SaveGoal(Action):
    """Keep a goal the client has named."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Saved {turn.memory.goals.add(Goal(name=self.name, size=self.size)).id}"


class GrowGoal(Action):
    """Make a goal larger."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals[self.name]
        turn.memory.mood = f"keen on {goal.name}"
        return f"Grown: {turn.memory.goals.change(goal, size=goal.size + 1).id}"


class DropGoal(Action):
    """Forget a goal."""

    name: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        from ..memory import Note

        turn.memory.notes.add(Note(text=f"dropped {self.name}", at=turn.now))
        return f"Dropped {turn.memory.goals.remove(self.name).id}"
'''
)
WELCOME = """
from coach import State, no_open_offer, to
from ..actions import AskAgain, DropGoal, GrowGoal, KeepGoal, OfferGoal, Pause, SaveGoal, TakeBack

state = State(
    title="Welcome", initial=True,
    actions=[OfferGoal, Pause, TakeBack, SaveGoal, GrowGoal, DropGoal], buttons=[KeepGoal, AskAgain],
    exits=[to("PLAN", when=no_open_offer), to("PLAN", by="user")],
)
"""
PLAN = """
from coach import State, Turn, to
from ..actions import DropGoal, GrowGoal, SaveGoal
from ..memory import GoalMemory


def planned(turn: Turn[GoalMemory]) -> None:
    if turn.memory.mood == "broken":
        raise RuntimeError("no plan for this mood")
    turn.memory.ready = True


state = State(
    title="Plan", actions=[SaveGoal, GrowGoal, DropGoal], on_enter=planned,
    exits=[to("DONE"), to("WELCOME", speaks="old")],
)
"""

#: The files that are other ones than the fixture's.
FILES = {
    "memory.py": MEMORY,
    "actions/__init__.py": ACTIONS,
    "actions/goals.py": None,
    "states/welcome.py": WELCOME,
    "states/plan.py": PLAN,
}
