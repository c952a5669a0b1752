"""Which modules a program is made of, wherever they lie: those whose code the checker reads."""

from __future__ import annotations

import ast
import inspect
import linecache
import sys
import sysconfig
import types
from collections import deque
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from coach.loading import Program
from coach.loading.hints import written
from coach.loading.importing import modules_of
from coach.program.state import Place

#: The one part of this package that is a program's own code; all the rest is what every program rests on.
_IDENTITY = "coach.identity"
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})

Function = types.FunctionType


class Owned:
    """The program's own code."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._trees: dict[str, dict[tuple[str, int], ast.AST]] = {}
        self._classes: dict[str, dict[str, int]] = {}

    @cached_property
    def declared(self) -> list[ModuleType]:
        """The modules of the folder that were imported, and those in which memory, actions and guards are written."""
        found = list(modules_of(self.program.package).values())
        for part in self._parts():
            module = sys.modules.get(getattr(part, "__module__", ""))
            if module is not None and module not in found and not _underneath(module.__name__):
                found.append(module)
        return found

    @cached_property
    def modules(self) -> dict[str, ModuleType]:
        """Those, and whatever of the same packages they import, by name."""
        found = {module.__name__: module for module in self.declared}
        wanted = list(found.values())
        for module in wanted:
            for value in list(vars(module).values()):
                name = value.__name__ if isinstance(value, ModuleType) else getattr(value, "__module__", None)
                if isinstance(name, str) and name not in found and self._is_own(name):
                    found[name] = sys.modules[name]
                    wanted.append(found[name])
        return found

    @cached_property
    def classes(self) -> list[type]:
        """The classes that are written in these modules."""
        every = (value for module in self.modules.values() for value in list(vars(module).values()))
        return list(dict.fromkeys(each for each in every if isinstance(each, type) and self.owns(each)))

    @cached_property
    def methods(self) -> dict[str, list[Function]]:
        """The functions that an attribute of this name can be: methods and properties of these classes."""
        found: dict[str, list[Function]] = {}
        for cls in self.classes:
            for name, value in vars(cls).items():
                for function in functions_of(value):
                    found.setdefault(name, []).append(function)
        return found

    def owns(self, thing: Any) -> bool:
        """Whether a class or function is written in the program's own code."""
        return getattr(thing, "__module__", None) in self.modules

    def tree(self, function: Callable[..., Any]) -> ast.AST | None:
        """A function as it is written; None where that cannot be found."""
        code = getattr(written(function), "__code__", None)
        if code is None:
            return None
        if code.co_filename not in self._trees:
            self._trees[code.co_filename] = _indexed("".join(linecache.getlines(code.co_filename)))
        return self._trees[code.co_filename].get((code.co_name, code.co_firstlineno))

    def place(self, file: str, line: int) -> Place:
        """A place in the code, named from the program's folder where it is inside."""
        return Place(file, line).within(self.program.folder)

    def place_of(self, function: Callable[..., Any]) -> Place:
        """Where a function is written: the line of its `def`."""
        code, tree = written(function).__code__, self.tree(function)
        return self.place(code.co_filename, getattr(tree, "lineno", code.co_firstlineno))

    def place_of_class(self, cls: type) -> Place:
        """Where a class is written; the settings where nobody can tell."""
        try:
            file = inspect.getsourcefile(cls) or ""
        except (OSError, TypeError):
            file = ""
        if file not in self._classes:  # once for all of them: `inspect` reads the whole file again for each
            self._classes[file] = _lines_of_classes("".join(linecache.getlines(file)))
        line = self._classes[file].get(cls.__qualname__)
        return self.program.settings.place.within(self.program.folder) if line is None else self.place(file, line)

    def _is_own(self, name: str) -> bool:
        module = sys.modules.get(name)
        if module is None or _underneath(name):
            return False
        file = getattr(module, "__file__", None) or ""
        return name.partition(".")[0] in self._packages or not file.startswith(_LIBRARIES)

    @cached_property
    def _packages(self) -> set[str]:
        return {module.__name__.partition(".")[0] for module in self.declared}

    def _parts(self) -> Iterator[Any]:
        program = self.program
        yield from (program.memory, *program.memory.collections.values(), *program.actions.values())
        for state in program.states.values():
            functions = [state.on_enter, *(f for e in state.exits if e.guard is not None for f in e.guard.functions)]
            yield from (written(each) for each in functions if each is not None)


def functions_of(value: Any) -> Iterator[Function]:
    """The functions behind an attribute of a class."""
    if isinstance(value, property):
        yield from (each for each in (value.fget, value.fset) if isinstance(each, Function))
    elif isinstance(value, staticmethod | classmethod):
        yield from functions_of(value.__func__)
    elif isinstance(value, Function):
        yield value
    elif isinstance(found := getattr(value, "func", None), Function):  # a cached property, a partial
        yield found


def own_files(program: Program) -> Iterator[Path]:
    """The Python files of the program's folder that belong to the program, imported or not."""
    for module in modules_of(program.package).values():
        if file := getattr(module, "__file__", None):
            yield Path(file)
    for stem in ("actions", "guards", "offers"):
        yield from sorted(program.folder.glob(f"{stem}.py"))
        yield from sorted(program.folder.glob(f"{stem}/**/*.py"))


def _underneath(module: str) -> bool:
    top = module.partition(".")[0]
    own = module == _IDENTITY or module.startswith(f"{_IDENTITY}.")
    return top in sys.stdlib_module_names or top in ("pydantic", "pydantic_core") or (top == "coach" and not own)


def _indexed(source: str) -> dict[tuple[str, int], ast.AST]:
    """The functions of a module by name and first line, as their code has them."""
    found: dict[tuple[str, int], ast.AST] = {}
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found[node.name, first] = node
        elif isinstance(node, ast.Lambda):
            beside = found.get(("<lambda>", node.lineno))  # several on one line are taken for one
            both = ast.Tuple([beside, node], ast.Load()) if isinstance(beside, ast.expr) else node
            found["<lambda>", node.lineno] = both
    return found


def _lines_of_classes(source: str) -> dict[str, int]:
    """Where the classes of a module begin, by their qualified names."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return {}
    found: dict[str, int] = {}
    wanted = deque[tuple[str, ast.AST]]([("", tree)])
    while wanted:
        within, node = wanted.popleft()
        if isinstance(node, ast.ClassDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            found.setdefault(f"{within}{node.name}", first)
            within = f"{within}{node.name}."
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            within = f"{within}{node.name}.<locals>."
        wanted += ((within, child) for child in ast.iter_child_nodes(node))
    return found
