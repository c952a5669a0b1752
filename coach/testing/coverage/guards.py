"""What a guard can miss, by the places where it says so; and which of them it came to for one memory.

A guard is a generator function, so each `yield` of it is one thing that can be missing. A generator that has yielded
stands at that line: this is how a run is seen. `yield from` another function of the program counts as that one's own
yields; from anything else it is one thing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, GeneratorType
from typing import Any

from coach.program.guard import MOST, Guard
from coach.program.memory import Memory
from coach.testing.coverage.source import Node, Site, bound, node_of, own, plain, sentence
from coach.values import value

#: Where generators within one another stood: file and line, the outermost first.
Stood = tuple[tuple[str, int], ...]


@value
class Missed:
    """A guard that said something is missing."""

    leaf: int
    """Which of the guards that it is made of, in the order in which they are written."""
    stood: Stood


@value
class Wanted:
    """One thing that a guard can miss."""

    leaf: int
    site: Site

    @property
    def name(self) -> str:
        """Tells it from the others of the guard."""
        return f"{self.leaf}@{Path(self.site.file).name}:{self.site.first}"

    def holds(self, missed: Missed) -> bool:
        """Whether this is what was missing."""
        return missed.leaf == self.leaf and any(self.site.holds(*each) for each in missed.stood)


def wanted(guard: Guard[Any]) -> list[Wanted]:
    """Each thing that a guard can miss."""
    return [each for number, leaf in enumerate(_leaves(guard)) for each in _sites(number, leaf)]


def missed(guard: Guard[Any], memory: Memory) -> list[Missed]:
    """What the guard misses for this memory. Raises whatever the guard raises."""
    return _asked(guard, memory, [0])


def _leaves(guard: Guard[Any]) -> Iterator[Guard[Any]]:
    """The guards that one is made of; `~` counts as one, since what it misses is that the other is open."""
    if guard.sign in ("", "~"):
        yield guard
    else:
        for part in guard.parts:
            yield from _leaves(part)


def _asked(guard: Guard[Any], memory: Memory, number: list[int]) -> list[Missed]:
    """As `missed`; `number` is that of the next leaf."""
    if guard.sign in ("", "~"):
        leaf, number[0] = number[0], number[0] + 1
        return [Missed(leaf, stood) for stood in _lines(guard, memory)]
    found = [_asked(part, memory, number) for part in guard.parts]
    if guard.sign == "|" and not all(found):
        return []
    return [each for part in found for each in part]


def _lines(guard: Guard[Any], memory: Memory) -> Iterator[Stood]:
    """Where a single guard stood whenever it yielded."""
    made = guard.check(memory)
    for count, _ in enumerate(made, 1):
        inner: Any = made
        stood = []
        while isinstance(inner, GeneratorType):
            if (frame := inner.gi_frame) is not None:
                stood.append((frame.f_code.co_filename, frame.f_lineno))
            inner = inner.gi_yieldfrom
        yield tuple(stood)
        if count == MOST:  # taken to be broken
            break


def _sites(number: int, leaf: Guard[Any]) -> Iterator[Wanted]:
    code = leaf.check.__code__ if isinstance(leaf.check, FunctionType) else None
    file, line = (code.co_filename, code.co_firstlineno) if code else ("", 1)
    if leaf.sign == "~":
        yield Wanted(number, Site(file, line, 10**9, f"not while: {leaf.parts[0].text}"))
        return
    sites = _yields(leaf.check, set())
    for site in sites or [Site(file, line, 10**9, leaf.text)]:  # its source is not to be had: all of it is one
        yield Wanted(number, site)


def _yields(check: Any, seen: set[Any]) -> list[Site]:
    function, node = plain(check), node_of(check)
    if function is None or node is None or function.__code__ in seen:
        return []
    seen.add(function.__code__)
    sites: dict[tuple[str, int], Site] = {}
    file = function.__code__.co_filename
    for each in own(node):
        if isinstance(each, ast.YieldFrom) and (inner := _inner(each, function, node, seen)):
            sites |= {(site.file, site.first): site for site in inner}
        elif isinstance(each, ast.Yield | ast.YieldFrom):
            says = sentence(each.value, bound(function))
            there = sites.get((file, each.lineno))  # of two on one line nobody can tell which it was
            says = f"{there.says} / {says}" if there else says
            sites[file, each.lineno] = Site(file, each.lineno, each.end_lineno or each.lineno, says)
    return list(sites.values())


def _inner(node: ast.YieldFrom, function: FunctionType, within: Node, seen: set[Any]) -> list[Site]:
    """The yields of the function that is yielded from, where that is written down by name."""
    if not isinstance(node.value, ast.Call) or not isinstance(node.value.func, ast.Name):
        return []
    name = node.value.func.id
    return _yields(bound(function).get(name, function.__globals__.get(name)), seen)
