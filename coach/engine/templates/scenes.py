"""What is known at one place of a template, and how its expressions are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2 import nodes

from coach.engine.templates.kinds import Kind


@dataclass(slots=True)
class Scene:
    """What is known at one place of a template."""

    names: dict[str, Kind]
    sometimes: dict[str, set[str]] = field(default_factory=dict)
    """Names that are set on some ways to here, with what decides that."""
    settled: frozenset[str] = frozenset()
    """What the tests around this place mention, and the parts of the memory that rests on."""

    def inner(self, settled: Iterable[str] = ()) -> Scene:
        """The same, within a test."""
        return Scene(dict(self.names), dict(self.sometimes), self.settled | frozenset(settled))


def targets(node: nodes.Node) -> Iterator[str]:
    """The names that something is assigned to."""
    named = [node] if isinstance(node, nodes.Name) else node.find_all(nodes.Name)
    yield from (each.name for each in named)


def written(node: nodes.Node) -> str:
    """`memory.current` as it is written; empty for what is no such chain."""
    match node:
        case nodes.Name():
            return str(node.name)
        case nodes.Getattr():
            inner = written(node.node)
            return f"{inner}.{node.attr}" if inner else ""
        case nodes.Getitem(arg=nodes.Const(value=str() as attribute)):
            inner = written(node.node)
            return f"{inner}.{attribute}" if inner else ""
    return ""
