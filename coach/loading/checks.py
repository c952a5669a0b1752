"""What can be wrong with a program: each mistake is one line with its place, and the nearest valid name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coach.engine.decide import Snapshot
from coach.engine.program import Program
from coach.engine.prompt import variables
from coach.engine.schema import MAX_PROPERTIES, property_count
from coach.engine.templates import VARYING, Templates
from coach.engine.views import visible
from coach.errors import ProgramError
from coach.loading.examples import example_memories
from coach.loading.parts import place_of
from coach.program.action import Action, wire_name
from coach.program.memory import Memory
from coach.program.state import State
from coach.program.words import listed, nearest

States = Mapping[str, State]


def check_graph(states: States, folder: Path) -> None:
    """Targets exist, no exit twice, one initial state, every state can be reached."""
    for state in states.values():
        seen = set()
        for exit in state.exits:
            place = str(exit.place.within(folder))
            if exit.target not in states:
                raise ProgramError(f"there is no state {exit.target!r}{nearest(exit.target, states)}", place)
            if str(exit) in seen:
                raise ProgramError(f"{state.name} has two exits to {exit} that the same one may ask for", place)
            if state.final and exit.by != "operator":
                raise ProgramError(f"{state.name} is final: nobody would ever take its exit to {exit}", place)
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
            raise ProgramError(f"no exit leads to {state.name}: nobody can reach it", str(state.place.within(folder)))


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
                places = " and ".join(place_of(each, folder, each.__name__) for each in (there, cls))
                raise ProgramError(f"two actions are called {wire_name(cls)}: {places}", here)
    return found


def check_templates(program: Program, folder: Path) -> None:
    """Every state has its template, every template is used, and all of them render."""
    templates = Templates(program.sources)
    used: set[str | None] = set()
    scope = _scope(program)
    for name in program.sources:
        templates.check(name)
        templates.check_names(name, scope)
    for state in program.states.values():
        name = program.template(state)
        if name not in program.sources:
            if state.silent:  # nothing of it would ever be shown
                continue
            hint = nearest(name, program.sources)
            raise ProgramError(f"there is no template prompts/{name}{hint}", str(state.place.within(folder)))
        used |= templates.family(name)
        templates.constant(name)
        _try(templates, state, program.memory)
        if property_count(program.rules[state.name].schema) > MAX_PROPERTIES:
            problem = f"the actions of {state.name} have over {MAX_PROPERTIES} parameters together; allow fewer"
            raise ProgramError(problem, str(state.place.within(folder)))
    for name in program.sources:
        if None not in used and name not in used:
            raise ProgramError("no state uses this template; remove it or name it in a state", f"prompts/{name}")


def _scope(program: Program) -> dict[str, Collection[str]]:
    """What `context` and `opening` have in scope, with its attributes."""
    snapshot = Snapshot(program.initial.name, program.memory(), 1, _NOW)
    memory: Any = program.memory
    return {"memory": visible(memory), "turn": variables(snapshot)["turn"].keys()}


def _try(templates: Templates, state: State, memory: type[Memory]) -> None:
    """Render what varies, on memories from empty to full."""
    for number, example in enumerate(example_memories(memory)):
        for turn, since in ((1, None), (2, timedelta(days=1))):
            snapshot = Snapshot(state.name, example, turn, _NOW, since)
            for block in VARYING:
                try:
                    templates.block(f"{state.prompt}.md.j2", block, variables(snapshot))
                except ProgramError as error:
                    # What is made up need not make sense to the memory's own code: a text is no date.
                    if number == 0 or not isinstance(error.__cause__, ValueError | LookupError):
                        raise


_NOW = datetime(2026, 1, 1, tzinfo=UTC)
