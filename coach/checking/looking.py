"""What every check looks at: a loaded program, and what is read of it once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from coach.checking.facts import Reader
from coach.checking.owned import Owned
from coach.checking.slots import Slots
from coach.engine.decide import Snapshot
from coach.engine.prompt import variables
from coach.engine.templates import Templates
from coach.errors import ProgramError
from coach.loading import Program
from coach.loading.examples import example_memories
from coach.loading.interludes import with_interludes
from coach.loading.prompts import NOW
from coach.program.guard import Guard
from coach.program.memory import Memory
from coach.program.state import Exit, Place, State

#: The tokens that a model takes at once, where nobody says.
WINDOW = 128_000


class Look:
    """A program under examination."""

    def __init__(self, program: Program, window: int = WINDOW) -> None:
        self.program = program
        self.window = window
        self.owned = Owned(program)
        self.reader = Reader(self.owned)
        self.slots = Slots(program, self.reader)
        self.templates = Templates(program.sources)
        self._shown: dict[tuple[str, str, int], tuple[Memory, str]] = {}

    @cached_property
    def examples(self) -> list[Memory]:
        """Memories to try things on; the first one is empty."""
        return example_memories(self.program.memory)

    @cached_property
    def states(self) -> Mapping[str, State]:
        """The states with the interludes that are declared, be they on or off."""
        on = [name for name, state in self.program.states.items() if state.shows]
        settings = self.program.settings
        if settings.interludes is None or on:
            return self.program.states
        try:
            return with_interludes(self.program.states, settings, self.program.folder, True)
        except ProgramError:  # it says so where they are switched on
            return self.program.states

    def shown(self, state: State, block: str, memory: Memory) -> str:
        """What a block of a state's template says of a memory; empty where it cannot be rendered."""
        key = (state.name, block, id(memory))
        if key not in self._shown:
            snapshot = Snapshot(state.name, memory, 2, NOW, timedelta(days=1))
            try:
                said = self.templates.block(self.program.template(state), block, variables(snapshot))
            except ProgramError:  # what is made up need not make sense to it
                said = ""
            self._shown[key] = memory, said
        return self._shown[key][1]

    def place(self, thing: State | Exit) -> Place:
        """Where a state or an exit is declared."""
        return thing.place.within(self.program.folder)

    def exits(self) -> Iterator[tuple[State, Exit]]:
        """Every exit with its state; one that all states share comes with the first of them."""
        seen: set[tuple[Place, str, int]] = set()
        for state in self.program.states.values():
            for exit in state.exits:
                key = (exit.place, str(exit), id(exit.guard))
                if key not in seen:
                    seen.add(key)
                    yield state, exit

    def guards(self) -> Iterator[tuple[Callable[..., Any], Guard[Any], State, Exit]]:
        """Every function that a guard is made of, once, with an exit that it guards."""
        seen: set[Callable[..., Any]] = set()
        for state, exit in self.exits():
            for each in leaves(exit.guard) if exit.guard is not None else ():
                if each.check not in seen:
                    seen.add(each.check)
                    yield each.check, each, state, exit


def leaves(guard: Guard[Any]) -> Iterator[Guard[Any]]:
    """The guards that a guard is combined of; itself where it is one of them."""
    for part in guard.parts:
        yield from leaves(part)
    if not guard.parts:
        yield guard
