"""Whether the constant part of a prompt is constant, in branches that are never taken too."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jinja2 import meta, nodes
from jinja2.visitor import NodeTransformer

from coach.engine.templates.rendering import Templates
from coach.engine.templates.sandbox import OUTSIDE
from coach.engine.templates.trees import SCOPE, Trees, place, references
from coach.errors import ProgramError


def check_constant(templates: Templates, name: str) -> None:
    """Raise `ProgramError` where a state's template, or one it rests on, uses the conversation in its constant part."""
    _check(templates.trees, name, "", set())


def _check(trees: Trees, name: str, brought: str, seen: set[str]) -> None:
    """`brought` says where the template is included or imported."""
    lineage = [each for each in trees.lineage(name) if each not in seen]
    varying = trees.varying(lineage)
    own = {named for each in lineage for named in _set(trees[each])}
    seen.update(lineage)
    for each in lineage:
        constant = _Constant(varying).visit(trees.parsed(each))
        for used in sorted(meta.find_undeclared_variables(constant) & {*SCOPE} - own):
            where = place(each, _line(constant, used))
            raise ProgramError(f"{used!r} {OUTSIDE}{brought}", where, "volatile-constant")
        for reference in references(constant):
            to, line = reference.to, reference.node.lineno
            if to is not None and to in trees and to not in seen and not isinstance(reference.node, nodes.Extends):
                _check(trees, to, f"; {place(each, line)} brings it there", seen)


class _Constant(NodeTransformer):
    """Leaves the constant part of a tree: what is neither in a varying block nor in a macro."""

    def __init__(self, varying: Collection[str]) -> None:
        self.varying = varying

    def visit_Block(self, node: nodes.Block) -> nodes.Node | None:  # noqa: N802 - jinja's name for it
        return None if node.name in self.varying else self.generic_visit(node)

    def visit_Macro(self, node: nodes.Macro) -> nodes.Node:  # noqa: N802 - what it uses is for who calls it
        node.args, node.defaults, node.body = [], [], []
        return node


def _set(tree: nodes.Template) -> Iterator[str]:
    """The names that a template sets for all of it, loops and parameters aside."""
    for node in tree.find_all((nodes.Assign, nodes.AssignBlock)):
        assert isinstance(node, nodes.Assign | nodes.AssignBlock)
        targets = [node.target, *node.target.find_all(nodes.Name)]
        yield from (target.name for target in targets if isinstance(target, nodes.Name))


def _line(tree: nodes.Template, name: str) -> int:
    """Where a name that is not declared is used first; a loop may have one of its own that is called the same."""
    uses = [node for node in tree.find_all(nodes.Name) if node.name == name and node.ctx == "load"]
    for use in uses:
        for other in uses:
            other.name = name if other is use else "range"  # which is declared everywhere
        if name in meta.find_undeclared_variables(tree):
            return use.lineno
    return tree.lineno
