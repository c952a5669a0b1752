"""Walks of small programs that are recorded, and a program with guards of many kinds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from coach import Program, Walk
from coach.testing.coverage import Recorder

GUARDS = '''
"""The client names a goal."""

from collections.abc import Iterator

from coach import State, guard, to

from ..actions.goals import SaveGoal
from ..memory import GoalMemory


def small_enough(memory: GoalMemory) -> Iterator[str]:
    for goal in memory.goals:
        if goal.size > 5:
            yield (
                f"“{goal.name}” is too big"
            )


def needs(noun: str):
    @guard
    def needed(memory: GoalMemory) -> Iterator[str]:
        """It is there."""
        if noun not in memory.goals:
            yield f"no {noun} yet"

    return needed


@guard
def goals_are_good(memory: GoalMemory) -> Iterator[str]:
    """The goals are good."""
    if not memory.goals:
        yield "no goal yet"
    yield from small_enough(memory)
    yield from [f"{goal.name} is tiny" for goal in memory.goals if goal.size < 1]
    if len(memory.goals) > 80:
        yield "too many"  # coach: no cover: nobody has so many


@guard
def ready(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "not ready"


state = State(
    title="Welcome",
    initial=True,
    actions=[SaveGoal],
    exits=[
        to("PLAN", when=goals_are_good),
        to("PLAN", when=(needs("run") | ready) & ~needs("sing"), by="operator"),
    ],
)
'''


@contextmanager
def walking(folder: Path) -> Iterator[tuple[Walk, Recorder]]:
    """A walk that is recorded."""
    program = Program.load(folder)
    recorder = Recorder(program)
    with recorder.watching(), Walk(program) as walk:
        yield walk, recorder


def say(walk: Walk, action: str, **params: Any) -> None:
    """One turn in which the model does one thing."""
    cls = walk.program.actions[action]
    walk.user("Hm.")
    walk.coach("Well.", cls.model_construct(**params)).take()
