"""The source that a program is defined by: whole modules, since nobody can tell what in them a guard rests on."""

from __future__ import annotations

import ast
import inspect
import sys
import typing
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from coach.loading.hints import written
from coach.program.state import Settings, State

#: What every program rests on, and no program's definition.
_UNDERNEATH = ("coach.program", "coach.loading", "coach.engine", "pydantic", "pydantic_core")


def sources_of(settings: Settings, states: Iterable[State], own: Mapping[str, ModuleType]) -> dict[str, str]:
    """The text of each module that a program is made of, by its name.

    `own` are the modules of the program's folder, by their names within it: those that its states and whatever
    these import. Of what is written elsewhere, the modules count in which the memory, the actions, the guards
    and `on_enter` are written, and what these inherit.
    """
    texts = {f".{name}": _text(module) for name, module in own.items()}
    inside = {module.__name__ for module in own.values()}
    for name in sorted({getattr(each, "__module__", "builtins") for each in _parts(settings, states)} - inside):
        if not _underneath(name) and name in sys.modules:
            texts[name] = _text(sys.modules[name])
    return {name: text for name, text in texts.items() if text}


def _parts(settings: Settings, states: Iterable[State]) -> Iterator[Any]:
    """The classes and functions that a program is declared with, wherever they are written."""
    classes: list[type] = [settings.memory, *settings.memory.collections.values()]
    functions: list[Callable[..., Any] | None] = []
    if settings.interludes is not None:
        functions += [settings.interludes.pause, settings.interludes.video]
    for state in states:
        classes += [*state.actions, *state.buttons]
        functions.append(state.on_enter)
        functions += [each for exit in state.exits if exit.guard is not None for each in exit.guard.functions]
    yield from (written(each) for each in functions if each is not None)
    yield from _with_bases(classes)


def _with_bases(classes: Iterable[type]) -> set[type]:
    """The classes, what they inherit from, and the enums and models that their fields hold."""
    found: set[type] = set()
    wanted = list(classes)
    for cls in wanted:
        if cls in found or _underneath(cls.__module__):
            continue
        found.add(cls)
        wanted += cls.__mro__
        if issubclass(cls, BaseModel):
            held = (each for field in cls.model_fields.values() for each in _named(field.annotation))
            wanted += [each for each in held if issubclass(each, Enum | BaseModel)]
    return found


def _named(annotation: Any) -> Iterator[type]:
    """The classes that an annotation names."""
    if arguments := typing.get_args(annotation):
        for each in arguments:
            yield from _named(each)
    elif isinstance(annotation, type):
        yield annotation


def _underneath(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names or any(
        module == each or module.startswith(f"{each}.") for each in _UNDERNEATH
    )


def _text(module: ModuleType) -> str:
    """A module's source without what does not count: its imports' order, and what stands between its statements."""
    try:
        source = inspect.getsource(module)
    except (OSError, TypeError):  # a folder without an __init__.py
        return ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # said already, when it was imported
            tree, lines = ast.parse(source), source.split("\n")
    except SyntaxError:  # the file is not any more what was imported
        return source
    if "Settings" in source:
        _leave_out_name(tree, lines)
    imports: set[str] = set()
    statements: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            origin = "." * node.level + (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            imports |= {f"{origin} {alias.name} {alias.asname}" for alias in node.names}
        else:
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
            statements += (line.rstrip() for line in lines[first - 1 : node.end_lineno])
    return "\n".join([*sorted(imports), *statements])


def _leave_out_name(tree: ast.Module, lines: list[str]) -> None:
    """Take out what the program is called: conversations belong to that name, whatever its version."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == Settings.__name__:
            for value in (keyword.value for keyword in node.keywords if keyword.arg == "name"):
                if value.lineno == value.end_lineno:
                    line = lines[value.lineno - 1].encode()  # columns are counted in bytes
                    lines[value.lineno - 1] = (line[: value.col_offset] + line[value.end_col_offset :]).decode()
