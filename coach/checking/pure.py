"""Whether a guard is a pure function of the memory: found by reading what it certainly does, and by running it."""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from coach.checking.looking import Look
from coach.checking.names import resolved, scope_of
from coach.checking.owned import Function, functions_of
from coach.loading.hints import written
from coach.program.state import Place

_CLOCKS = ("now", "utcnow", "today")
#: By module, the names in it that answer differently from one time to the next; empty for all of them.
_VOLATILE = {
    "time": (
        *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"),
        *("localtime", "gmtime", "ctime", "strftime", "asctime"),
    ),
    "random": (),
    "_random": (),
    "secrets": (),
    "uuid": ("uuid1", "uuid4"),
    "os": ("urandom", "getenv", "getpid", "environ", "listdir", "getcwd"),
    "posix": ("urandom", "getpid", "listdir", "getcwd"),
}
_WRITING = ("add", "change", "remove")


@dataclass(frozen=True, slots=True)
class Impure:
    """Something in a guard, or in what it calls, that does not belong there."""

    place: Place
    what: str


def chances(look: Look, guard: Callable[..., Any]) -> Iterator[Impure]:
    """Where a guard depends on time, chance or surroundings."""
    found = {
        each.place: each
        for function, scope, node, _ in _certain(look, guard)
        for each in _volatile(look, function, scope, node)
    }
    yield from found.values()
    if not found and (what := _seen_running(look, guard)):
        yield Impure(look.owned.place_of(guard), what)


def changes(look: Look, guard: Callable[..., Any]) -> Iterator[Impure]:
    """Where a guard changes the memory."""
    found: dict[Place, Impure] = {}
    for function, _, node, memory in _certain(look, guard):
        for line, what in _written(node, memory, look.program.memory.collections):
            place = look.owned.place(function.__code__.co_filename, line)
            found[place] = Impure(place, what)
    yield from found.values()
    if not found and _seen_changing(look, guard):
        yield Impure(look.owned.place_of(guard), "when it is run")


# --- reading -------------------------------------------------------------------------------------

Scope = dict[str, Any]


def _certain(look: Look, guard: Callable[..., Any]) -> Iterator[tuple[Function, Scope, ast.AST, str]]:
    """A guard and what it certainly calls: (function, what its names stand for, its tree, what it calls the memory)."""
    first = written(guard)
    wanted: list[tuple[Function, str]] = [(first, _first(first))]
    seen: set[tuple[types.CodeType, str]] = set()
    for function, memory in wanted:
        tree = look.owned.tree(function)
        if tree is None or (function.__code__, memory) in seen:
            continue
        seen.add((function.__code__, memory))
        scope = scope_of(function)
        yield function, scope, tree, memory
        wanted += _called(look, tree, scope, memory)


def _called(look: Look, tree: ast.AST, scope: Scope, memory: str) -> Iterator[tuple[Function, str]]:
    """What a function goes on to: its own functions by name, and the memory's properties and methods."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = resolved(node.func, scope)
            if isinstance(called, types.FunctionType) and look.owned.owns(called):
                given = [place for place, each in enumerate(node.args) if _is(each, memory)]
                names = called.__code__.co_varnames[: called.__code__.co_argcount]
                yield called, names[given[0]] if given and given[0] < len(names) else ""
        elif isinstance(node, ast.Attribute) and _is(node.value, memory):
            for each in functions_of(vars_of(look.program.memory, node.attr)):
                if look.owned.owns(each):
                    yield each, _first(each)


def vars_of(cls: type, name: str) -> Any:
    """An attribute of a class as it is declared, by itself or by what it inherits."""
    return next((vars(base)[name] for base in cls.__mro__ if name in vars(base)), None)


def _volatile(look: Look, function: Function, scope: Scope, tree: ast.AST) -> Iterator[Impure]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            what = volatile(resolved(node, scope), ast.unparse(node))
            if what:
                yield Impure(look.owned.place(function.__code__.co_filename, node.lineno), what)


def volatile(thing: Any, said: str = "") -> str:
    """What something that code names depends on, if it is time, chance or surroundings; `said` is how it is named."""
    if thing is None or isinstance(thing, types.ModuleType | type):
        return ""
    of, name = getattr(thing, "__self__", None), getattr(thing, "__name__", "")
    if isinstance(of, type) and of.__module__ == "datetime" and name in _CLOCKS:
        return f"the time, {said or f'{of.__name__}.{name}'}"
    module = of.__name__ if isinstance(of, types.ModuleType) else getattr(thing, "__module__", None)
    module = module or type(of).__module__
    names = _VOLATILE.get(str(module))
    if names is None or (names and name not in names and not said.endswith("environ")):
        return ""
    what = "the time" if module == "time" else "its surroundings" if module in ("os", "posix") else "chance"
    return f"{what}, {said or f'{module}.{name}'.lstrip('_')}"


def _written(tree: ast.AST, memory: str, collections: Any) -> Iterator[tuple[int, str]]:
    """Where the memory is certainly written, and what of it."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name, ctx=ast.Store() | ast.Del()) if _is(value, memory):
                yield node.lineno, name
            case ast.Call(func=ast.Attribute(value=ast.Attribute(value=value, attr=name), attr=attr)) if (
                _is(value, memory) and name in collections and attr in _WRITING
            ):
                yield node.lineno, f"{name}.{attr}"
            case ast.Call(func=ast.Name(id="setattr"), args=[value, *_]) if _is(value, memory):
                yield node.lineno, "setattr"
            case ast.Call(func=ast.Attribute(value=value, attr="with_offer")) if _is(value, memory):
                yield node.lineno, "the open offer"


def _is(node: ast.expr, memory: str) -> bool:
    return isinstance(node, ast.Name) and node.id == memory != ""


def _first(function: Function) -> str:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    return names[0] if names else ""


# --- running -------------------------------------------------------------------------------------


def _seen_running(look: Look, guard: Callable[..., Any]) -> str:
    """What time or chance a guard asked for while it ran on example memories; empty for none."""
    found: list[str] = []

    def watch(frame: types.FrameType, event: str, argument: Any) -> None:
        if event == "c_call" and frame.f_globals.get("__name__") in look.owned.modules:
            found.append(volatile(argument))
        elif event == "call" and (back := frame.f_back) and back.f_globals.get("__name__") in look.owned.modules:
            function = types.SimpleNamespace(
                __module__=frame.f_globals.get("__name__"), __name__=frame.f_code.co_name, __self__=None
            )
            found.append(volatile(function))

    for example in look.examples:
        profiled = sys.getprofile() is not None  # then somebody else is watching, and stays
        if not profiled:
            sys.setprofile(watch)
        try:
            answers = [list(guard(example.copied(locked=True))) for _ in range(2)]
        except Exception:  # what is made up need not make sense to it
            continue
        finally:
            if not profiled:
                sys.setprofile(None)
        if answers[0] != answers[1]:
            found.append("more than the memory: asked twice in a row, it answers otherwise")
    return next(filter(None, found), "")


def _seen_changing(look: Look, guard: Callable[..., Any]) -> bool:
    """Whether a guard changed a memory while it ran on examples."""
    for example in look.examples:
        memory = example.copied()
        try:
            list(guard(memory))
        except Exception:  # as above
            continue
        finally:
            changed = memory.wrote_since(example)
        if changed:
            return True
    return False
