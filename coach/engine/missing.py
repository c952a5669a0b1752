"""What the exits of a state still miss: the same words for the model, the client, the graph and the tests."""

from __future__ import annotations

import logging
from collections.abc import Collection

from coach.engine.machine import ask
from coach.engine.program import Program
from coach.program.action import By
from coach.program.guard import GuardBug
from coach.program.memory import Memory

log = logging.getLogger("coach.program")

#: A guard that takes longer is reported, in seconds.
SLOW_GUARD = 0.05

FAULT = "something went wrong inside; it was reported, do not try it again now"


def missing(
    program: Program, state: str, memory: Memory, by: Collection[By] = ("model", "auto", "user")
) -> dict[str, list[str]]:
    """For each state that these can get to, what is still missing; nothing means open."""
    found: dict[str, list[str]] = {}
    for exit in program.states[state].exits:
        if exit.by not in by or found.get(exit.target) == []:
            continue
        try:
            missed, seconds = ask(exit.guard, memory)
            wanting = list(missed)
            if seconds > SLOW_GUARD:
                log.warning("in program %s: exit %s -> %s: %s", program.name, state, exit, slow(seconds))
        except GuardBug as bug:
            log.error("a fault in program %s: exit %s -> %s: %s", program.name, state, exit, bug, exc_info=bug)
            wanting = [FAULT]
        if not wanting or exit.target not in found:
            found[exit.target] = wanting
    return found


def slow(seconds: float) -> str:
    """The complaint about a guard that took so long."""
    return f"its guard took {seconds * 1000:.0f} ms; a guard is asked often and must be quick"
