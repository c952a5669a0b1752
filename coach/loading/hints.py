"""Which memory the hints of a function name, as a type checker reads them."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

from coach.errors import ProgramError
from coach.program.action import Turn
from coach.program.memory import Memory


def check_hints(function: Callable[..., Any], memory: type[Memory], where: str) -> None:
    """Raise `ProgramError` where a hint names a memory that is not this program's."""
    source = written(function)
    for annotation in getattr(source, "__annotations__", {}).values():
        named = tuple(_memories(_resolved(annotation, source)))
        if named and not any(issubclass(memory, each) for each in named):
            raise ProgramError(f"{source.__qualname__} works on {_foreign(named[0], memory)}", where)


def _foreign(named: type[Memory], memory: type[Memory]) -> str:
    if named.__name__ == memory.__name__:  # the same name again would tell nothing
        return f"another {named.__name__} than the one in the settings; import that one"
    return f"{named.__name__}, but this program's memory is {memory.__name__}"


def written(function: Callable[..., Any]) -> Any:
    """The function as somebody wrote it: inside of what was made with it, or the `__call__` of an object."""
    while isinstance(function, partial):
        function = function.func
    return inspect.unwrap(function if inspect.isroutine(function) else type(function).__call__)


def _memories(hint: Any) -> Iterator[type[Memory]]:
    """The memories that a hint allows."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if isinstance(hint, typing.TypeVar):
        for each in hint.__constraints__ or (hint.__bound__,):
            yield from _memories(each)
    elif origin in (typing.Union, types.UnionType):
        for each in arguments:
            yield from _memories(each)
    elif origin is Turn:
        yield from _memories(arguments[0])
    elif isinstance(hint, type) and issubclass(hint, Memory):
        yield hint


def _resolved(annotation: Any, source: Any) -> Any:
    """What an annotation stands for; None where nobody can tell."""
    scope = getattr(source, "__globals__", {})
    try:
        return _evaluated(annotation, scope, {})
    except NameError:  # perhaps imported for a type checker alone, to keep imports from going round in a circle
        names = set(re.findall(r"\w+", str(annotation)))
        try:
            return _evaluated(annotation, scope, _imported(sys.modules.get(source.__module__), names))
        except Exception:  # that import failed, or it is no name at all: a type checker would say so
            return None
    except Exception:  # what a type checker would complain of
        return None


def _evaluated(annotation: Any, scope: dict[str, Any], more: dict[str, Any]) -> Any:
    def probe() -> None: ...

    probe.__annotations__ = {"hint": annotation}
    return typing.get_type_hints(probe, scope, {**scope, **more})["hint"]


def _imported(module: ModuleType | None, names: set[str]) -> dict[str, Any]:
    """What a module imports under `if TYPE_CHECKING`, of these names; what cannot be imported is left out."""
    try:
        tree = ast.parse(inspect.getsource(module)) if module is not None else ast.Module([], [])
    except (OSError, TypeError, SyntaxError):  # it has no source
        return {}
    found: dict[str, Any] = {
        "__name__": getattr(module, "__name__", ""),
        "__package__": getattr(module, "__package__", ""),
    }
    for statement in _checking_imports(tree):
        for alias in statement.names:
            if (alias.asname or alias.name.partition(".")[0]) in names:
                statement.names = [alias]
                try:
                    exec(compile(ast.Module([statement], []), "<hints>", "exec"), found)
                except (Exception, SystemExit):
                    continue
    return found


def _checking_imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING":
            for statement in node.body:
                if isinstance(statement, ast.Import | ast.ImportFrom):
                    yield statement
