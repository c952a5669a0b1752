"""What the names in a function stand for, and the functions behind values."""

from __future__ import annotations

import ast
import builtins
import types
from collections.abc import Iterator
from functools import partial
from typing import Any

from coach.checking.owned import Function
from coach.loading.hints import written
from coach.program.guard import Guard

#: What holds more than this is data, and no table of functions.
_LARGE = 200


def scope_of(function: Function) -> dict[str, Any]:
    """What the names in a function stand for, those it gives itself left out."""
    own = {*function.__code__.co_varnames, *function.__code__.co_cellvars}
    given = dict(zip(function.__code__.co_freevars, cells(function), strict=False))
    every = {**vars(builtins), **function.__globals__, **given}
    return {name: value for name, value in every.items() if name not in own}


def resolved(node: ast.expr, scope: dict[str, Any]) -> Any:
    """What a name, or an attribute of a module or class, stands for; None where nobody can tell."""
    if isinstance(node, ast.Name):
        return scope.get(node.id)
    if isinstance(node, ast.Attribute):
        of = resolved(node.value, scope)
        return getattr(of, node.attr, None) if isinstance(of, types.ModuleType | type) else None
    return None


def inside(value: Any) -> Iterator[Function]:
    """The functions that calling or asking something goes to."""
    if isinstance(value, Guard):
        for each in value.functions:
            yield from inside(each)
    elif isinstance(value, partial):
        yield from (f for each in (value.func, *value.args, *value.keywords.values()) for f in inside(each))
    elif isinstance(value, list | tuple | set | frozenset) and len(value) < _LARGE:
        yield from (f for each in value for f in inside(each))
    elif isinstance(value, dict) and len(value) < _LARGE:
        yield from (f for each in value.values() for f in inside(each))
    elif isinstance(value, types.FunctionType | types.MethodType):
        found = written(value)
        found = getattr(found, "__func__", found)
        if isinstance(found, types.FunctionType):
            yield found


def cells(function: Function) -> list[Any]:
    """What a function was given by the one that made it."""
    found = []
    for cell in function.__closure__ or ():
        try:
            found.append(cell.cell_contents)
        except ValueError:  # not given yet
            found.append(None)
    return found


def given_texts(function: Function) -> Iterator[str]:
    """The texts among that, and among its parameters' defaults."""
    values = [*cells(function), *(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    yield from (value for value in values if isinstance(value, str))


def texts_of(node: ast.expr) -> Iterator[str]:
    """The text that an expression is; nothing for any other one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
