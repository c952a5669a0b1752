"""A program as data, for whoever builds a front end on it."""

from __future__ import annotations

from typing import Any

from coach.engine.program import Program
from coach.engine.schema import parameters
from coach.program.action import Action, TransitionState, description, wire_name
from coach.program.state import Exit, State


def described(program: Program) -> dict[str, Any]:
    """The states with their exits, and the actions with the schemas of their parameters."""
    actions: dict[str, type[Action]] = {**program.actions, wire_name(TransitionState): TransitionState}
    return {
        "name": program.name,
        "version": program.version,
        "groups": list(dict.fromkeys(state.group for state in program.states.values() if state.group)),
        "states": [_state(program, name, state) for name, state in program.states.items()],
        "actions": [
            {"name": name, "description": description(cls), "parameters": parameters(cls)}
            for name, cls in actions.items()
        ],
    }


def _state(program: Program, name: str, state: State) -> dict[str, Any]:
    rules = program.rules[name]
    return {
        "name": name,
        "title": state.title,
        "purpose": state.purpose,
        "group": state.group or None,
        "initial": state.initial,
        "final": state.final,
        "silent": state.silent,
        "interlude": bool(state.shows),
        "actions": list(rules.names),
        "buttons": list(rules.buttons),
        "exits": [_exit(exit) for exit in state.exits],
    }


def _exit(exit: Exit) -> dict[str, Any]:
    return {
        "target": exit.target,
        "by": exit.by,
        "when": exit.guard.text if exit.guard is not None else None,
        "speaks": exit.speaks,
        "via": list(exit.via),
    }
