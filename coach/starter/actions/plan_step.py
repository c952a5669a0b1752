from typing import Annotated

from coach import Action, Refused, Turn
from pydantic import Field

from ..memory import GoalMemory


class PlanStep(Action):
    """Keep the first step towards a goal, once the client has said when they take it."""

    goal: str
    step: Annotated[str, Field(max_length=200)]

    def apply(self, turn: Turn[GoalMemory]) -> str:
        if not self.step.strip():
            raise Refused("a step needs words: what is done, and when")
        goal = turn.memory.goals.change(self.goal, step=self.step)
        return f"The first step towards {goal.name!r}: {goal.step}"
