"""A small program whose records, actions and offers speak of other records by their ids, beside `program_folder`."""

MEMORY = '''
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from coach import Key, Memory, Record, Records


class Mood(Enum):
    GOOD = "good"
    BAD = "bad"


class Note(BaseModel):
    """Something that was said of a step."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    about: str = ""
    at: datetime | None = None


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1


class Step(Record):
    """Something the client will do; it has no key."""

    goal: str
    """The goal's id."""
    made_at: datetime
    notes: tuple[Note, ...] = ()
    share: float = 1.0


class GoalMemory(Memory):
    ready: bool = False
    focus: str = ""
    """A goal's id."""
    mood: Mood | None = None
    last_at: datetime | None = None
    pause: timedelta = timedelta(days=1)
    goals: Records[Goal]
    steps: Records[Step]
'''
ACTIONS = '''
from coach import Action, Blank, Offer, Refused, Turn, button

from ..memory import Goal, GoalMemory, Mood, Note, Step


class SaveGoal(Action):
    """Keep a goal the client has named."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals.add(Goal(name=self.name, size=self.size))
        turn.memory.focus = goal.id
        turn.memory.last_at = turn.now
        turn.memory.mood = Mood.BAD
        return f"Saved goal {goal.id} ({goal.name})"


class DropGoal(Action):
    """Forget a goal."""

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Dropped {turn.memory.goals.remove(self.goal).id}"


class AddStep(Action):
    """Keep a step towards a goal."""

    goal: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals[self.goal]
        note = Note(text="for this", about=goal.id, at=turn.now)
        return f"Step {turn.memory.steps.add(Step(goal=goal.id, made_at=turn.now, notes=(note,))).id}"


class FinishStep(Action):
    """A step is done."""

    step: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Done: {turn.memory.steps.remove(self.step).goal}"


class AskStep(Action):
    """Ask whether a step is done."""

    step: str

    def apply(self, turn: Turn[GoalMemory]) -> str:
        step = turn.memory.steps[self.step]
        yes = button("yes", "Yes", FinishStep(step=step.id))
        fields = [Blank("words", "In your words", "Fine.")]
        offer = Offer(kind="step", text="Is it done?", buttons=[yes, button("no", "No")], fields=fields)
        return f"Asked as {turn.put(offer).id}"
'''
WELCOME = """
from coach import State, to
from ..actions import AddStep, AskStep, DropGoal, FinishStep, SaveGoal

state = State(
    title="Welcome", initial=True, actions=[SaveGoal, DropGoal, AddStep, AskStep], buttons=[FinishStep],
    exits=[to("PLAN")],
)
"""
PLAN = 'from coach import State, to\nstate = State(title="Plan", exits=[to("DONE"), to("WELCOME", speaks="old")])'

FILES = {
    "memory.py": MEMORY,
    "actions/__init__.py": ACTIONS,
    "actions/goals.py": None,
    "states/welcome.py": WELCOME,
    "states/plan.py": PLAN,
}
