"""Actions that find, change and remove records; each says in its docstring what can be refused in it."""

FINDING = '''
from typing import Any

from coach import Action, Records, Refused, Turn

from ..memory import Day, Goal, GoalMemory, Mood, Step
from .goals import Text


def keep(memory: GoalMemory, goal: str, **fields: Any) -> Goal:
    return memory.goals.change(goal, **fields)


class AllOff(Action):
    """ABSENT"""

    names: tuple[str, ...]

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return ", ".join([turn.memory.goals.remove(each).name for each in self.names])


class Off(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.remove(self.name)


class OffTwice(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if self.name in turn.memory.goals:
            turn.memory.goals.remove(self.name)
            turn.memory.goals.remove(self.name)


class OffIfThere(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        goals = turn.memory.goals
        if (found := goals.get(self.name)) and found.size:
            goals.remove(self.name)


class OffByMethod(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.remove(turn.memory.goal(self.name))
        turn.memory.goals.add(Goal(name="A new one")) if "A new one" not in turn.memory.goals else None


class Read(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        found = turn.memory.goals[self.name]
        turn.memory.goals.change(self.name, why="read")
        return found.name


class Rename(Text):
    """ABSENT, TAKEN, NAMELESS"""

    to: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.change(self.name, name=self.to)


class RenameElsewhere(Text):
    """ABSENT, TAKEN, NAMELESS"""

    to: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        fields = {"why": "renamed"}
        if self.to != "x":
            fields["name"] = self.to
        keep(turn.memory, self.name, **fields)


class Grow(Text):
    """ABSENT, UNFIT"""

    size: int

    def apply(self, turn: Turn[GoalMemory]) -> None:
        keep(turn.memory, self.name, size=self.size)


class Explain(Text):
    """ABSENT"""

    why: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        keep(turn.memory, self.name, why=self.why, size=3)


class Feel(Text):
    """UNFIT"""

    mood: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        if self.name in turn.memory.goals:
            turn.memory.goals.change(self.name, mood=self.mood)


class FeelWell(Text):
    """ABSENT"""

    mood: Mood

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.goals.change(self.name, mood=self.mood)


class Caught(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        try:
            turn.memory.goals.remove(self.name)
        except Refused:
            return "it was not there"
        return "it is gone"


class AddStep(Text):
    """Nothing."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        step = turn.memory.steps.add(Step(text=self.name))
        turn.memory.steps.change(step.id, text="changed")


class DropStep(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.steps.remove(self.name)


class TellDay(Action):
    """Nothing."""

    mood: Mood
    told: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        before = turn.memory.days.get(self.mood)
        if before is None:
            turn.memory.days.add(Day(mood=self.mood, told=self.told))
        elif before.told != self.told:
            turn.memory.days.change(self.mood, told=self.told)


class AddDay(Action):
    """TAKEN"""

    mood: Mood

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.days.add(Day(mood=self.mood))


class Helped(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        self._off(turn.memory.goals, self.name)

    def _off(self, goals: Records[Goal], *names: str) -> None:
        for each in names:
            goals.remove(each)


class Matched(Text):
    """ABSENT"""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        match self.name:
            case "run":
                return
            case other if other in turn.memory.done:
                turn.memory.done.remove(other)
            case other:
                turn.memory.goals.remove(other)


class Nested(Action):
    """ABSENT"""

    pairs: tuple[tuple[str, str], ...]

    def apply(self, turn: Turn[GoalMemory]) -> None:
        for name, why in self.pairs:
            turn.memory.goals.change(name, why=why)


class All(Action):
    """Nothing."""

    why: str

    def apply(self, turn: Turn[GoalMemory]) -> None:
        for each in turn.memory.goals:
            turn.memory.goals.change(each.name, why=self.why)
        while turn.memory.steps:
            turn.memory.steps.remove(next(iter(turn.memory.steps)))
'''
