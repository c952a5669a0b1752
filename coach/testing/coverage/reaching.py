"""Which functions of a program an action can get to, found by reading the source.

This is the best that reading can do, and no more. Followed are names that stand for functions of the program's own
modules, attributes of its modules and classes, and, of a value nobody can tell the class of, methods and properties of
that name of the memory, its records and the action itself. Not followed are functions that are kept in a container or
given as an argument, other actions, and what is called where its refusal is caught. A call on a line with the comment
`coach: no cover` is not followed either.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from types import FunctionType, ModuleType
from typing import Any

from coach.engine.program import Program
from coach.errors import Refused
from coach.program.action import Action
from coach.program.memory import Memory
from coach.program.records import Record
from coach.testing.coverage.source import bound, excuse, lines_of, node_of, plain

#: What every program rests on: nothing of it belongs to one.
_UNDERNEATH = ("coach.program", "coach.engine", "coach.loading", "coach.errors", "pydantic")

#: Functions by their name, and whether it is written to be called: a property is not.
ByName = dict[tuple[str, bool], list[FunctionType]]


class Reach:
    """The functions of one program, and how they get to each other."""

    def __init__(self, program: Program) -> None:
        self.program = program

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The packages that the program is written in."""
        memory = self.program.memory
        parts: list[Any] = [memory, *memory.collections.values(), *self.program.actions.values()]
        for state in self.program.states.values():
            parts += [state.on_enter] if state.on_enter else []
            parts += [each for exit in state.exits if exit.guard is not None for each in exit.guard.functions]
        names = {getattr(part, "__module__", "") for part in parts}
        return tuple(sorted({_root(name) for name in names if not _underneath(name)}))

    def is_own(self, thing: Any) -> bool:
        """Whether a class or a function is written in the program."""
        module = getattr(thing, "__module__", None) or ""
        return not _underneath(module) and any(module == root or module.startswith(f"{root}.") for root in self.roots)

    def of_action(self, action: type[Action]) -> list[FunctionType]:
        """The functions that an action consists of, and those it gets to."""
        return self.reached(_methods(cls) for cls in action.__mro__ if self.is_own(cls))

    def of_function(self, function: Callable[..., Any]) -> list[FunctionType]:
        """A function and those it gets to; with those of the one that made it."""
        return self.reached([[function]])

    def reached(self, begin: Iterable[Iterable[Callable[..., Any]]]) -> list[FunctionType]:
        """These functions and all that they get to, each once."""
        wanted = [found for each in begin for function in each if (found := plain(function))]
        by_name = self._by_name(wanted)
        seen: dict[Any, FunctionType] = {}
        for function in wanted:
            if function.__code__ not in seen:
                seen[function.__code__] = function
                wanted += self._used(function, by_name)
        return list(seen.values())

    def methods(self, name: str) -> list[FunctionType]:
        """The methods of this name of the memory and its records."""
        return self._by_name([]).get((name, True), [])

    def _by_name(self, functions: list[FunctionType]) -> ByName:
        """The methods and properties of the memory and its records, and the methods that one begins with."""
        found: ByName = {}
        memory = self.program.memory
        kinds = {cls: None for kind in (memory, *memory.collections.values()) for cls in kind.__mro__}
        for cls in (each for each in kinds if self.is_own(each) and issubclass(each, Memory | Record)):
            for function in _methods(cls):
                called = inspect.isfunction(vars(cls).get(function.__name__))
                found.setdefault((function.__name__, called), []).append(function)
        for function in functions:
            found.setdefault((function.__name__, True), []).append(function)
        return found

    def _used(self, function: FunctionType, by_name: ByName) -> Iterator[FunctionType]:
        node = node_of(function)
        if node is None:
            return
        lines = lines_of(function.__code__.co_filename)
        called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
        for each in unguarded(node, function):
            if not isinstance(each, ast.Name | ast.Attribute) or excuse(lines, each.lineno, each.lineno):
                continue
            stands_for = resolved(each, function)
            if stands_for is not None:
                yield from (found for part in self._functions(stands_for) if (found := plain(part)))
            elif isinstance(each, ast.Attribute):
                yield from by_name.get((each.attr, id(each) in called), ())

    def _functions(self, thing: Any) -> Iterator[Callable[..., Any]]:
        """What runs where a program's own function is called, or its own class is made."""
        if isinstance(thing, property):
            thing = thing.fget
        if isinstance(thing, staticmethod | classmethod):
            thing = thing.__func__
        if not self.is_own(thing):
            return
        if inspect.isfunction(thing):
            yield thing
        elif isinstance(thing, type) and not issubclass(thing, Action):
            yield from (each for each in _methods(thing) if each.__name__ in ("__init__", "__post_init__", "__new__"))


def unguarded(node: ast.AST, function: FunctionType) -> Iterator[ast.AST]:
    """The nodes of a function without those whose refusal is caught by a `try` around them."""
    for child in ast.iter_child_nodes(node):
        if isinstance(node, ast.Try) and child in node.body and any(catches(each, function) for each in node.handlers):
            continue
        yield child
        yield from unguarded(child, function)


def catches(handler: ast.ExceptHandler, function: FunctionType) -> bool:
    """Whether a handler keeps a refusal to itself."""
    if any(isinstance(each, ast.Raise) and each.exc is None for each in ast.walk(handler)):
        return False
    named = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    kinds = [resolved(each, function) if each is not None else BaseException for each in named]
    return any(isinstance(kind, type) and issubclass(Refused, kind) for kind in kinds)


def resolved(node: ast.AST, function: FunctionType) -> Any:
    """What a name, or an attribute of one, stands for in a function; None where reading does not tell."""
    if isinstance(node, ast.Name):
        known = bound(function)
        if node.id in (*function.__code__.co_varnames, *function.__code__.co_cellvars):
            return None
        return known.get(node.id, function.__globals__.get(node.id, getattr(builtins, node.id, None)))
    if isinstance(node, ast.Attribute):
        base = resolved(node.value, function)
        if isinstance(base, ModuleType | type):
            return inspect.getattr_static(base, node.attr, None)
    return None


def _methods(cls: type) -> list[FunctionType]:
    """The functions that are written in a class."""
    found = []
    for each in vars(cls).values():
        inner = each.fget if isinstance(each, property) else getattr(each, "__func__", getattr(each, "func", each))
        if inspect.isfunction(inner):
            found.append(inner)
    return found


def _root(module: str) -> str:
    """The package that stands for all of a program; our own holds other things too."""
    parts = module.split(".")
    return ".".join(parts[:2] if parts[0] == "coach" else parts[:1])


def _underneath(module: str) -> bool:
    return module.partition(".")[0] in ("", *sys.stdlib_module_names) or any(
        module == each or module.startswith(f"{each}.") for each in _UNDERNEATH
    )
