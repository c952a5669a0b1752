"""A program's version: a hash of its definition, and of nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from hashlib import sha256
from typing import Any

from coach.engine.schema import parameters
from coach.loading.hints import written
from coach.program.action import Action, description
from coach.program.guard import Guard
from coach.program.state import Exit, Settings, State


def version_of(
    settings: Settings,
    states: Mapping[str, State],
    actions: Mapping[str, type[Action]],
    templates: Mapping[str, str],
    sources: Mapping[str, str],
) -> str:
    """12 hexadecimal digits over states, exits, guards, actions, the memory, the templates, and their `sources`."""
    definition = {
        "settings": {"history": settings.history, "model": asdict(settings.model)},
        "states": {name: _state(state) for name, state in states.items()},
        "actions": {name: [parameters(cls), description(cls)] for name, cls in actions.items()},
        "templates": dict(templates),
        "sources": dict(sources),
    }
    return sha256(json.dumps(definition, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:12]


def _state(state: State) -> dict[str, Any]:
    return {
        "title": state.title,
        "purpose": state.purpose,
        "prompt": state.prompt,
        "actions": [cls.__name__ for cls in state.actions],
        "buttons": [cls.__name__ for cls in state.buttons],
        "exits": [_exit(exit) for exit in state.exits],
        "flags": [state.initial, state.final, state.silent],
        "group": state.group,
        "on_enter": _function(state.on_enter) if state.on_enter else "",
        "model": asdict(state.model),
    }


def _exit(exit: Exit) -> list[Any]:
    guard = _guard(exit.guard) if exit.guard is not None else ""
    return [exit.target, exit.by, exit.speaks, list(exit.via), guard]


def _guard(guard: Guard[Any]) -> list[Any]:
    return [guard.text, *(map(_guard, guard.parts) if guard.parts else [_function(guard.check)])]


def _function(function: Callable[..., Any]) -> list[Any]:
    """A function by its name, and by what it was given by another one that made it: another limit, another guard."""
    source = written(function)
    values = (cell.cell_contents for cell in getattr(source, "__closure__", None) or ())
    return [source.__qualname__, *map(_given, values)]


def _given(value: Any) -> Any:
    if isinstance(value, str | int | float | Enum | None):
        return repr(value)
    return _function(value) if callable(value) and not isinstance(value, type) else type(value).__qualname__
