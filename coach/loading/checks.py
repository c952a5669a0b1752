"""What can be wrong with a program: each mistake is one line with its place, and the nearest valid name."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coach.engine.decide import Snapshot
from coach.engine.program import Program
from coach.engine.prompt import variables
from coach.engine.schema import MAX_PROPERTIES, parameters, property_count
from coach.engine.templates import VARYING, Templates
from coach.errors import ProgramError
from coach.loading.examples import example_memories
from coach.program.action import Action, TransitionState, Turn, check_action, wire_name
from coach.program.guard import Guard
from coach.program.memory import Memory
from coach.program.state import Exit, Place, State
from coach.program.words import listed, nearest

States = Mapping[str, State]


def check_parts(state: State, memory: type[Memory], folder: Path) -> None:
    """That a state, as declared, is made of actions and exits, and that their hints fit the memory."""
    where = str(state.place.within(folder))
    for cls in state.actions:
        if not (isinstance(cls, type) and issubclass(cls, Action)):
            raise ProgramError(f"{cls!r} is not an Action class; actions lists classes that extend Action", where)
        if cls is TransitionState:
            raise ProgramError("TransitionState is built in; declare exits, do not list it", where)
        with_place(lambda cls=cls: check_action_class(cls, memory), cls, folder)  # type: ignore[misc]  # early binding
    for exit in state.exits:
        if not isinstance(exit, Exit):
            raise ProgramError(f'{exit!r} is not an exit; make one with to("STATE")', where)
        place = str(exit.place.within(folder))
        if exit.guard is not None and not isinstance(exit.guard, Guard):
            name = getattr(exit.guard, "__name__", repr(exit.guard))
            raise ProgramError(f"when={name} is not a guard; put @guard above the function", place)
        if exit.by not in ("model", "auto", "user", "operator"):
            raise ProgramError(f"by={exit.by!r}{nearest(str(exit.by), ('model', 'auto', 'user', 'operator'))}", place)
        if exit.speaks not in ("new", "old"):
            raise ProgramError(f"speaks={exit.speaks!r}; it is 'new' or 'old'", place)
        for function in exit.guard.functions if exit.guard is not None else ():
            check_hint(function, memory, place)
    if state.on_enter is not None:
        check_hint(state.on_enter, memory, where)


def check_action_class(cls: type[Action], memory: type[Memory]) -> None:
    """That an action is whole, fits the strict schema and this program's memory."""
    check_action(cls)
    parameters(cls)
    check_hint(cls.apply, memory, "")


def check_hint(function: Callable[..., Any], memory: type[Memory], where: str) -> None:
    """That the memory a function's hints name is this program's."""
    try:
        hints = typing.get_type_hints(function)
    except Exception:  # names that exist for a type checker only: nothing to compare
        return
    for hint in hints.values():
        named = typing.get_args(hint)[0] if typing.get_origin(hint) is Turn else hint
        if isinstance(named, type) and issubclass(named, Memory) and not issubclass(memory, named):
            raise ProgramError(
                f"{function.__qualname__} works on {named.__name__}, but this program's memory is {memory.__name__}",
                where,
            )


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
        order += [t for t in dict.fromkeys(e.target for e in states[name].exits) if t in states and t not in order]
    return order


def registry(states: Iterable[State], folder: Path) -> dict[str, type[Action]]:
    """Every action of the program by its wire name, each name once."""
    found: dict[str, type[Action]] = {}
    for state in states:
        for cls in state.actions:
            there = found.setdefault(wire_name(cls), cls)
            if there is not cls:
                where = " and ".join(str(place_of(each, folder)) for each in (there, cls))
                raise ProgramError(f"two actions are called {wire_name(cls)}: {where}", str(state.place.within(folder)))
    return found


def check_templates(program: Program, folder: Path) -> None:
    """Every state has its template, every template is used, and all of them render."""
    templates = Templates(program.sources)
    used: set[str | None] = set()
    for name in program.sources:
        templates.check(name)
    for state in program.states.values():
        name = program.template(state)
        if name not in program.sources:
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


def _try(templates: Templates, state: State, memory: type[Memory]) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    for example in example_memories(memory):
        for number, since in ((1, None), (2, timedelta(days=1))):
            snapshot = Snapshot(state.name, example, number, now, since)
            for block in VARYING:
                templates.block(f"{state.prompt}.md.j2", block, variables(snapshot))


def with_place(check: Callable[[], None], cls: type, folder: Path) -> None:
    """Run a check; a complaint that names no place gets that of the class."""
    try:
        check()
    except ProgramError as error:
        if error.where:
            raise
        raise ProgramError(error.problem, str(place_of(cls, folder))) from error


def place_of(thing: type, folder: Path) -> Place:
    """Where a class is written."""
    try:
        return Place(inspect.getsourcefile(thing) or "", inspect.getsourcelines(thing)[1]).within(folder)
    except (OSError, TypeError):
        return Place(thing.__module__, 0)
