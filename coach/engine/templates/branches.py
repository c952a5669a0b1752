"""The branches of a template: what there is, and how each reports that it was rendered.

A branch is a way that rendering can take: the template itself, a `context` or `opening` of its own, either way of an
`if` (also without an `else`), a loop that goes round and one that has nothing to go through. That is no branch where
nothing is written for it and an `if` around the loop has asked about the same thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

from coach.engine.templates.expressions import written
from coach.engine.templates.trees import VARYING
from coach.values import value

#: The environment's attributes that a marked template calls.
PASS, TEST = "passed", "tested"


@value
class Branch:
    """One of a template's branches; its number is its place among them."""

    line: int
    what: str


def mark(tree: nodes.Template, name: str) -> list[Branch]:
    """Make every branch of the template report itself when it is rendered; returns them, by number."""
    marker = _Marker(name)
    marker.passing(tree.body, Branch(1, "the template"))
    for node, asked in list(_all(tree, "")):
        marker.visit(node, asked)
    return marker.found


class _Marker:
    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Branch] = []
        self._chained: set[int] = set()
        """The `elif`s that were seen to with their `if`."""

    def visit(self, node: nodes.Node, asked: str) -> None:
        """`asked` is what the `if`s around the node ask, as it is written."""
        match node:
            case nodes.Block() if node.name in VARYING and says_something(node):
                self.passing(node.body, Branch(node.lineno, f"block {node.name}"))
            case nodes.If() if id(node) not in self._chained:
                self._chain(node)
            case nodes.CondExpr():
                choice = f"{written(node.expr1)} if {written(node.test)}"
                node.test = self._testing(node.test, node.lineno, f"{choice}: yes", f"{choice}: no")
            case nodes.For():
                loop = f"for {written(node.target)} in {written(node.iter)}"
                if node.test is not None:
                    loop += f" if {written(node.test)}"
                self.passing(node.body, Branch(node.lineno, f"{loop}: some"))
                if node.else_ or node.test is not None or written(_whole(node.iter)) not in asked:
                    self.passing(node.else_, Branch(node.lineno, f"{loop}: none"))

    def passing(self, body: list[nodes.Node], branch: Branch) -> None:
        """Report the branch where this body begins."""
        call = self._call(PASS, branch.line, self._number(branch))
        body.insert(0, nodes.ExprStmt(call, lineno=branch.line))

    def _chain(self, first: nodes.If) -> None:
        chain = [first, *first.elif_]
        self._chained.update(map(id, first.elif_))
        for node in chain:
            asked = f"{'if' if node is first else 'elif'} {written(node.test)}"
            otherwise = "else" if first.else_ else f"{asked}: no"
            node.test = self._testing(node.test, node.lineno, f"{asked}: yes", otherwise if node is chain[-1] else "")

    def _testing(self, test: nodes.Node, line: int, yes: str, no: str) -> nodes.Call:
        """The test, which reports how it came out; without `no`, what is asked next reports that."""
        numbers = [self._number(Branch(line, yes)), self._number(Branch(line, no)) if no else -1]
        return self._call(TEST, line, *numbers, test)

    def _number(self, branch: Branch) -> int:
        self.found.append(branch)
        return len(self.found) - 1

    def _call(self, attribute: str, line: int, *given: Any) -> nodes.Call:
        own = nodes.EnvironmentAttribute(attribute, lineno=line)
        values = (self.name, *given)
        args = [each if isinstance(each, nodes.Node) else nodes.Const(each, lineno=line) for each in values]
        return nodes.Call(own, args, [], None, None, lineno=line)


def says_something(block: nodes.Block) -> bool:
    """Whether a block has words of its own."""
    parts = [part for child in block.body for part in (child.nodes if isinstance(child, nodes.Output) else [child])]
    return any(not isinstance(part, nodes.TemplateData) or part.data.strip() for part in parts)


def _all(node: nodes.Node, asked: str) -> Iterator[tuple[nodes.Node, str]]:
    """A tree's nodes in the order in which they are written, each with what the `if`s around it ask."""
    yield node, asked
    for child in node.iter_child_nodes():
        within = isinstance(node, nodes.If) and any(child is each for each in node.body)
        yield from _all(child, f"{asked} {written(node.test)}" if within and isinstance(node, nodes.If) else asked)


def _whole(node: nodes.Node) -> nodes.Node:
    """What a loop goes through a part of: `memory.goals` of `memory.goals[2:]` and of `memory.goals | sort`."""
    while isinstance(node, nodes.Getitem | nodes.Filter) and node.node is not None:
        node = node.node
    return node
