"""Buttons that nobody could press, because their offer would never be put."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.names import resolved, scope_of
from coach.checking.slots import entering
from coach.loading.hints import written
from coach.program.action import Action, TransitionState
from coach.program.offer import button
from coach.program.state import Place, State


@dataclass(frozen=True, slots=True)
class Step:
    """What a button stands for, as it is written."""

    cls: type[Action]
    place: Place
    target: str = ""
    """Where it leads, if that is written out."""


def check_buttons(look: Look) -> Iterator[Finding]:
    """C107."""
    told: set[Step] = set()
    for state in look.program.states.values():
        for function in [*entering(state), *(cls.apply for cls in (*state.actions, *state.buttons))]:
            for step in steps_in(look, function):
                problem, remedy = _wrong(state, step)
                if problem and step not in told and not _elsewhere(look, function):
                    told.add(step)
                    yield finding("button-not-allowed", step.place, f"{problem}, so the offer is never put", remedy)


def _wrong(state: State, step: Step) -> tuple[str, str]:
    """What is wrong with a button of a state, and what to do; empty for nothing."""
    if step.cls is TransitionState:
        if not step.target or any(exit.by == "user" and exit.target == step.target for exit in state.exits):
            return "", ""
        problem = f"a button leads to {step.target}, and {state.name} has no exit there for the client"
        return problem, f'Give {state.name} the exit to("{step.target}", by="user")'
    if step.cls in state.buttons:
        return "", ""
    problem = f"a button stands for {step.cls.__name__}, which the buttons of {state.name} do not list"
    return problem, f"Add {step.cls.__name__} to buttons=[…] of {state.name}"


def _elsewhere(look: Look, function: Callable[..., Any]) -> bool:
    """Whether it asks what state it is in: then nobody can tell from outside what it puts where."""
    return "state" in look.reader.whole([function]).loads


def steps_in(look: Look, function: Callable[..., Any]) -> Iterator[Step]:
    """The actions that are written into buttons in a function itself."""
    source = written(function)
    tree = look.owned.tree(source)
    if tree is None:
        return
    scope = scope_of(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and resolved(node.func, scope) is button:
            for each in (given for given in node.args[2:] if isinstance(given, ast.Call)):
                cls = resolved(each.func, scope)
                if isinstance(cls, type) and issubclass(cls, Action):
                    yield Step(cls, look.owned.place(source.__code__.co_filename, each.lineno), _target(each))


def _target(node: ast.Call) -> str:
    for each in node.keywords:
        if each.arg == "target_state" and isinstance(each.value, ast.Constant):
            return str(each.value.value)
    return ""
