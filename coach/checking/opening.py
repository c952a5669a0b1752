"""How far anybody gets: which guards stay as they are, and which states are ever come to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from coach.checking.looking import Look
from coach.program.guard import Guard, GuardBug
from coach.program.state import Exit


def stays(look: Look, guard: Guard[Any], written: frozenset[str]) -> bool | None:
    """Whether a guard is open for ever (True) or shut for ever (False) where only these parts of the memory change.

    None where that can change, or may.
    """
    inner = [stays(look, part, written) for part in guard.parts]
    match guard.sign:
        case "&":
            return False if False in inner else True if inner == [True, True] else None
        case "|":
            return True if True in inner else False if inner == [False, False] else None
        case "~":
            return None if inner[0] is None else not inner[0]
    if look.slots.read([guard.check]) & written:
        return None
    try:
        return not guard.missing(look.examples[0].copied(locked=True))
    except GuardBug:
        return None


class Reached:
    """The states that can be come to from the first one, with no more done than can be done on the way."""

    def __init__(self, look: Look, unsure: Callable[[Exit], bool]) -> None:
        """`unsure` says of an exit that nobody can tell whether it opens, so that it may."""
        states = look.program.states
        found, before = {look.program.initial.name}, set[str]()
        self.written: frozenset[str] = frozenset()
        """What can have been written in these states."""
        while found != before:
            before = set(found)
            self.written = frozenset().union(*(look.slots.by_state(states[name]) for name in before))
            for state in (states[name] for name in before):
                for exit in state.exits:
                    asked = exit.by != "model" or not state.silent
                    if asked and (unsure(exit) or self._may_open(look, exit)):
                        found.update(exit.landings())
        self.states = frozenset(found)

    def _may_open(self, look: Look, exit: Exit) -> bool:
        return exit.guard is None or stays(look, exit.guard, self.written) is not False
