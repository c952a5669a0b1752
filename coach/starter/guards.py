"""When a phase is over: each guard yields what is still missing."""

from collections.abc import Iterator

from coach import guard

from .memory import GoalMemory


@guard
def a_goal_is_named(memory: GoalMemory) -> Iterator[str]:
    """The client has named a goal."""
    if not memory.goals:
        yield "no goal yet"


@guard
def every_goal_has_a_step(memory: GoalMemory) -> Iterator[str]:
    """Every goal has a first step."""
    for goal in memory.goals:
        if not goal.step:
            yield f"{goal.name} has no first step yet"
