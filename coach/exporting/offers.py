"""The kinds of offers that a program's source shows, with their buttons and the texts to edit, as far as written.

What is worked out at run time cannot be known before: then any name may come besides those that are written.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterable, Iterator
from types import FunctionType

from coach.engine.program import Program
from coach.program.offer import Blank, Offer, button
from coach.testing.coverage.reaching import Reach, resolved
from coach.testing.coverage.source import bound, node_of
from coach.values import value


@value
class Some:
    """Names that are written down."""

    names: tuple[str, ...] = ()
    all: bool = True
    """Whether there are no others."""

    def __or__(self, other: Some) -> Some:
        return Some(tuple(dict.fromkeys((*self.names, *other.names))), self.all and other.all)


@value
class Kind:
    """A kind of offer."""

    name: str
    buttons: Some
    fields: Some


def kinds_of(program: Program) -> tuple[list[Kind], bool]:
    """The kinds of offers of a program, in order of their names, and whether there are no others."""
    found: dict[str, Kind] = {}
    sure = True
    for each in _made(_functions(program)):
        if each is None:
            sure = False
            continue
        there = found.get(each.name, Kind(each.name, Some(), Some()))
        found[each.name] = Kind(each.name, there.buttons | each.buttons, there.fields | each.fields)
    return [found[name] for name in sorted(found)], sure


def _functions(program: Program) -> list[FunctionType]:
    """What the program can get to: its actions, and what is done on entering a state."""
    reach = Reach(program)
    functions = [each for cls in program.actions.values() for each in reach.of_action(cls)]
    for state in program.states.values():
        functions += reach.of_function(state.on_enter) if state.on_enter else []
    return list({each.__code__: each for each in functions}.values())


def _made(functions: Iterable[FunctionType]) -> Iterator[Kind | None]:
    """The offers that are made in functions, or were given to them; None for one whose kind is not written down."""
    for function in functions:
        for offer in (each for each in bound(function).values() if isinstance(each, Offer)):
            buttons, fields = (Some(tuple(each.name for each in those)) for those in (offer.buttons, offer.fields))
            yield Kind(offer.kind, buttons, fields)
        node = node_of(function)
        if node is None and _unwritten(function):
            yield None
        for call in ast.walk(node) if node is not None else ():
            if isinstance(call, ast.Call) and resolved(call.func, function) is Offer:
                yield _kind(call, node, function)


def _unwritten(function: FunctionType) -> bool:
    """Whether it was written in a file that is not to be had: what is made at run time was in none."""
    file = function.__code__.co_filename
    return not file.startswith("<") and not linecache.getlines(file)


def _kind(call: ast.Call, whole: ast.AST | None, function: FunctionType) -> Kind | None:
    given = {each.arg: each.value for each in call.keywords}
    name = _text(given.get("kind"), function)
    if name is None:
        return None
    reading = _Reading(whole, function)
    buttons, fields = (
        reading.listed(given.get(what), maker) for what, maker in (("buttons", button), ("fields", Blank))
    )
    if None in given:  # **options
        buttons, fields = Some(buttons.names, all=False), Some(fields.names, all=False)
    return Kind(name, buttons, fields)


class _Reading:
    """Reads names in the source of one function."""

    def __init__(self, whole: ast.AST | None, function: FunctionType) -> None:
        self._nodes = list(ast.walk(whole)) if whole is not None else []
        self._function = function

    def listed(self, given: ast.expr | None, maker: object) -> Some:
        """The names of what is made in a list; of all in the function where the list is not written out."""
        if given is None:
            return Some()
        given = self._behind(given)
        found = Some(all=isinstance(given, ast.List | ast.Tuple))
        for each in given.elts if isinstance(given, ast.List | ast.Tuple) else ():
            found |= self._made(each, maker)
        if not found.all:
            for node in self._nodes:
                found |= Some(self._made(node, maker).names, all=False) if isinstance(node, ast.Call) else Some()
        return found

    def _made(self, made: ast.expr, maker: object) -> Some:
        """What something is called where it is made."""
        made = self._behind(made)
        if isinstance(made, ast.IfExp):
            return self._made(made.body, maker) | self._made(made.orelse, maker)
        if isinstance(made, ast.Call) and resolved(made.func, self._function) is maker:
            first = next((each.value for each in made.keywords if each.arg == "name"), [*made.args, None][0])
            name = _text(first, self._function)
            return Some((name,)) if name is not None else Some(all=False)
        return Some(all=False)

    def _behind(self, expression: ast.expr) -> ast.expr:
        """What a name was given, where that happens once in the function."""
        if not isinstance(expression, ast.Name):
            return expression
        given = [
            each.value
            for each in self._nodes
            if isinstance(each, ast.Assign)
            and any(isinstance(target, ast.Name) and target.id == expression.id for target in each.targets)
        ]
        return given[0] if len(given) == 1 and not isinstance(given[0], ast.Name) else expression


def _text(written: ast.expr | None, function: FunctionType) -> str | None:
    """A text that is written out, or that a name of the module stands for."""
    if isinstance(written, ast.Constant):
        found = written.value
    else:
        found = resolved(written, function) if isinstance(written, ast.Name | ast.Attribute) else None
    return found if isinstance(found, str) and type(found) is str else None
