"""One small goal, and a first step towards it."""

from coach import Settings

from ..memory import GoalMemory

settings = Settings(memory=GoalMemory)
