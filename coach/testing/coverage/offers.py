"""Which offers a program can put: each `Offer(kind="…")` in the functions it can get to, with the buttons beside it.

An offer whose kind is worked out at run time is known once it was put, and so are buttons that are not written down.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from types import FunctionType

from coach.program.offer import Offer, button
from coach.testing.coverage.reaching import resolved
from coach.testing.coverage.source import Node, Site, bound, node_of, sentence
from coach.values import value


@value
class Put:
    """A kind of offer that a program can put."""

    kind: str
    says: str
    """Its text."""
    site: Site | None
    """Where it is made."""
    buttons: dict[str, str]
    """The labels of its buttons, by name."""


def offers(functions: Iterable[FunctionType]) -> list[Put]:
    """The offers that are made in these functions, or that one of them was given."""
    found: dict[str, Put] = {}
    for function in functions:
        for offer in (each for each in bound(function).values() if isinstance(each, Offer)):
            buttons = {each.name: each.label for each in offer.buttons}
            found.setdefault(offer.kind, Put(offer.kind, offer.text, None, buttons))
        node = node_of(function)
        for put in _made(node, function) if node is not None else ():
            there = found.setdefault(put.kind, put)
            there.buttons.update(put.buttons)
    return list(found.values())


def _made(node: Node, function: FunctionType) -> Iterator[Put]:
    calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    made = [each for each in calls if resolved(each.func, function) is Offer]
    for offer in made:
        given = {each.arg: each.value for each in offer.keywords}
        kind = given.get("kind")
        if not isinstance(kind, ast.Constant) or not isinstance(kind.value, str):
            continue
        inside = calls if len(made) == 1 else [each for each in ast.walk(offer) if isinstance(each, ast.Call)]
        buttons = dict(_buttons(inside, function))
        site = Site(function.__code__.co_filename, offer.lineno, offer.end_lineno or offer.lineno, kind.value)
        yield Put(kind.value, sentence(_behind(given.get("text"), node)), site, buttons)


def _behind(text: ast.expr | None, node: Node) -> ast.expr | None:
    """What a name was given in the function, where that happens once."""
    if not isinstance(text, ast.Name):
        return text
    given = [each.value for each in ast.walk(node) if isinstance(each, ast.Assign) and _is_called(each, text.id)]
    return given[0] if len(given) == 1 else text


def _is_called(assigned: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in assigned.targets)


def _buttons(calls: Iterable[ast.Call], function: FunctionType) -> Iterator[tuple[str, str]]:
    for call in calls:
        if resolved(call.func, function) is button and call.args and isinstance(call.args[0], ast.Constant):
            yield str(call.args[0].value), sentence(call.args[1]) if len(call.args) > 1 else ""
