from typing import Annotated

from coach import Action, Turn
from pydantic import Field

from ..memory import Goal, GoalMemory


class SaveGoal(Action):
    """Keep a goal the client has named, in their own words."""

    name: Annotated[str, Field(max_length=80)]

    def apply(self, turn: Turn[GoalMemory]) -> str:
        goal = turn.memory.goals.add(Goal(name=self.name))
        return f"Saved goal {goal.name!r}"
