"""What is wrong with one template: names of nothing, and text that no template above would show."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from jinja2 import nodes

from coach.engine.templates.rendering import Templates
from coach.engine.templates.trees import SUFFIX, VARYING, Trees, place
from coach.errors import ProgramError
from coach.program.words import nearest

#: What Jinja itself defines, somewhere.
_SPECIAL = ("loop", "self", "super", "caller", "varargs", "kwargs")


def check_template(templates: Templates, name: str) -> None:
    """Raise `ProgramError` for syntax errors, unknown templates, filters and tests, and text that would be lost."""
    trees = templates.trees
    for reference in trees.references(name):
        if reference.to is not None and reference.to not in trees:
            near = nearest(reference.to, trees.sources, ending=SUFFIX)
            raise ProgramError(f"there is no template {reference.to!r}{near}", place(name, reference.node.lineno))
    for node in trees[name].find_all((nodes.Filter, nodes.Test)):
        there = trees.jinja.filters if isinstance(node, nodes.Filter) else trees.jinja.tests
        if node.name not in there:  # jinja minds only where it gets there
            problem = f"there is no {type(node).__name__.lower()} {node.name!r}{nearest(node.name, there)}"
            kind = "volatile-constant" if node.name == "random" else ""
            raise ProgramError(problem, place(name, node.lineno), kind)
    templates.compiled(name)
    if (extends := trees[name].find(nodes.Extends)) is None:
        return
    for part in _lost(trees[name]):
        raise ProgramError("text outside of a block would be lost; put it into one", place(name, _line(part)))
    if isinstance(extends.template, nodes.Const):
        _check_shown(trees, name)


def check_names(templates: Templates, name: str, scope: Mapping[str, Collection[str]]) -> None:
    """Raise `ProgramError` for a name that nothing defines, in branches that no example reaches too.

    `scope` has the names that a template has in scope, with their attributes.
    """
    trees = templates.trees
    own = trees.defined()
    for node in trees[name].find_all((nodes.Name, nodes.Getattr)):
        if isinstance(node, nodes.Name):
            if node.ctx == "load" and node.name not in {*own, *scope, *trees.jinja.globals, *_SPECIAL}:
                problem = f"{node.name!r} is not defined{nearest(node.name, scope)}"
                raise ProgramError(problem, place(name, node.lineno), "undefined-variable")
        elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name not in own:
            there = scope.get(node.node.name)
            if there is not None and node.attr not in there:
                problem = f"{node.node.name} has no field or property {node.attr!r}{nearest(node.attr, there)}"
                raise ProgramError(problem, place(name, node.lineno), "undefined-variable")


def _check_shown(trees: Trees, name: str) -> None:
    """That some template above has each block that is written here."""
    known = {block.name for above in trees.lineage(name)[1:] for block in trees[above].find_all(nodes.Block)}
    blocks = list(trees[name].find_all(nodes.Block))
    nested = {inner.name for block in blocks for inner in block.find_all(nodes.Block)}
    for block in blocks:
        if block.name not in {*known, *VARYING, *nested}:
            problem = f"the block {block.name!r} would be lost: nothing above shows it"
            raise ProgramError(problem + nearest(block.name, known | set(VARYING)), place(name, block.lineno))


def _lost(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a template that extends another prints outside of every block."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield from (n for n in child.nodes if not isinstance(n, nodes.TemplateData) or n.data.strip())
        elif not isinstance(child, nodes.Block | nodes.Macro | nodes.AssignBlock | nodes.CallBlock):
            yield from _lost(child)


def _line(node: nodes.Node) -> int:
    """Where something is first seen: template data may begin with empty lines."""
    data = node.data if isinstance(node, nodes.TemplateData) else ""
    return node.lineno + data[: len(data) - len(data.lstrip())].count("\n")
