"""What a function does, as far as reading it tells: what it reads, writes, makes, and goes on to.

Reading is generous: whatever an attribute of some name can be counts, so that nothing is taken to be impossible
which is only hard to see.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from coach.checking.names import cells, given_texts, inside, resolved, scope_of, texts_of
from coach.checking.owned import Function, Owned, functions_of
from coach.program.action import Action

#: More functions than this are not gone through: then anything may be read and written.
_MOST = 3_000


@dataclass(slots=True)
class Facts:
    """What one function, or several with all that they go on to, are seen to do."""

    loads: set[str] = field(default_factory=set)
    """Names of the attributes that are read, of anything."""
    stores: set[str] = field(default_factory=set)
    """Names of the attributes that are assigned, of anything."""
    texts: set[str] = field(default_factory=set)
    """Texts that are written out."""
    numbers: set[int] = field(default_factory=set)
    """Whole numbers that are written out, or stand behind a name."""
    given: set[str] = field(default_factory=set)
    """Names by which something is given to what is called: `change(key, done=True)`."""
    made: set[type[Action]] = field(default_factory=set)
    """Actions that are named, as those on buttons are."""
    reads_all: bool = False
    """It may read any attribute: nobody can tell which."""
    writes_all: bool = False
    reads_by_name: bool = False
    """It reads attributes whose names are texts."""
    writes_by_name: bool = False
    next: list[Function] = field(default_factory=list)
    """Functions that it goes on to, certainly or perhaps."""

    def join(self, other: Facts) -> None:
        """Take in what another function does."""
        for part in ("loads", "stores", "texts", "numbers", "given", "made"):
            getattr(self, part).update(getattr(other, part))
        self.reads_all |= other.reads_all
        self.writes_all |= other.writes_all
        self.reads_by_name |= other.reads_by_name
        self.writes_by_name |= other.writes_by_name


class Reader:
    """Reads a program's functions, each once."""

    def __init__(self, owned: Owned) -> None:
        self.owned = owned
        self._known: dict[types.CodeType, Facts] = {}

    def whole(self, functions: Iterable[Callable[..., Any]]) -> Facts:
        """What these functions do with all that they go on to."""
        found, seen = Facts(), set[int]()
        wanted = [function for each in functions for function in inside(each)]
        for function in wanted:
            if id(function) in seen:
                continue
            seen.add(id(function))
            if len(seen) > _MOST:
                found.reads_all = found.writes_all = True
                return found
            one = self.one(function)
            found.join(one)
            found.texts.update(given_texts(function))
            wanted += one.next
            wanted += [inner for cell in cells(function) for inner in inside(cell)]
        return found

    def one(self, function: Function) -> Facts:
        """What one function does by itself."""
        if function.__code__ not in self._known:
            tree = self.owned.tree(function)
            if tree is None:  # made at run time: nobody can read it
                facts = Facts(reads_all=True, writes_all=True)
            else:
                facts = _Visitor(self.owned, function).facts(tree)
            self._known[function.__code__] = facts
        return self._known[function.__code__]


class _Visitor(ast.NodeVisitor):
    def __init__(self, owned: Owned, function: Function) -> None:
        self.owned = owned
        self.scope = scope_of(function)
        self.found = Facts()
        classes = {cls.__qualname__ for cls in owned.program.memory.__mro__}
        self.of_memory = function.__qualname__.rpartition(".")[0] in classes

    def facts(self, tree: ast.AST) -> Facts:
        body = tree.body if isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef) else [tree]
        for node in body:
            self.visit(node)
        return self.found

    def visit_arg(self, node: ast.arg) -> None:
        """What it says of its parameters' types does nothing."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        for each in filter(None, (node.target, node.value)):
            self.visit(each)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        for each in (node.args, *node.decorator_list, *node.body):
            self.visit(each)

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.found.texts.add(node.value)
        elif isinstance(node.value, int):
            self.found.numbers.add(int(node.value))

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._use(self.scope.get(node.id))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        found, name = self.found, node.attr
        if isinstance(node.ctx, ast.Load):
            found.loads.add(name)
            found.reads_all |= name in _WHOLE
            found.writes_all |= name in _AROUND
            of = resolved(node.value, self.scope)
            if isinstance(of, types.ModuleType):
                self._use(getattr(of, name, None))
            else:
                found.next += self.owned.methods.get(name, ())
        else:
            found.stores.add(name)
            found.next += self.owned.methods.get(name, ())  # a property that is assigned
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        match node:
            case ast.Call(func=ast.Name(id="getattr" | "hasattr" | "attrgetter"), args=[*_, ast.expr()]):
                name = node.args[1] if len(node.args) > 1 else node.args[0]
                self.found.reads_all |= not isinstance(name, ast.Constant | ast.Name)
                self.found.reads_by_name |= isinstance(name, ast.Name)
                self.found.loads.update(texts_of(name))
            case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[_, name, *_]):
                self.found.writes_all |= not isinstance(name, ast.Constant | ast.Name)
                self.found.writes_by_name |= isinstance(name, ast.Name)
                self.found.stores.update(texts_of(name))
            case ast.Call(func=ast.Name(id="exec" | "eval" | "vars")):
                self.found.reads_all = self.found.writes_all = True
            case ast.Call(func=ast.Name(id="dict" | "list" | "tuple" | "iter" | "repr" | "str" | "sorted"), args=args):
                self.found.reads_all |= any(self._whole(each) for each in args)
        self._foreign(node)
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg is not None:
            self.found.given.add(node.arg)
        self.generic_visit(node)

    def _whole(self, node: ast.expr) -> bool:
        """Whether this is the whole memory, or a turn, by its name."""
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        return name in ("memory", "turn") or (name == "self" and self.of_memory)

    def _foreign(self, node: ast.Call) -> None:
        """What is handed to code that is not the program's may be read and written there."""
        given = [*node.args, *(each.value for each in node.keywords)]
        if not any(self._whole(each) for each in given):
            return
        called = resolved(node.func, self.scope)
        if called is None and isinstance(node.func, ast.Attribute):
            if node.func.attr in self.owned.methods or node.func.attr in _PLAIN:
                return
            self.found.reads_all = self.found.writes_all = True
        elif isinstance(called, types.FunctionType | types.MethodType) and not self.owned.owns(called):
            top = (called.__module__ or "").partition(".")[0]
            self.found.reads_all |= top != "coach"
            self.found.writes_all |= top != "coach" and top not in sys.stdlib_module_names

    def _use(self, value: Any) -> None:
        """Something that is named is taken to be called."""
        if isinstance(value, int):
            self.found.numbers.add(int(value))
        if isinstance(value, type):
            if issubclass(value, Action):
                self.found.made.add(value)
            elif self.owned.owns(value):
                special = (each for name, each in vars(value).items() if name.startswith("__"))
                self.found.next += [f for each in special for f in functions_of(each) if self.owned.owns(f)]
        elif value is not None and not isinstance(value, types.ModuleType):
            held = list(vars(value).values()) if self.owned.owns(type(value)) and hasattr(value, "__dict__") else []
            every = (function for each in (value, *held) for function in inside(each))
            self.found.next += [each for each in every if self.owned.owns(each)]


#: Attributes that give all the others.
_WHOLE = frozenset(("__dict__", "plain", "scalars", "model_dump", "model_dump_json", "copied", "renewed", "model_copy"))
_AROUND = frozenset(("__dict__", "__setattr__"))
#: Methods of what everybody has that change nothing of what they are given.
_PLAIN = frozenset(("missing", "append", "format", "debug", "info", "warning", "error", "exception"))
