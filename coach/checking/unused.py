"""What is written and never used: actions, buttons and guards."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.checking.buttons import steps_in
from coach.checking.finding import Finding, finding
from coach.checking.looking import Look
from coach.checking.owned import own_files
from coach.checking.slots import entering
from coach.program.action import Action, wire_name


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file of the program."""

    file: Path
    tree: ast.Module


def check_unused(look: Look) -> Iterator[Finding]:
    """C204, C301 and C303."""
    sources = [source for file in _files(look) if (source := _read(file)) is not None]
    yield from _guards(look, sources)
    yield from _actions(look, sources)
    yield from _never_offered(look)


def _files(look: Look) -> list[Path]:
    """The files that make up the program and lie in its folder."""
    folder = look.program.folder
    declared = (Path(getattr(module, "__file__", None) or "/") for module in look.owned.declared)
    return list(dict.fromkeys([*own_files(look.program), *(each for each in declared if each.is_relative_to(folder))]))


def _read(file: Path) -> Source | None:
    try:
        return Source(file, ast.parse(file.read_text(encoding="utf-8-sig")))
    except (OSError, SyntaxError, ValueError):  # nobody imports it, or the program would not have been loaded
        return None


def _named(sources: list[Source]) -> set[str]:
    """The names that code reads, imports and `__all__` aside."""
    found: set[str] = set()
    for source in sources:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return found


def _guards(look: Look, sources: list[Source]) -> Iterator[Finding]:
    used = _named([*sources, *_others(look, sources)])
    for source in sources:
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and _is_guard(node) and node.name not in used:
                yield finding(
                    "unused-guard",
                    look.owned.place(str(source.file), node.lineno),
                    f"no exit has the guard {node.name}, and no code uses it",
                    f"Name it in an exit, to(…, when={node.name}), or remove it",
                )


def _others(look: Look, sources: list[Source]) -> list[Source]:
    """The program's modules that lie elsewhere, or help."""
    there = {source.file for source in sources}
    files = [Path(getattr(module, "__file__", None) or "/") for module in look.owned.modules.values()]
    return [source for file in files if file not in there and (source := _read(file)) is not None]


def _is_guard(node: ast.FunctionDef) -> bool:
    return any(ast.unparse(each).rpartition(".")[2] == "guard" for each in node.decorator_list)


# --- actions -------------------------------------------------------------------------------------


def _actions(look: Look, sources: list[Source]) -> Iterator[Finding]:
    allowed = _allowed(look)
    on_buttons = {step.cls for function in _all_that_runs(look) for step in steps_in(look, function)}
    bases = {ast.unparse(base).rpartition(".")[2] for source in sources for base in _bases(source)}
    modules = {getattr(module, "__file__", None): module for module in look.owned.modules.values()}
    known = {cls.__name__ for cls in allowed} | {"Action"}
    for source in sources:
        module = modules.get(str(source.file))
        for node in (each for each in source.tree.body if isinstance(each, ast.ClassDef)):
            if node.name.startswith("_") or node.name in bases:
                continue
            cls = getattr(module, node.name, None)
            if cls is None and not any(ast.unparse(base).rpartition(".")[2] in known for base in node.bases):
                continue
            if cls is not None and not _is_unused(cls, allowed, on_buttons):
                continue
            yield finding(
                "action-allowed-nowhere",
                look.owned.place(str(source.file), node.lineno),
                f"no state allows the action {node.name}, so it is never done",
                f"Add {node.name} to actions=[…] of a state (buttons=[…] if it is the client's to do), or remove it",
            )


def _bases(source: Source) -> Iterator[ast.expr]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef):
            yield from node.bases


def _is_unused(cls: Any, allowed: set[type[Action]], on_buttons: set[type[Action]]) -> bool:
    return (
        isinstance(cls, type)
        and issubclass(cls, Action)
        and cls not in allowed | on_buttons
        and cls.apply is not Action.apply
    )


def _allowed(look: Look) -> set[type[Action]]:
    settings = look.program.settings
    found = {*settings.actions, *settings.buttons}
    found |= {*settings.interludes.buttons} if settings.interludes is not None else set()
    return found.union(*((*state.actions, *state.buttons) for state in look.states.values()))


def _all_that_runs(look: Look) -> list[Callable[..., Any]]:
    """All actions and all that entering a state does."""
    states = look.states.values()
    found = [cls.apply for state in states for cls in (*state.actions, *state.buttons)]
    found += [function for state in states for function in entering(state)]
    interludes = look.program.settings.interludes
    given = (interludes.pause, interludes.video) if interludes is not None else ()
    return list(dict.fromkeys([*found, *(each for each in given if each is not None)]))


def _never_offered(look: Look) -> Iterator[Finding]:
    facts = look.reader.whole(_all_that_runs(look))
    if facts.writes_all:
        return
    for name, cls in look.program.actions.items():
        states = [state.name for state in look.program.states.values() if cls in state.buttons]
        asked = any(cls in state.actions for state in look.program.states.values())
        if states and not asked and cls not in facts.made and name not in facts.texts:
            yield finding(
                "button-never-offered",
                look.owned.place_of_class(cls),
                f"{wire_name(cls)} is left to buttons in {states[0]}, and no offer has a button that stands for it",
                f"Put an offer with button(…, {cls.__name__}(…)), or let the model do it, in actions=[…]",
            )
