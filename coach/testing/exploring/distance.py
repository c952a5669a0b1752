"""How far a memory is from what an exit wants."""

from __future__ import annotations

from typing import Any

from coach.engine.outcome import Snapshot
from coach.program.guard import Guard, GuardBug, no_open_offer
from coach.program.memory import Memory
from coach.program.state import Exit

#: For a guard that is at fault: it never opens.
_NEVER = 1_000


def wanting(exit: Exit, at: Snapshot) -> tuple[str, ...]:
    """What keeps the exit closed here, in sentences; nothing where it is open."""
    memory, offer = at.memory, at.memory.offer
    try:
        found = exit.guard.missing(memory.copied(locked=True)) if exit.guard is not None else ()
    except GuardBug as bug:
        return (str(bug),)
    if offer is not None and offer.holds and exit.by in ("model", "auto"):
        found = tuple(dict.fromkeys((*found, *no_open_offer.missing(memory))))
    if exit.by == "user" and not leads(memory, exit):
        found = (*found, f"no offer is open with a button that leads to {exit.target}")
    return found


def distance(exit: Exit, at: Snapshot) -> int:
    """How many single things are missing; of alternatives, those of the nearest."""
    own = _missing(exit.guard, at.memory.copied(locked=True)) if exit.guard is not None else 0
    bare = wanting(exit, at)
    beside = len(bare) - len(_sentences(exit.guard, at.memory))
    return own + max(0, beside)


def leads(memory: Memory, exit: Exit) -> bool:
    """Whether a button of the open offer asks for the exit."""
    steps = [step for each in (memory.offer.buttons if memory.offer else ()) for step in each.plan]
    return any(step.get("target_state") == exit.target for step in steps if step["type"] == "TRANSITION_STATE")


def _sentences(guard: Guard[Any] | None, memory: Memory) -> tuple[str, ...]:
    try:
        return guard.missing(memory.copied(locked=True)) if guard is not None else ()
    except GuardBug:
        return ("",)


def _missing(guard: Guard[Any], memory: Memory) -> int:
    """The count of a guard, by the way it is combined of others."""
    try:
        match guard.check.__name__ if guard.parts else "":
            case "both":
                return sum(_missing(part, memory) for part in guard.parts)
            case "either":
                return min(_missing(part, memory) for part in guard.parts)
        return len(guard.missing(memory))
    except GuardBug:
        return _NEVER
