"""The state machine: every exit is a guarded trigger, and nothing else changes a state.

One `transitions.Machine` serves all conversations of a program: its events are fired on a bare object
that carries the state and the memory of one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from transitions import EventData, Machine

from coach.program.guard import Guard, GuardBug
from coach.program.memory import Memory
from coach.program.state import Exit, State
from coach.values import value


@value
class Ruling:
    """What the machine says to one exit: open and taken, or closed with what is missing."""

    open: bool
    missing: tuple[str, ...]
    seconds: float
    """How long the guard took."""


class _Subject:
    """What the machine moves."""

    __slots__ = ("memory", "missing", "seconds", "state")

    def __init__(self, state: str, memory: Memory) -> None:
        self.state = state
        self.memory = memory
        self.missing: tuple[str, ...] = ()
        self.seconds = 0.0


class StateMachine:
    """The rules of a program's states. `states` are complete and checked; the first is the initial one."""

    def __init__(self, states: Mapping[str, State]) -> None:
        self._machine = Machine(
            model=None,
            states=list(states),
            initial=next(iter(states)),
            transitions=[
                {"trigger": _trigger(exit, there), "source": name, "dest": there, "conditions": _condition(exit.guard)}
                for name, state in states.items()
                for exit in state.exits
                for there in exit.landings()
            ],
            auto_transitions=False,
            queued=False,
            send_event=True,
        )

    def rule(self, state: str, exit: Exit, memory: Memory, landing: str = "") -> Ruling:
        """Whether `exit` of `state` is open for this memory, to where it leads (by default its target).

        Raises `GuardBug`.
        """
        subject, landing = _Subject(state, memory), landing or exit.target
        opened = bool(self._machine.events[_trigger(exit, landing)].trigger(subject))
        return Ruling(opened and subject.state == landing, subject.missing, subject.seconds)

    def edges(self) -> set[tuple[str, str, str]]:
        """What the machine itself knows: (source, trigger, target)."""
        return {
            (transition.source, event.name, str(transition.dest))
            for event in self._machine.events.values()
            for transitions in event.transitions.values()
            for transition in transitions
        }


def _trigger(exit: Exit, landing: str) -> str:
    return str(exit) if landing == exit.target else f"{exit} by way of {landing}"


def _condition(guard: Guard[Any] | None) -> Callable[[EventData], bool]:
    def is_open(event: EventData) -> bool:
        subject = event.model
        assert isinstance(subject, _Subject)
        subject.missing, subject.seconds = ask(guard, subject.memory)
        return not subject.missing

    return is_open


def ask(guard: Guard[Any] | None, memory: Memory) -> tuple[tuple[str, ...], float]:
    """What a guard misses, and the seconds it took. It gets a copy: `GuardBug` where it wrote to that, or raised."""
    if guard is None:
        return (), 0.0
    copy, started = memory.copied(locked=True), perf_counter()
    found = guard.missing(copy)
    if copy.wrote_since(memory):
        raise GuardBug(f"{guard} wrote to the memory; a guard only looks")
    return found, perf_counter() - started
