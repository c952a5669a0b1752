"""What can be wrong with a program: each mistake is one line with its place, and the nearest valid name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from coach.engine.program import Program
from coach.engine.schema import MAX_PROPERTIES, property_count
from coach.errors import ProgramError
from coach.loading.parts import exit_place, place_of
from coach.program.action import Action, wire_name
from coach.program.state import State
from coach.program.words import listed, nearest

States = Mapping[str, State]


def check_graph(states: States, folder: Path) -> None:
    """Targets exist, no exit twice, one initial state, every state can be reached."""
    for state in states.values():
        seen = set()
        for exit in state.exits:
            place = exit_place(exit, folder, str(state.place.within(folder)))
            if exit.target not in states:
                raise ProgramError(f"there is no state {exit.target!r}{nearest(exit.target, states)}", place)
            if str(exit) in seen:
                raise ProgramError(f"{state.name} has two exits to {exit} that the same one may ask for", place)
            if state.final and exit.by != "operator":
                problem = f"{state.name} is final: nobody would ever take its exit to {exit}"
                raise ProgramError(problem, place, "final-with-exits")
            seen.add(str(exit))
    initial = [state for state in states.values() if state.initial]
    if not initial:
        raise ProgramError("no state has initial=True; mark the one where conversations begin", "states")
    if len(initial) > 1:
        names = listed(state.name for state in initial)
        raise ProgramError(f"{names} all have initial=True; one state has", str(initial[1].place.within(folder)))
    reached = set(reachable(states, initial[0].name))
    for state in states.values():
        if state.name not in reached:
            problem = f"no exit leads to {state.name}: nobody can reach it"
            raise ProgramError(problem, str(state.place.within(folder)), "unreachable-state")


def reachable(states: States, start: str) -> list[str]:
    """The states in the order one gets to them, breadth first."""
    order = [start]
    for name in order:
        ahead = dict.fromkeys(target for exit in states[name].exits for target in exit.landings())
        order += [target for target in ahead if target in states and target not in order]
    return order


def registry(states: Iterable[State], folder: Path) -> dict[str, type[Action]]:
    """Every action of the program by its wire name, each name once."""
    found: dict[str, type[Action]] = {}
    for state in states:
        for cls in (*state.actions, *state.buttons):
            there = found.setdefault(wire_name(cls), cls)
            if there is not cls:
                here = str(state.place.within(folder))
                places = " and ".join(
                    place_of(each, folder, f"{each.__module__}.{each.__qualname__}") for each in (there, cls)
                )
                raise ProgramError(f"two actions are called {wire_name(cls)}: {places}", here)
    return found


def check_parameters(program: Program, folder: Path) -> None:
    """No state allows more than a reply's schema can carry."""
    for state in program.states.values():
        if property_count(program.rules[state.name].schema) > MAX_PROPERTIES:
            problem = f"the actions of {state.name} have over {MAX_PROPERTIES} parameters together; allow fewer"
            raise ProgramError(problem, str(state.place.within(folder)), "strict-schema")
