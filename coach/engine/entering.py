"""What an action, or a state that is entered, works on, and whether what it left can be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.engine.outcome import Snapshot
from coach.engine.program import Program
from coach.program.action import By, Turn
from coach.program.memory import Memory


def turn_of(snapshot: Snapshot, memory: Memory, state: str, by: By) -> Turn[Memory]:
    """What one action or `on_enter` works on: all its own."""
    now = snapshot
    return Turn(memory.copied(), state, now.turn, now.now, now.since_last, _copied(now.context), by)


def entered(program: Program, snapshot: Snapshot, memory: Memory, state: str, by: By) -> Memory:
    """The memory once `state` is entered. Raises what its `on_enter` raises, and what `check_kept` does."""
    turn = turn_of(snapshot, memory, state, by)
    turn.withdraw()  # what was asked in the state that is left has no answer any more
    if enter := program.states[state].on_enter:
        enter(turn)
    check_kept(program, memory, turn.memory, state)
    return turn.memory


def check_kept(program: Program, before: Memory, after: Memory, state: str) -> None:
    """Raise ValueError where a memory could not be kept, or has an offer with a button that nobody could press."""
    after.check_since(before)
    offer, rules = after.offer, program.rules[state]
    if offer is None or offer is before.offer:
        return
    targets = {exit.target for exit in rules.state.exits if exit.by == "user"}
    for step in (step for each in offer.buttons for step in each.plan):
        if step["type"] == "TRANSITION_STATE" and step["target_state"] not in targets:
            raise ValueError(f'a button leads to {step["target_state"]}; {state} has no exit there with by="user"')
        if step["type"] != "TRANSITION_STATE" and step["type"] not in rules.buttons:
            raise ValueError(f"a button stands for {step['type']}, which the buttons of {state} do not list")


def _copied(value: Any) -> Any:
    """Plain data once more; what is something else stays as it is."""
    if isinstance(value, Mapping):
        return {key: _copied(item) for key, item in value.items()}
    return [_copied(item) for item in value] if isinstance(value, list) else value
