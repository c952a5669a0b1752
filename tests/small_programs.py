"""A memory, a few actions and guards, and programs made of them without a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from coach import Action, Guard, Key, Memory, Record, Records, Refused, Settings, Stale, State, Turn, guard
from coach.engine.decide import Snapshot
from coach.engine.program import Program
from coach.engine.reply import Proposal, Reply
from coach.program.action import wire_name

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Goal(Record):
    """Something the client wants."""

    name: Annotated[str, Key()]
    size: int = 1


class Note(Record):
    """Something the coach noticed; it has no key."""

    text: str


class GoalMemory(Memory):
    ready: bool = False
    mood: str = ""
    goals: Records[Goal]
    notes: Records[Note]

    @property
    def biggest(self) -> Goal | None:
        return max(self.goals, key=lambda goal: goal.size, default=None)


class SaveGoal(Action):
    """Keep a goal the client has named."""

    name: str
    size: int = 1

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return f"Saved goal {turn.memory.goals.add(Goal(name=self.name, size=self.size)).name!r}"


class BeReady(Action):
    """Say that the client is ready."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        turn.memory.ready = True


class RefuseAll(Action):
    """Change everything, then refuse."""

    stale: bool = False

    def apply(self, turn: Turn[GoalMemory]) -> str:
        turn.memory.goals.add(Goal(name="of a refused action"))
        turn.memory.ready = True
        raise (Stale if self.stale else Refused)("not today")


class BreakDown(Action):
    """Change everything, then break."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        turn.memory.goals.add(Goal(name="of a broken action"))
        turn.memory.ready = True
        raise ZeroDivisionError("secret detail")


@guard
def a_goal_is_known(memory: GoalMemory) -> Iterator[str]:
    """A goal is known."""
    if not memory.goals:
        yield "no goal yet"


@guard
def ready(memory: GoalMemory) -> Iterator[str]:
    """The client is ready."""
    if not memory.ready:
        yield "not ready"


def breaking(error: BaseException) -> Guard[GoalMemory]:
    """A guard that raises."""

    @guard
    def broken(memory: GoalMemory) -> Iterator[str]:
        """This breaks."""
        if memory.goals is not None:
            raise error
        yield "never"

    return broken


def make(states: Mapping[str, State], sources: Mapping[str, str] | None = None, **settings: Any) -> Program:
    """A program of these states, the first one initial; without sources, each has an empty template."""
    for name, state in states.items():
        for field, value in {"name": name, "prompt": state.prompt or name.lower()}.items():
            object.__setattr__(state, field, value)
    actions = {wire_name(cls): cls for state in states.values() for cls in state.actions}
    templates = sources if sources is not None else {f"{name.lower()}.md.j2": "" for name in states}
    return Program("goals", "1", Settings(memory=GoalMemory, **settings), states, actions, templates)


def at(state: str, memory: Memory | None = None, **more: Any) -> Snapshot:
    """A conversation that stands in this state."""
    return Snapshot(state, memory if memory is not None else GoalMemory(), turn=3, now=NOW, **more)


def propose(type: str, **params: Any) -> Proposal:
    return Proposal(type, params)


def move(target: str) -> Proposal:
    return propose("TRANSITION_STATE", target_state=target)


def reply(*proposals: Proposal) -> Reply:
    return Reply("Words.", proposals)
