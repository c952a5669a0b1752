"""A program's version: a hash of its definition, and of nothing else."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import Enum
from hashlib import sha256
from types import ModuleType
from typing import Any

from coach.engine.schema import parameters
from coach.program.action import Action
from coach.program.guard import Guard
from coach.program.memory import Memory
from coach.program.records import Record
from coach.program.state import Exit, Settings, State


def version_of(
    settings: Settings,
    states: Mapping[str, State],
    actions: Mapping[str, type[Action]],
    sources: Mapping[str, str],
    helpers: Mapping[str, ModuleType],
) -> str:
    """12 hexadecimal digits over states, exits, the source of guards and actions, the memory, the templates.

    Of `helpers`, the whole source counts: nobody can tell what in them a guard rests on.
    """
    definition = {
        "settings": {"history": settings.history, "model": asdict(settings.model)},
        "memory": [settings.memory.model_json_schema(), *map(_source, _classes(settings.memory))],
        "states": {name: _state(state) for name, state in sorted(states.items())},
        "actions": {name: [parameters(cls), _source(cls)] for name, cls in sorted(actions.items())},
        "templates": dict(sorted(sources.items())),
        "helpers": {name: _source(module) for name, module in sorted(helpers.items())},
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
        "on_enter": _source(state.on_enter) if state.on_enter else "",
        "model": asdict(state.model),
    }


def _exit(exit: Exit) -> list[Any]:
    return [exit.target, exit.by, exit.speaks, _guard(exit.guard) if exit.guard is not None else ""]


def _guard(guard: Guard[Any]) -> list[Any]:
    if guard.parts:
        return [guard.text, *map(_guard, guard.parts)]
    return [guard.text, _source(guard.check), _enclosed(guard.check)]


def _classes(memory: type[Memory]) -> list[type]:
    """The memory's class, those it rests on, and its records'."""
    kinds = (memory, *memory.collections.values())
    found = dict.fromkeys(base for kind in kinds for base in kind.__mro__ if issubclass(base, Memory | Record))
    return [each for each in found if each not in (Memory, Record)]


def _enclosed(function: Callable[..., Any]) -> list[str]:
    """What a function made by another one was given: the same source with another limit is another guard."""
    values = (cell.cell_contents for cell in getattr(function, "__closure__", None) or ())
    return [repr(value) if isinstance(value, str | int | float | Enum | None) else _source(value) for value in values]


def _source(thing: Callable[..., Any] | ModuleType) -> str:
    try:
        return inspect.cleandoc(inspect.getsource(thing))
    except (OSError, TypeError):  # made without a source file: a shell, exec, functools.partial
        return getattr(thing, "__qualname__", repr(type(thing)))
