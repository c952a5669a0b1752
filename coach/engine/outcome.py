"""What a reply is decided on, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any, Literal

from coach.program.action import By
from coach.program.memory import Memory
from coach.program.state import Exit
from coach.values import value

Status = Literal["applied", "refused", "failed"]
Kind = Literal["undeclared", "not_allowed", "invalid", "guard", "stale", "limit"]


@value
class Snapshot:
    """Where a conversation stands when a reply is decided."""

    state: str
    memory: Memory
    turn: int
    now: datetime
    since_last: timedelta | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    entered: Collection[str] = ()
    """The states that were entered so far."""
    moved: bool = False
    """A move was made in this turn already."""


@value
class Result:
    """What became of one proposed action."""

    type: str
    params: Mapping[str, Any]
    status: Status
    kind: Kind | None = None
    """Of a refusal."""
    reason: str = ""
    """Of a refusal or failure, one sentence for the model."""
    summary: str = ""
    """Of an applied action, what was done."""
    by: By = "model"
    from_state: str = ""
    to_state: str = ""


@value
class Move:
    """A change of state (or a renewed entry of the same one) that was granted."""

    from_state: str
    to_state: str
    exit: Exit


@value
class Bug:
    """A fault of the program's own code, for the log."""

    what: str
    error: BaseException | None


@value
class Outcome:
    """What the machine made of a reply."""

    state: str
    memory: Memory
    results: tuple[Result, ...]
    """One for every proposal, in the order given."""
    move: Move | None = None
    by_itself: Result | None = None
    """The record of an automatic move."""
    bugs: tuple[Bug, ...] = ()

    @property
    def refused_transitions(self) -> tuple[Result, ...]:
        return tuple(r for r in self.results if r.type == "TRANSITION_STATE" and r.status == "refused")


def refusals(results: Sequence[Result]) -> list[str]:
    """What was not done and why, a line each, for the model."""
    return [f"{r.type or 'an action'}: {r.reason}" for r in results if r.status != "applied"]
