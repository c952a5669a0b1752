"""Where an action can refuse: each `raise Refused(…)` that it can get to, and the place that a refusal came from.

What the memory's collections refuse is another matter: see `following`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from traceback import walk_tb
from types import FunctionType
from typing import Any

from coach.errors import Refused
from coach.program import records
from coach.testing.coverage.keeping import REFUSING
from coach.testing.coverage.reaching import resolved, unguarded
from coach.testing.coverage.source import Site, bound, node_of, sentence

_RECORDS = records.__file__


def refusals(functions: Iterable[FunctionType]) -> list[Site]:
    """The places in these functions that refuse, in the order of the source."""
    found: dict[tuple[str, int], Site] = {}
    for function in functions:
        file = function.__code__.co_filename
        node = node_of(function)
        for each in unguarded(node, function) if node is not None else ():
            if isinstance(each, ast.Raise) and each.exc is not None and _refuses(each.exc, function):
                says = sentence(_first_argument(each.exc), bound(function))
                found[file, each.lineno] = Site(file, each.lineno, each.end_lineno or each.lineno, says)
    return [found[key] for key in sorted(found)]


#: Where a refusal came from: the file and the line; and of one by a collection, who called it, and which it is.
At = tuple[str, int, str]


def raised_at(refusal: Refused) -> At:
    """Where a refusal came from."""
    innermost = calling = ("", 0)
    kind = ""
    for frame, line in walk_tb(refusal.__traceback__):
        innermost = (frame.f_code.co_filename, line)
        kind = REFUSING.get(frame.f_code, "")
        if innermost[0] != _RECORDS:
            calling = innermost
    return (*(calling if kind else innermost), kind)


def _refuses(raised: ast.expr, function: FunctionType) -> bool:
    """Whether what is raised is a `Refused`, or made by a function whose hint says that it is."""
    made = raised.func if isinstance(raised, ast.Call) else raised
    named = [made, *ast.walk(made)] if not isinstance(made, ast.Attribute) else [made]
    return any(_is_refused(resolved(each, function)) for each in named)


def _is_refused(thing: Any) -> bool:
    if isinstance(thing, FunctionType):
        thing = thing.__annotations__.get("return")
    kinds: list[type[Refused]] = [Refused, *Refused.__subclasses__()]
    names = {each.__name__ for each in kinds}
    return thing in names if isinstance(thing, str) else isinstance(thing, type) and issubclass(thing, Refused)


def _first_argument(raised: ast.expr) -> ast.expr | None:
    return raised.args[0] if isinstance(raised, ast.Call) and raised.args else None
